"""What an editor sees before anybody else: each page in the frame in which it will be published."""

import pytest
from django.test import Client
from django.urls import reverse

from cms import publishing
from cms.models import ConsultationIndexPage, DecisionPage, HomePage
from consultation.models import TextVersion
from tests.cms.test_approval import form_of
from tests.factories import pages

pytestmark = pytest.mark.django_db


def preview(client, page, **fields):
    """Send the editor's form, as its panel does, and read what it then shows."""
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    sent = client.post(address, form_of(page, **fields))
    assert sent.json() == {"is_valid": True, "is_available": True}
    return client.get(address)


def words_of(response):
    assert response.status_code == 200
    return response.content.decode().replace("<wbr>", "")


def test_every_page_of_a_matter_is_shown_as_it_will_be(matter, cast, login):
    client = login(cast.min)
    decision = publishing.add_section(matter.page, DecisionPage, by=cast.min)
    pages.write(decision, pages.TEXT, by=cast.min)
    for page in (
        matter.page, matter.draft, matter.interpretation, matter.background, decision,
    ):  # fmt: skip
        response = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
        words = words_of(response)
        assert str(page.section.label) in words
        assert "no-store" in response["Cache-Control"]


def test_the_panel_shows_the_words_as_typed_and_keeps_nothing(matter, cast, login):
    client = login(cast.min)
    before = matter.draft.revisions.count()
    words = words_of(preview(client, matter.draft, **{"body-1-value-text": "刚刚写下的一条。"}))
    assert "刚刚写下的一条。" in words
    assert "增加社区食堂" in words
    assert matter.draft.revisions.count() == before
    assert not TextVersion.objects.exists()


def test_the_notice_is_shown_while_it_is_typed(matter, cast, login):
    typed = '{"blocks": [{"key": "a", "text": "现就草案征求意见", "type": "unstyled", '
    typed += '"depth": 0, "inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}}'
    response = preview(login(cast.min), matter.page, notice=typed)
    assert "现就草案征求意见" in words_of(response)


def test_a_preview_is_for_its_own_people(matter, cast, login):
    preview(login(cast.min), matter.draft)
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[matter.draft.pk])
    for client in (login(cast.zhao), login(cast.wu), Client()):
        assert client.get(address).status_code in (302, 404)
    head = login(cast.wang).get(address)
    assert "增加社区食堂" not in head.content.decode()


def test_pages_that_are_only_places_have_no_preview(site, cast, login):
    cast.sun.is_superuser = True
    cast.sun.save()
    for page in (HomePage.objects.get(), ConsultationIndexPage.objects.get()):
        assert not page.is_previewable()
        address = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
        assert login(cast.sun).get(address, follow=True).status_code in (200, 403)
