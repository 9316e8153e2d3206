"""Matters and their pages are begun at the desk, by those who draft."""

import pytest
from django.urls import reverse

from cms.desk.drafting import ADDED
from cms.models import InterpretationPage
from consultation import lifecycle
from consultation.models import Consultation


def new_matter(cast, body, profile, **fields):
    return {
        "title": "电动自行车管理办法", "slug": "ebikes", "lead": cast.police.pk,
        "decision_body": body.pk, "profile": profile.pk, "document_type": "rule",
        "joint": [cast.education.pk],
    } | fields  # fmt: skip


class TestCreate:
    URL = "/admin/desk/new/"

    @pytest.fixture
    def data(self, staff, prepared):
        return new_matter(staff, prepared.decision_body, prepared.profile)

    def test_a_new_matter_has_its_pages_and_its_desk(self, as_, data, staff):
        client = as_("min")
        assert client.get(self.URL).status_code == 200
        answer = client.post(self.URL, data)
        matter = Consultation.objects.get(slug="ebikes")
        assert answer.url == reverse("desk:desk", args=[matter.pk])
        desk = client.get(answer.url)
        assert len(desk.context["pages"]) == 4
        for page in desk.context["pages"]:
            assert client.get(page["edit"]).status_code == 200
            assert as_("qian").get(page["edit"]).status_code in (302, 404)
            assert as_("zhao").get(page["edit"]).status_code == 200

    @pytest.mark.parametrize("wrong", [
        {"title": ""}, {"slug": "lifts"}, {"slug": "a b/c"}, {"slug": ""}, {"lead": ""},
        {"lead": "0"}, {"profile": "x"}, {"email": "nobody"}, {"title": "长" * 251},
    ])  # fmt: skip
    def test_a_refusal_keeps_the_words_and_makes_nothing(self, as_, data, wrong):
        number = Consultation.objects.count()
        answer = as_("min").post(self.URL, data | wrong)
        assert answer.status_code == 409
        assert answer.context["form"].errors
        assert Consultation.objects.count() == number
        if "title" not in wrong:
            assert "电动自行车管理办法" in answer.content.decode()

    def test_another_department_cannot_be_made_to_lead(self, as_, data, staff):
        data["lead"] = staff.education.pk
        assert as_("min").post(self.URL, data).status_code == 409

    @pytest.mark.parametrize("name", ["sun", "li", "zhou"])
    def test_who_drafts_for_nobody_opens_nothing(self, as_, data, name):
        number = Consultation.objects.count()
        assert as_(name).post(self.URL, data).url == reverse("wagtailadmin_home")
        assert Consultation.objects.count() == number

    def test_departments_that_leave_lose_the_pages(self, as_, data, staff):
        as_("min").post(self.URL, data)
        matter = Consultation.objects.get(slug="ebikes")
        edit = reverse("wagtailadmin_pages:edit", args=[matter.page.pk])
        assert as_("zhao").get(edit).status_code == 200
        details = {"title": matter.title, "document_type": "rule", "joint": []}
        details["seen"] = lifecycle.digest_of_details(matter)
        as_("min").post(reverse("desk:act", args=[matter.pk, "details"]), details)
        assert as_("zhao").get(edit).status_code in (302, 404)


def test_further_pages_are_begun_from_the_desk(as_, prepared):
    client = as_("min")
    for section in ("interpretation", "decision"):
        url = reverse("desk:add_page", args=[prepared.pk, section])
        assert client.get(url).status_code == 405
        editor = client.post(url).url
        assert client.get(editor).status_code == 200
    again = client.post(reverse("desk:add_page", args=[prepared.pk, "decision"]))
    assert again.url == reverse("desk:desk", args=[prepared.pk])
    assert client.post(reverse("desk:add_page", args=[prepared.pk, "x"])).status_code == 404
    assert as_("zhao").post(url).status_code == 404


@pytest.mark.parametrize("section", ["interpretation", "decision"])
def test_two_clicks_begin_one_page(as_, prepared, section):
    client, url = as_("min"), reverse("desk:add_page", args=[prepared.pk, section])
    kind = ADDED[section]
    client.post(url)
    begun = kind.objects.filter(consultation=prepared).count()
    client.post(url)
    assert kind.objects.filter(consultation=prepared).count() == begun


def test_a_further_explanation_is_begun_once_the_first_has_words(as_, prepared, staff):
    client, url = as_("min"), reverse("desk:add_page", args=[prepared.pk, "interpretation"])
    first = client.post(url).url
    page = InterpretationPage.objects.filter(consultation=prepared).latest("pk")
    page.body = page.body.stream_block.to_python([{"type": "text", "value": "<p>问答</p>"}])
    page.save_revision(user=staff.min)
    assert client.post(url).url != first
