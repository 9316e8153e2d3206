"""Each act of the desk: by the right person, the wrong role, the wrong department, with the wrong
method, at the wrong stage, twice.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cms.desk.acts import ACTS
from cms.models import Erratum
from consultation import calendar, lifecycle
from consultation.enums import MeetingResult, ProvisionKind, Section, Stage, TextKind
from consultation.models import Consultation, Decision, Deliberation, ProvisionLink
from consultation.stages import stage_of
from consultation.text import freeze
from tests.factories.desks import make_pages
from tests.factories.process import make_consultation, make_profile
from tests.factories.published import make_section, make_text
from tests.factories.texts import make_blocks

MEETING = {
    "meeting": "第119次常务会议", "held_on": "2026-01-05", "result": "passed",
    "public_line": "会议审议通过。",
}  # fmt: skip
DECISION = {
    "title": "加装电梯实施细则", "document_number": "安政发〔2026〕9号", "issuer": "安澜市人民政府",
    "document_date": "2026-02-01", "disclosure": "proactive",
}  # fmt: skip
REASON = {"reason": "上位法有修改"}


def day(shift):
    return f"{timezone.localdate() + timedelta(days=shift):%Y-%m-%d}"


def at_stage(stage, cast, now):
    """A matter of the police at `stage`, written as facts; publishing acts find what they need."""
    if stage == Stage.PREPARING:
        return make_consultation(lead=cast.police, by=cast.min)
    shift = 1 if stage in (Stage.OPEN, Stage.SUSPENDED) else -1
    matter = make_consultation(
        lead=cast.police, by=cast.min,
        opens_at=now - timedelta(days=40), closes_at=now + timedelta(days=9 * shift),
    )  # fmt: skip
    if stage == Stage.SUSPENDED:
        matter.suspensions.create(
            reason="核实", suspended_at=now - timedelta(days=1), suspended_by=cast.wang
        )
    if stage == Stage.REPORTED:
        before = now - timedelta(days=1)
        Consultation.objects.filter(pk=matter.pk).update(reported_at=before, reported_by=cast.wang)
    return Consultation.objects.get(pk=matter.pk)


def with_whole_decision(matter, cast, now):
    draft, text = (
        freeze(consultation=matter, kind=kind, title="细则", provisions=make_blocks("第一条"),
               by=cast.sun, at=now)
        for kind in (TextKind.DRAFT, TextKind.DECISION)
    )  # fmt: skip
    make_section(matter, Section.INTERPRETATION)
    ProvisionLink.objects.create(
        consultation=matter, relation="unchanged", confirmed_at=now, confirmed_by=cast.sun,
        origin=draft.provisions.filter(kind=ProvisionKind.ARTICLE)[0],
        target=text.provisions.filter(kind=ProvisionKind.ARTICLE)[0],
    )  # fmt: skip
    Decision.objects.create(
        consultation=matter, text=text, recorded_at=now, recorded_by=cast.sun,
        title="细则", document_number="安政发〔2026〕9号", issuer="市政府",
        document_date=now.date(),
    )  # fmt: skip


def with_recorded_meeting(matter, cast, now):
    Deliberation.objects.create(
        consultation=matter, meeting="常务会议", held_on=now.date(), result=MeetingResult.PASSED,
        public_line="会议审议通过。", recorded_at=now, recorded_by=cast.sun,
    )  # fmt: skip


def with_draft(matter, cast, now):
    make_text(matter, at=now)
    make_pages(matter, cast.min)


def with_pages(matter, cast, now):
    make_pages(matter, cast.min)


def with_texts(matter, cast, now):
    for kind in (TextKind.DRAFT, TextKind.DECISION):
        make_text(matter, at=now, kind=kind)


def with_section(matter, cast, now):
    make_section(matter, Section.BACKGROUND)


def with_held_section(matter, cast, now):
    make_section(matter, Section.BACKGROUND, held_at=now, held_by=cast.wang, held_reason="附件有误")


SECTION = {"section": "background"}
# name: stage, who may, who may not, what is sent, what must stand before, a stage too early or late
CASES = {
    "schedule": (Stage.PREPARING, "min wang", "zhao sun zhou",
                 {"opens_on": day(3), "closes_on": day(40)}, None, Stage.OPEN),
    "extend": (Stage.OPEN, "wang sun", "min qian zhou",
               {"closes_on": day(30)} | REASON, None, Stage.CLOSED),
    "suspend": (Stage.OPEN, "wang sun", "min qian zhou", REASON, None, Stage.CLOSED),
    "resume": (Stage.SUSPENDED, "wang sun", "min qian zhou", {}, None, Stage.OPEN),
    "round": (Stage.CLOSED, "wang", "min sun qian zhou",
              {"opens_on": day(1), "closes_on": day(40)} | REASON, None, Stage.REPORTED),
    "erratum": (Stage.OPEN, "min wang sun", "zhao qian zhou", REASON, with_draft, Stage.CLOSED),
    "meeting": (Stage.REPORTED, "sun", "min wang qian zhou", MEETING, None, Stage.OPEN),
    "publish-meeting": (Stage.REPORTED, "sun", "min wang qian zhou", {}, with_recorded_meeting,
                        Stage.OPEN),
    "decision": (Stage.REPORTED, "sun", "min wang qian zhou", DECISION, None, Stage.OPEN),
    "publish-decision": (Stage.REPORTED, "sun", "min wang qian zhou", {}, with_whole_decision,
                         Stage.OPEN),
    "links": (Stage.REPORTED, "min wang sun", "zhao qian zhou", {}, with_texts, None),
    "link": (Stage.REPORTED, "min wang sun", "zhao qian zhou", {"relation": "removed"},
             with_texts, None),
    "hold": (Stage.OPEN, "wang sun", "min qian zhou", SECTION | REASON, with_section, None),
    "restore": (Stage.OPEN, "wang sun", "min qian zhou", SECTION, with_held_section, None),
    "details": (Stage.OPEN, "wang", "min sun qian zhou",
                {"title": "新的标题", "document_type": "rule"}, with_pages, None),
    "withdraw": (Stage.OPEN, "wang sun", "min qian zhou", REASON, None, None),
}  # fmt: skip
ONCE = set(CASES) - {"schedule", "meeting", "decision", "links", "link", "details"}


def test_every_act_has_its_case():
    assert set(CASES) == set(ACTS)


def newest_articles(matter, kind):
    version = matter.texts.filter(kind=kind).newest_first()[0]
    return list(version.provisions.filter(kind=ProvisionKind.ARTICLE).in_order())


def url_of(name, matter):
    return reverse("desk:act", args=[matter.pk, name])


def prepare(name, stage, cast, now):
    matter = at_stage(stage, cast, now)
    before = CASES[name][4]
    if before:
        before(matter, cast, now)
    return matter


def trail(matter):
    return matter.events.count()


@pytest.mark.parametrize(
    ("name", "who"), [(name, who) for name, case in CASES.items() for who in case[1].split()]
)
def test_the_right_person_acts_and_not_twice(name, who, as_, staff, now):
    stage, _may, _not, data, *_ = CASES[name]
    matter = prepare(name, stage, staff, now)
    if name == "link":
        data = data | {"origin": newest_articles(matter, TextKind.DRAFT)[0].pk}
    client = as_(who)
    desk = client.get(reverse("desk:desk", args=[matter.pk]))
    assert url_of(name, matter) in desk.content.decode()
    assert client.get(url_of(name, matter)).status_code == 200
    answer = client.post(url_of(name, matter), data)
    assert answer.status_code == 302, answer.context["form"].errors
    assert answer.url == reverse("desk:desk", args=[matter.pk])
    acts = trail(matter)
    assert acts > 0
    again = client.post(url_of(name, matter), data)
    if name in ONCE:
        assert again.status_code == 409
        assert trail(matter) == acts


@pytest.mark.parametrize(
    ("name", "who"), [(name, who) for name, case in CASES.items() for who in case[2].split()]
)
def test_the_wrong_role_or_department_does_not(name, who, as_, staff, now):
    stage, _may, _not, data, *_ = CASES[name]
    matter = prepare(name, stage, staff, now)
    before = trail(matter)
    answer = as_(who).post(url_of(name, matter), data)
    sees_desk = who in ("min", "wang", "sun")
    assert answer.status_code == (302 if sees_desk else 404)
    assert answer.status_code == 404 or answer.url == reverse("wagtailadmin_home")
    assert trail(matter) == before


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case[5]])
def test_at_the_wrong_stage_it_is_refused_and_nothing_typed_is_lost(name, as_, staff, now):
    _stage, may, _not, data, _before, wrong = CASES[name]
    matter = prepare(name, wrong, staff, now)
    before = trail(matter)
    client = as_(may.split()[-1])
    answer = client.post(url_of(name, matter), data)
    assert answer.status_code == 409
    assert answer.context["form"].non_field_errors()
    for value in data.values():
        assert value in answer.content.decode()
    assert trail(matter) == before
    assert client.get(url_of(name, matter)).url == reverse("desk:desk", args=[matter.pk])


@pytest.mark.parametrize("name", CASES)
def test_another_method_is_not_allowed(name, as_, staff, now):
    matter = at_stage(Stage.OPEN, staff, now)
    assert as_("wang").put(url_of(name, matter)).status_code == 405


@pytest.mark.parametrize("name", CASES)
def test_strangers_do_not_learn_that_the_matter_exists(name, as_, client, staff, now):
    matter = at_stage(Stage.OPEN, staff, now)
    assert client.get(url_of(name, matter)).url.startswith(reverse("wagtailadmin_login"))
    assert as_("zhao").get(url_of(name, matter)).status_code == 404


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("schedule", {"opens_on": "昨天", "closes_on": "2026-13-40"}),
        ("schedule", {"opens_on": day(-3), "closes_on": day(40)}),
        ("schedule", {"opens_on": day(3), "closes_on": day(9)}),
        ("schedule", {"opens_on": day(3), "closes_on": "9999-12-31"}),
    ],
)
def test_impossible_days_are_refused_in_words(name, data, as_, staff, now):
    matter = at_stage(Stage.PREPARING, staff, now)
    answer = as_("min").post(url_of(name, matter), data)
    assert answer.status_code == 409
    assert answer.context["form"].errors
    for value in data.values():
        assert value in answer.content.decode()


def test_an_unknown_act_is_not_found(as_, staff, now):
    matter = at_stage(Stage.OPEN, staff, now)
    assert as_("wang").get(url_of("explode", matter)).status_code == 404


def test_a_rest_day_is_warned_of_with_a_proposal(as_, staff, now, today):
    matter = at_stage(Stage.PREPARING, staff, now)
    last = today + timedelta(days=35)
    while calendar.is_working_day(last):
        last += timedelta(days=1)
    data = {"opens_on": day(1), "closes_on": f"{last:%Y-%m-%d}"}
    page = as_("min").post(url_of("schedule", matter), data, follow=True).content.decode()
    assert f"{calendar.next_working_day(last):%Y-%m-%d}" in page


def test_the_form_proposes_the_shortest_lawful_period(as_, staff, now):
    matter = at_stage(Stage.PREPARING, staff, now)
    initial = as_("min").get(url_of("schedule", matter)).context["form"].initial
    assert (initial["closes_on"] - initial["opens_on"]).days >= 30
    assert calendar.is_working_day(initial["closes_on"])


def test_a_decision_says_what_is_missing(as_, staff, now):
    matter = at_stage(Stage.REPORTED, staff, now)
    client = as_("sun")
    client.post(url_of("decision", matter), DECISION)
    answer = client.post(url_of("publish-decision", matter))
    assert answer.status_code == 409
    assert len(answer.context["form"].non_field_errors()) == 3
    assert stage_of(Consultation.objects.get(pk=matter.pk), now) == Stage.REPORTED


def test_what_the_office_holds_back_the_head_cannot_show(as_, staff, now):
    matter = at_stage(Stage.OPEN, staff, now)
    make_section(matter, Section.BACKGROUND)
    lifecycle.hold_section(
        consultation=matter, section=Section.BACKGROUND, reason="涉密", by=staff.sun, at=now
    )
    answer = as_("wang").post(url_of("restore", matter), SECTION)
    assert answer.status_code == 409
    assert "涉密" in answer.content.decode()


def test_an_erratum_is_one_persons(as_, staff, now):
    matter = at_stage(Stage.OPEN, staff, now)
    with_draft(matter, staff, now)
    as_("min").post(url_of("erratum", matter), REASON)
    assert Erratum.objects.get().opened_by == staff.min
    assert as_("wang").post(url_of("erratum", matter), REASON).status_code == 409


@pytest.mark.parametrize(("title", "status"), [("新的标题", 302), ("", 409), ("长" * 251, 409)])
def test_details_are_changed_while_preparing(as_, prepared, title, status):
    data = {"title": title, "document_type": "rule", "phone": "0000-1234567"}
    assert as_("min").post(url_of("details", prepared), data).status_code == status


def test_a_normative_document_counts_working_days(as_, staff, now):
    profile = make_profile(code="cn-normative", minimum_days=7, counting="working")
    matter = make_consultation(lead=staff.police, by=staff.min, profile=profile)
    initial = as_("min").get(url_of("schedule", matter)).context["form"].initial
    number = calendar.working_days_between(initial["opens_on"], initial["closes_on"]).number
    assert number == 7


class TestLinks:
    @pytest.fixture
    def matter(self, staff, now):
        matter = at_stage(Stage.REPORTED, staff, now)
        with_texts(matter, staff, now)
        return matter

    @pytest.fixture
    def proposed(self, matter, as_):
        as_("min").post(url_of("links", matter))
        return list(matter.links.all())

    def test_proposals_are_confirmed_at_once(self, as_, matter, proposed):
        page = reverse("desk:links", args=[matter.pk])
        assert len(as_("min").get(page).context["unmapped"]) == 2
        assert as_("min").post(page, {"all": "1"}).status_code == 302
        assert not matter.links.filter(confirmed_at=None).exists()
        assert len(as_("min").get(page).context["unmapped"]) == 0

    def test_one_is_confirmed_in_other_words(self, as_, matter, proposed):
        page = reverse("desk:links", args=[matter.pk])
        data = {"link": proposed[0].pk, "relation": "revised", "source": "comments", "reason": "因"}
        as_("sun").post(page, data)
        link = matter.links.get(pk=proposed[0].pk)
        said = (link.relation, link.source, link.reason, link.confirmed_by.username)
        assert said == ("revised", "comments", "因", "sun")

    def test_a_relation_that_its_ends_deny_is_refused(self, as_, matter, proposed):
        page = reverse("desk:links", args=[matter.pk])
        answer = as_("min").post(page, {"link": proposed[0].pk, "relation": "added"}, follow=True)
        assert [message.level_tag for message in answer.context["messages"]] == ["error"]
        assert matter.links.filter(confirmed_at=None).count() == len(proposed)

    @pytest.mark.parametrize("link", ["", "x", "0", "９", "9" * 20, "9" * 5000])
    def test_an_unknown_link_is_not_found(self, as_, matter, link):
        page = reverse("desk:links", args=[matter.pk])
        assert as_("min").post(page, {"link": link}).status_code == 404

    def test_by_hand_it_replaces_what_it_contradicts(self, as_, matter, proposed):
        origin = newest_articles(matter, TextKind.DRAFT)[0]
        target = newest_articles(matter, TextKind.DECISION)[1]
        client = as_("min")
        data = {"origin": origin.pk, "relation": "removed"}
        client.post(url_of("link", matter), data)
        assert matter.links.get(origin=origin).target is None
        client.post(url_of("link", matter), data | {"target": target.pk, "relation": "merged"})
        assert matter.links.get(origin=origin).target == target

    @pytest.mark.parametrize("relation", ["added", "removed", "nonsense"])
    def test_ends_and_relation_must_agree(self, as_, matter, relation):
        origin = newest_articles(matter, TextKind.DRAFT)[0]
        target = newest_articles(matter, TextKind.DECISION)[0]
        data = {"origin": origin.pk, "target": target.pk, "relation": relation}
        assert as_("min").post(url_of("link", matter), data).status_code == 409
        assert not matter.links.exists()
