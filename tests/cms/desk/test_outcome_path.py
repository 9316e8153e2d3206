"""From the report to the decision, each step by its person, from the desk."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cms.models import DecisionPage, DraftPage, InterpretationPage
from cms.models.section import UnableToChange
from consultation.enums import Stage
from consultation.models import Consultation, SectionPublication
from consultation.stages import stage_of
from tests.factories import pages
from tests.factories.acts import DECISION, MEETING, url_of
from tests.factories.published import make_text

TEXT = """第一条 加装电梯应当经业主同意。
第二条 施工单位应当公示工期。"""


def test_from_the_report_to_the_decision(as_, staff, reported_matter, now):
    matter = reported_matter
    make_text(matter, at=now)
    explanation = InterpretationPage.objects.get(consultation=matter)
    pages.publish_newest(explanation, by=staff.wang, at=now)
    office, drafter = as_("sun"), as_("min")
    assert office.post(url_of("meeting", matter), MEETING).status_code == 302
    assert office.post(url_of("publish-meeting", matter)).status_code == 302
    matter = Consultation.objects.get(pk=matter.pk)
    assert stage_of(matter, matter.deliberated_at) == Stage.DELIBERATED

    editor = drafter.post(reverse("desk:add_page", args=[matter.pk, "decision"])).url
    page = DecisionPage.objects.get(consultation=matter)
    assert editor == reverse("wagtailadmin_pages:edit", args=[page.pk])
    entry = reverse("desk:long_text", args=[page.pk])
    shown = drafter.post(entry, {"text": TEXT, "preview": ""})
    assert [block.label for block in shown.context["parsed"].blocks] == ["第一条", "第二条"]
    assert not DecisionPage.objects.get(pk=page.pk).get_latest_revision_as_object().body
    drafter.post(entry, {"text": TEXT, "save": ""})
    pages.publish_newest(page, by=staff.sun, at=matter.deliberated_at)
    assert not SectionPublication.objects.filter(consultation=matter, section="decision").exists()

    assert office.post(url_of("decision", matter), DECISION).status_code == 302
    refused = office.post(url_of("publish-decision", matter))
    assert len(refused.context["form"].non_field_errors()) == 2
    drafter.post(url_of("links", matter))
    drafter.post(reverse("desk:links", args=[matter.pk]), {"all": "1"})
    assert office.post(url_of("publish-decision", matter)).status_code == 302
    matter = Consultation.objects.get(pk=matter.pk)
    assert stage_of(matter, matter.decided_at) == Stage.DECIDED
    assert matter.decision.text.provisions.count() == 2
    desk = office.get(reverse("desk:desk", args=[matter.pk]))
    acts = [name for name, _act in desk.context["acts"]]
    assert acts == ["erratum", "links", "link", "hold"]
    correct(matter, page, office, as_("min"), staff)


def correct(matter, page, office, drafter, staff):
    """A published decision changes by an erratum alone; its links go on to the new version."""
    at = matter.decided_at + timedelta(minutes=1)
    page = DecisionPage.objects.get(pk=page.pk)
    assert page.get_lock().for_user(staff.min)
    for act in (
        lambda: pages.publish_newest(page, by=staff.sun, at=at),
        lambda: page.unpublish(user=staff.sun),
    ):
        with pytest.raises(UnableToChange):
            act()
    office.post(url_of("erratum", matter), {"reason": "第二条漏一字"})
    pages.write(page, TEXT.replace("工期", "施工工期"), by=staff.sun)
    pages.publish_newest(page, by=staff.sun, at=at)
    decision = Consultation.objects.get(pk=matter.pk).decision
    assert (decision.text.number, decision.text.erratum_reason) == (2, "第二条漏一字")
    public = reverse("consultation:decision", args=[matter.slug])
    assert "第二条漏一字" in drafter.get(public).content.decode()
    targets = {link.target.version_id for link in matter.links.exclude(target=None)}
    assert targets == {decision.text_id}
    assert DecisionPage.objects.get(pk=page.pk).open_erratum() is None
    with pytest.raises(UnableToChange):
        pages.publish_newest(page, by=staff.sun, at=at)


def test_the_long_text_refuses_what_it_cannot_read(as_, prepared):
    page = DraftPage.objects.get(consultation=prepared)
    entry = reverse("desk:long_text", args=[page.pk])
    client = as_("min")
    for text in ("", "   ", "\x00", "字" * 400_001):
        answer = client.post(entry, {"text": text, "save": ""})
        assert answer.status_code == 200
        assert answer.context["form"].errors
    for name in ("zhao", "zhou"):
        assert as_(name).get(entry).status_code == 404
    assert client.put(entry).status_code == 405
