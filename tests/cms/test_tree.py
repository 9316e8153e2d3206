"""The tree below a matter: fixed slugs, and one address for each section wherever its page is."""

import pytest
from django.urls import reverse

from cms import publishing
from cms.models import DraftPage, InterpretationPage
from tests.cms.test_approval import form_of
from tests.factories import pages

pytestmark = pytest.mark.django_db


def slugs(matter):
    return list(matter.page.get_children().order_by("path").values_list("slug", flat=True))


def test_pages_have_their_slugs_before_they_are_public(matter, cast):
    assert slugs(matter) == ["draft", "interpretation", "background"]
    assert matter.page.slug == matter.consultation.slug
    publishing.add_section(matter.page, InterpretationPage, by=cast.min, title="问答")
    assert slugs(matter)[-1] == "interpretation-2"


def test_an_editor_cannot_move_a_section_by_its_slug(matter, cast, login):
    address = reverse("wagtailadmin_pages:edit", args=[matter.draft.pk])
    login(cast.min).post(address, form_of(matter.draft, slug="secret-corner", title="改过"))
    assert pages.newest_of(matter.draft).title == "改过"
    assert pages.newest_of(matter.draft).slug == "draft"
    assert DraftPage.objects.get(pk=matter.draft.pk).slug == "draft"


def test_an_interpretation_added_in_the_editor_takes_the_next_number(matter, cast, login):
    words = {
        "title": "一图读懂", "slug": "", "body-count": "0",
        "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
    }  # fmt: skip
    address = reverse("wagtailadmin_pages:add", args=["cms", "interpretationpage", matter.page.pk])
    for _ in range(2):
        login(cast.min).post(address, words)
    assert slugs(matter)[-2:] == ["interpretation-2", "interpretation-3"]


def test_a_second_draft_is_refused_in_words(matter, cast, login):
    client = login(cast.min)
    added = client.get(reverse("wagtailadmin_pages:add", args=["cms", "draftpage", matter.page.pk]))
    assert added.status_code in (302, 403, 404)
    client.post(
        reverse("wagtailadmin_pages:copy", args=[matter.draft.pk]),
        {"new_title": "又一份", "new_slug": "draft-2", "new_parent_page": str(matter.page.pk)},
        follow=True,
    )
    assert DraftPage.objects.filter(consultation=matter.consultation).count() == 1


def test_the_place_in_the_tree_leads_to_the_address_of_the_section(open_matter, cast, client, now):
    page = publishing.add_section(open_matter.page, InterpretationPage, by=cast.min, title="问答")
    slug = open_matter.consultation.slug
    place = f"/consultations/{slug}/{page.slug}/"
    assert client.get(place).status_code == 404
    publishing.publish(page, by=cast.wang, at=now)
    assert client.get(place)["Location"] == f"/consultations/{slug}/interpretation/"
    assert client.get(f"/en{place}")["Location"] == f"/en/consultations/{slug}/interpretation/"
    words = client.get(f"/consultations/{slug}/interpretation/").content.decode()
    assert "问答" in words


def test_a_place_below_an_unpublished_notice_tells_nothing(matter, cast, client, now):
    page = publishing.add_section(matter.page, InterpretationPage, by=cast.min, title="问答")
    publishing.publish(page, by=cast.wang, at=now)
    found = client.get(f"/consultations/{matter.consultation.slug}/{page.slug}/")
    unknown = client.get(f"/consultations/{matter.consultation.slug}/nothing-at-all/")
    assert (found.status_code, unknown.status_code) == (404, 404)
