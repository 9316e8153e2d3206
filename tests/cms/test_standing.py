"""While comments are open the words stand, and what is around them; an erratum lifts it for one."""

from datetime import timedelta

import pytest
from wagtail.models import Page

from cms.models import DraftPage, Erratum, open_erratum
from cms.models.legal import UnableToChange
from consultation import periods
from consultation.models import TextVersion
from tests.factories import pages

pytestmark = pytest.mark.django_db


def versions(matter):
    return list(TextVersion.objects.filter(consultation=matter.consultation).order_by("number"))


def uids(version):
    return [str(uid) for uid in version.provisions.in_order().values_list("uid", flat=True)]


class TestWhileCommentsAreOpen:
    def test_the_text_stands(self, open_matter, cast, now):
        pages.write(open_matter.draft, pages.TEXT + "\n（四）新增一条。另行规定。", by=cast.wang)
        page = DraftPage.objects.get(pk=open_matter.draft.pk)
        with pytest.raises(UnableToChange):
            page.publish(page.get_latest_revision(), user=cast.wang, skip_permission_checks=True)
        with pytest.raises(UnableToChange):
            page.unpublish(user=cast.wang)
        with pytest.raises(UnableToChange):
            page.delete(user=cast.wang)
        with pytest.raises(UnableToChange):
            page.move(Page.objects.get(slug="home"), pos="last-child", user=cast.wang)
        assert len(versions(open_matter)) == 1
        assert DraftPage.objects.get(pk=page.pk).live

    def test_what_is_around_the_text_stands_too(self, open_matter, cast):
        """Deleting, moving or unpublishing the matter would take the draft with it."""
        page = type(open_matter.page).objects.get(pk=open_matter.page.pk)
        for act in (
            lambda: page.delete(user=cast.wang),
            lambda: page.unpublish(user=cast.wang),
            lambda: page.move(Page.objects.get(slug="home"), pos="last-child", user=cast.wang),
        ):
            with pytest.raises(UnableToChange):
                act()
        assert DraftPage.objects.get(pk=open_matter.draft.pk).live

    def test_the_lock_says_why_and_where_to_go(self, open_matter, cast):
        page = DraftPage.objects.get(pk=open_matter.draft.pk)
        lock = page.get_lock()
        assert lock.for_user(cast.wang)
        message = str(lock.get_message(cast.wang))
        assert f"/admin/desk/{open_matter.consultation.pk}/act/erratum/" in message

    def test_a_suspended_matter_is_locked_and_a_closed_one_is_not(self, open_matter, cast, now):
        at = now + timedelta(minutes=1)
        periods.suspend(
            consultation=open_matter.consultation, reason="核实情况", by=cast.wang, at=at
        )
        page = DraftPage.objects.get(pk=open_matter.draft.pk)
        assert page.stands(at)
        periods.resume(
            consultation=open_matter.consultation, by=cast.wang, at=at + timedelta(minutes=1)
        )
        assert not DraftPage.objects.get(pk=page.pk).stands(now + timedelta(days=60))

    def test_an_erratum_lifts_the_lock_for_one_editor_and_makes_a_version(
        self, open_matter, cast, now
    ):
        page = DraftPage.objects.get(pk=open_matter.draft.pk)
        with pytest.raises(UnableToChange):
            open_erratum(page=page, reason="  ", by=cast.min, at=now)
        open_erratum(page=page, reason="第（三）条错一字", by=cast.min, at=now)
        with pytest.raises(UnableToChange):
            open_erratum(page=page, reason="又一处", by=cast.wang, at=now)
        lock = page.get_lock()
        assert not lock.for_user(cast.min)
        assert lock.for_user(cast.wang)
        revision = pages.write(page, pages.TEXT.replace("十五日", "十五个工作日"), by=cast.min)
        page = DraftPage.objects.get(pk=page.pk)
        page.publish(revision, user=cast.wang, skip_permission_checks=True)
        one, two = versions(open_matter)
        assert two.erratum_reason == "第（三）条错一字"
        assert uids(one) == uids(two)
        erratum = Erratum.objects.get()
        assert erratum.closed_by == cast.wang
        with pytest.raises(UnableToChange):
            page.unpublish(user=cast.wang)

    def test_an_erratum_gives_no_leave_to_take_the_text_away(self, open_matter, cast, now):
        page = DraftPage.objects.get(pk=open_matter.draft.pk)
        open_erratum(page=page, reason="错字", by=cast.min, at=now)
        with pytest.raises(UnableToChange):
            page.unpublish(user=cast.wang)
