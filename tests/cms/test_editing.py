"""What Wagtail's admin says when words must stand: a message, nothing lost, never a 500."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from cms import publishing
from cms.models import DraftPage, HomePage, InterpretationPage, open_erratum
from consultation.enums import Section
from consultation.models import SectionPublication, TextVersion
from tests.cms.test_approval import approve, edit, is_live, submit
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(login, cast):
    return login(cast.wang)


def said(response):
    return " ".join(str(message) for message in response.context["messages"])


def post(client, name, *args, **data):
    return client.post(reverse(f"wagtailadmin_pages:{name}", args=args), data, follow=True)


class TestWhileCommentsAreOpen:
    def test_the_editor_says_why_it_is_locked(self, open_matter, head):
        response = head.get(reverse("wagtailadmin_pages:edit", args=[open_matter.draft.pk]))
        words = response.content.decode()
        assert reverse("desk:erratum", args=[open_matter.consultation.pk]) in words
        assert "正在征求意见" in words or "征求意见期间" in words

    def test_saving_changes_no_word(self, open_matter, head):
        before = pages.newest_of(open_matter.draft).latest_revision_id
        edit(head, open_matter.draft, title="改过的标题")
        assert pages.newest_of(open_matter.draft).latest_revision_id == before

    def test_unpublishing_is_refused_in_words(self, open_matter, head):
        for page in (open_matter.draft, open_matter.page):
            response = post(head, "unpublish", page.pk)
            assert response.status_code == 200
            assert said(response)
            assert is_live(page)
        assert "征求意见" in said(response)
        response = post(head, "unpublish", open_matter.page.pk, include_descendants="1")
        assert is_live(open_matter.draft)
        assert is_live(open_matter.background)

    def test_deleting_is_refused_in_words_even_for_a_superuser(self, open_matter, cast, login):
        cast.sun.is_superuser = True
        cast.sun.save()
        client = login(cast.sun)
        for page in (open_matter.draft, open_matter.page, open_matter.page.get_parent()):
            response = post(client, "delete", page.pk)
            assert response.status_code == 200
            assert said(response)
            assert is_live(open_matter.draft)

    def test_moving_is_refused_in_words(self, open_matter, cast, head):
        other = pages.make_matter(lead=cast.police, by=cast.min, text="")
        other.draft.delete(user=cast.min)
        response = post(head, "move_confirm", open_matter.draft.pk, other.page.pk)
        assert response.status_code == 200
        assert said(response)
        page = DraftPage.objects.get(pk=open_matter.draft.pk)
        assert page.get_parent().pk == open_matter.page.pk

    @pytest.mark.parametrize("action", ["delete", "unpublish", "move", "publish"])
    def test_in_bulk_too(self, open_matter, head, action):
        address = f"/admin/bulk/wagtailcore/page/{action}/?id={open_matter.draft.pk}"
        response = head.post(address, {"chooser": HomePage.objects.get().pk}, follow=True)
        assert response.status_code == 200
        assert is_live(open_matter.draft)
        assert DraftPage.objects.get(pk=open_matter.draft.pk).get_parent().pk == open_matter.page.pk

    def test_an_approval_that_comes_too_late_is_refused(self, matter, cast, login, now):
        """Submitted before opening, approved while people comment."""
        pages.give_period(matter.consultation, by=cast.wang, at=now, opens=1, days=31)
        pages.publish_all(matter, by=cast.wang, at=now)
        pages.write(matter.draft, pages.TEXT.replace("十五日", "二十日"), by=cast.min)
        submit(login(cast.min), matter.draft)
        period = matter.consultation.periods.get()
        period.opens_at = now
        period.save()
        response = approve(login(cast.wang), matter.draft)
        assert response.status_code == 200
        assert "勘误" in said(response)
        assert TextVersion.objects.filter(consultation=matter.consultation).count() == 1

    def test_the_editor_of_the_erratum_writes_and_the_head_publishes(
        self, open_matter, cast, login, now
    ):
        page = DraftPage.objects.get(pk=open_matter.draft.pk)
        open_erratum(page=page, reason="错一字", by=cast.min, at=now)
        pages.write(page, pages.TEXT.replace("十五日", "二十日"), by=cast.min)
        submit(login(cast.min), page)
        approve(login(cast.wang), page)
        newest = TextVersion.objects.filter(consultation=open_matter.consultation).newest_first()[0]
        assert (newest.number, newest.erratum_reason, newest.frozen_by) == (2, "错一字", cast.wang)


class TestRecord:
    def test_unpublishing_in_the_editor_holds_the_section(self, open_matter, head, cast):
        response = post(head, "unpublish", open_matter.background.pk)
        assert response.status_code == 200
        assert not is_live(open_matter.background)
        row = SectionPublication.objects.get(section=Section.BACKGROUND)
        assert row.held_by == cast.wang

    def test_one_of_two_interpretations_leaves_the_other(self, open_matter, head, cast, now):
        second = publishing.add_section(open_matter.page, InterpretationPage, by=cast.min)
        pages.publish_newest(second, by=cast.wang, at=now)
        post(head, "unpublish", open_matter.interpretation.pk)
        row = SectionPublication.objects.get(section=Section.INTERPRETATION)
        assert row.held_at is None
        post(head, "unpublish", second.pk)
        row.refresh_from_db()
        assert row.held_at is not None

    def test_what_was_public_is_not_deleted(self, open_matter, cast, login):
        client = login(cast.sun)
        post(client, "unpublish", open_matter.background.pk)
        response = post(client, "delete", open_matter.background.pk)
        assert "存档" in said(response)
        assert Page.objects.filter(pk=open_matter.background.pk).exists()

    def test_a_drafter_neither_publishes_nor_unpublishes(self, open_matter, cast, login):
        client = login(cast.min)
        post(client, "unpublish", open_matter.background.pk)
        assert is_live(open_matter.background)

    def test_a_matter_is_neither_added_nor_copied_outside_the_desk(self, open_matter, cast, login):
        cast.sun.is_superuser = True
        cast.sun.save()
        client = login(cast.sun)
        index = open_matter.page.get_parent()
        before = Page.objects.count()
        address = reverse("wagtailadmin_pages:add", args=["cms", "consultationpage", index.pk])
        assert client.get(address).status_code in (302, 403, 404)
        words = {"new_title": "抄", "new_slug": "copied", "new_parent_page": index.pk,
                 "copy_subpages": "1"}  # fmt: skip
        post(client, "copy", open_matter.page.pk, **words)
        assert Page.objects.count() == before

    def test_a_copied_text_through_the_editor_has_ids_of_its_own(self, open_matter, cast, login):
        other = pages.make_matter(lead=cast.police, by=cast.min, text="")
        other.draft.delete(user=cast.min)
        client = login(cast.wang)
        address = reverse("wagtailadmin_pages:copy", args=[open_matter.draft.pk])
        assert 'name="publish_copies"' not in client.get(address).content.decode()
        words = {"new_title": "抄来的草案", "new_slug": "draft", "new_parent_page": other.page.pk,
                 "publish_copies": "1", "alias": "1"}  # fmt: skip
        response = post(client, "copy", open_matter.draft.pk, **words)
        assert response.status_code == 200
        copy = DraftPage.objects.get(consultation=other.consultation)
        assert not copy.live
        assert copy.alias_of_id is None
        old = {block.id for block in pages.newest_of(open_matter.draft).body}
        assert not {block.id for block in pages.newest_of(copy).body} & old


@pytest.mark.parametrize("asked", ["zh-CN", "en", "de"])
def test_the_admin_speaks_chinese_by_default(site, cast, login, asked):
    """Whatever the browser asks for: a person changes it in their account."""
    home = login(cast.min).get(reverse("wagtailadmin_home"), HTTP_ACCEPT_LANGUAGE=asked)
    words = home.content.decode()
    assert '<html lang="zh-hans"' in words
    assert json.dumps("页面")[1:-1] in words
    door = Client().get(reverse("wagtailadmin_login"), HTTP_ACCEPT_LANGUAGE=asked)
    assert "登录" in door.content.decode()
