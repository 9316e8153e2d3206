"""Publishing freezes: only when really going live, by whoever answers for it, once a wording."""

from datetime import timedelta

import pytest
import time_machine

from cms import publishing
from cms.models import DraftPage
from consultation.enums import Section, Stage, TextKind
from consultation.models import AuditEvent, SectionPublication, TextVersion
from consultation.models.frozen import UnableToChangeFrozen
from consultation.stages import stage_of
from consultation.text import UnableToFreeze
from tests.factories import pages

pytestmark = pytest.mark.django_db


def versions(matter):
    return list(TextVersion.objects.filter(consultation=matter.consultation).order_by("number"))


def uids(version):
    return [str(uid) for uid in version.provisions.in_order().values_list("uid", flat=True)]


def test_saving_and_previewing_freeze_nothing(matter, cast):
    pages.write(matter.draft, pages.TEXT, by=cast.min)
    assert versions(matter) == []
    assert not SectionPublication.objects.filter(consultation=matter.consultation).exists()


def test_going_live_freezes_the_blocks_under_their_ids(matter, cast, now):
    ids = [block["id"] for block in pages.newest_of(matter.draft).body.raw_data]
    pages.publish_newest(matter.draft, by=cast.wang, at=now)
    (version,) = versions(matter)
    assert uids(version) == ids
    assert (version.number, version.kind, version.frozen_by) == (1, TextKind.DRAFT, cast.wang)
    anchors = list(version.provisions.in_order().values_list("anchor", flat=True))
    assert anchors == ["part1", "p1", "p1-1", "p2", "p3"]
    parents = [row.parent and row.parent.anchor for row in version.provisions.in_order()]
    assert parents == [None, "part1", "p1", "part1", "part1"]
    row = SectionPublication.objects.get(
        consultation=matter.consultation, section=Section.DRAFT, held_at=None
    )
    assert (row.published_at, row.published_by) == (now, cast.wang)


def test_publishing_the_same_words_again_makes_no_version(matter, cast, now):
    pages.publish_newest(matter.draft, by=cast.wang, at=now)
    pages.publish_newest(matter.draft, by=cast.wang, at=now + timedelta(hours=1))
    assert len(versions(matter)) == 1


def test_an_edited_and_renumbered_text_keeps_the_identities(matter, cast, now):
    pages.publish_newest(matter.draft, by=cast.wang, at=now)

    def change(blocks):
        first = blocks[1]
        new = {"type": "article", "value": {**first["value"], "label": "（一）", "text": "新增。"}}
        for number, block in zip(("（二）", "（三）", "（四）"), (first, *blocks[3:]), strict=True):
            block["value"] = {**block["value"], "label": number}
        return [blocks[0], new, *blocks[1:]]

    pages.reworded(matter.draft, change, by=cast.min)
    pages.publish_newest(matter.draft, by=cast.wang, at=now + timedelta(hours=1))
    one, two = versions(matter)
    assert [uid for uid in uids(two) if uid in uids(one)] == uids(one)
    assert len(uids(two)) == len(uids(one)) + 1
    moved = two.provisions.get(uid=one.provisions.get(anchor="p1").uid)
    assert (moved.anchor, moved.label) == ("p2", "（二）")


def test_a_pasted_text_keeps_the_identities_of_what_it_still_holds(matter, cast, now):
    pages.publish_newest(matter.draft, by=cast.wang, at=now)
    text = pages.TEXT.replace("（一）放宽", "（一）调整岗位补贴。按月发放到人。\n（二）放宽")
    text = text.replace("（二）增加", "（三）增加").replace("（三）公布", "（四）公布")
    pages.write(matter.draft, text, by=cast.min)
    pages.publish_newest(matter.draft, by=cast.wang, at=now + timedelta(hours=1))
    one, two = versions(matter)
    assert two.provisions.get(anchor="p2").uid == one.provisions.get(anchor="p1").uid
    assert set(uids(one)) < set(uids(two))


def test_a_frozen_version_cannot_be_changed_or_deleted(matter, cast, now):
    pages.publish_newest(matter.draft, by=cast.wang, at=now)
    (version,) = versions(matter)
    for row in (version, version.provisions.in_order()[0]):
        with pytest.raises(UnableToChangeFrozen):
            row.save()
        with pytest.raises(UnableToChangeFrozen):
            row.delete()
    assert versions(matter)[0].digest == version.digest


def test_an_empty_text_goes_not_live(site, cast, now):
    matter = pages.make_matter(lead=cast.police, by=cast.min, text="")
    with pytest.raises(UnableToFreeze):
        pages.publish_newest(matter.draft, by=cast.wang, at=now)
    matter.draft.refresh_from_db()
    assert not matter.draft.live
    assert not SectionPublication.objects.filter(consultation=matter.consultation).exists()


def schedule(page, *, go_live_at, author, approver):
    """A revision with an instant, approved to go live then."""
    newest = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    newest.go_live_at = go_live_at
    revision = newest.save_revision(user=author)
    type(page).objects.get(pk=page.pk).publish(revision, user=approver, skip_permission_checks=True)
    return revision


class TestScheduled:
    def test_approving_a_schedule_freezes_nothing_yet(self, matter, cast, now):
        schedule(
            matter.draft, go_live_at=now + timedelta(hours=2), author=cast.min, approver=cast.wang
        )
        assert versions(matter) == []
        assert publishing.publish_scheduled(at=now + timedelta(hours=1)) == 0
        assert versions(matter) == []

    def test_at_its_instant_it_goes_live_as_the_act_of_the_approver(self, matter, cast, now):
        schedule(
            matter.draft, go_live_at=now + timedelta(hours=2), author=cast.min, approver=cast.wang
        )
        then = now + timedelta(hours=2, seconds=1)
        with time_machine.travel(then, tick=True):
            assert publishing.publish_scheduled(at=then) == 1
            assert publishing.publish_scheduled(at=then) == 0
        (version,) = versions(matter)
        assert version.frozen_by == cast.wang
        assert version.frozen_at == then
        matter.draft.refresh_from_db()
        assert matter.draft.live

    def test_a_failing_page_is_parked_and_does_not_stop_the_next(self, site, cast, now):
        empty = pages.make_matter(lead=cast.police, by=cast.min, text="")
        whole = pages.make_matter(lead=cast.police, by=cast.min)
        for one in (empty, whole):
            schedule(
                one.draft, go_live_at=now + timedelta(hours=2), author=cast.min, approver=cast.wang
            )
        then = now + timedelta(hours=3)
        with time_machine.travel(then, tick=True):
            assert publishing.publish_scheduled(at=then) == 1
            assert publishing.publish_scheduled(at=then) == 0
        assert versions(empty) == []
        assert len(versions(whole)) == 1
        event = AuditEvent.objects.get(verb="page.schedule_failed")
        assert event.consultation == empty.consultation
        assert event.by == cast.wang

    def test_the_end_of_a_page_s_time_is_respected(self, matter, cast, now):
        newest = matter.background.get_latest_revision_as_object()
        newest.expire_at = now + timedelta(hours=2)
        revision = newest.save_revision(user=cast.min)
        matter.background.publish(revision, user=cast.wang, skip_permission_checks=True)
        then = now + timedelta(hours=3)
        with time_machine.travel(then, tick=True):
            publishing.publish_scheduled(at=then)
        matter.background.refresh_from_db()
        assert not matter.background.live
        assert SectionPublication.objects.get(
            consultation=matter.consultation, section=Section.BACKGROUND
        ).held_at


def test_publishing_an_older_revision_resets_nothing_of_the_process(open_matter, cast, now):
    page = open_matter.page
    older = page.get_latest_revision()
    consultation = open_matter.consultation
    facts = ("published_at", "published_by_id", "lead_id", "slug", "title")
    before = {name: getattr(consultation, name) for name in facts}
    period = consultation.current_period
    newest = type(page).objects.get(pk=page.pk)
    newest.title = "改了的标题"
    revision = newest.save_revision(user=cast.wang)
    newest.publish(revision, user=cast.wang, skip_permission_checks=True)
    type(page).objects.get(pk=page.pk).publish(
        older, user=cast.wang, previous_revision=revision, skip_permission_checks=True
    )
    consultation.refresh_from_db()
    assert {name: getattr(consultation, name) for name in facts} == before
    assert consultation.current_period == period
    assert stage_of(consultation, now) == Stage.OPEN


def test_unpublishing_holds_the_section_with_a_reason(matter, cast, now):
    pages.publish_newest(matter.background, by=cast.wang, at=now)
    type(matter.background).objects.get(pk=matter.background.pk).unpublish(user=cast.wang)
    row = SectionPublication.objects.get(
        consultation=matter.consultation, section=Section.BACKGROUND
    )
    assert row.held_by == cast.wang
    assert row.held_reason
    assert row.published_at == now


class TestCopies:
    def test_a_copied_text_gets_identities_of_its_own(self, matter, cast, now):
        pages.publish_newest(matter.draft, by=cast.wang, at=now)
        other = pages.make_matter(lead=cast.police, by=cast.min, text="")
        other.draft.delete(user=cast.min)
        copy = DraftPage.objects.get(pk=matter.draft.pk).copy(
            to=type(other.page).objects.get(pk=other.page.pk), user=cast.min
        )
        copy = DraftPage.objects.get(pk=copy.pk)
        assert copy.consultation == other.consultation
        old = {block.id for block in DraftPage.objects.get(pk=matter.draft.pk).body}
        for body in (copy.body, copy.get_latest_revision_as_object().body):
            new = {block.id for block in body}
            assert len(new) == len(old)
            assert not new & old
        for revision in copy.revisions.all():
            assert not {block.id for block in revision.as_object().body} & old

    def test_a_copy_is_never_live(self, matter, cast, now):
        """Only publishing freezes; a copy that went live by copying would be unfrozen law."""
        pages.publish_newest(matter.draft, by=cast.wang, at=now)
        other = pages.make_matter(lead=cast.police, by=cast.min, text="")
        other.draft.delete(user=cast.min)
        copy = DraftPage.objects.get(pk=matter.draft.pk).copy(
            to=type(other.page).objects.get(pk=other.page.pk), user=cast.min, keep_live=True
        )
        assert not DraftPage.objects.get(pk=copy.pk).live
        assert versions(other) == []
