"""The sealed chain names the first broken event (R44)."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from consultation import audit, sealing
from consultation.models import AuditEvent, AuditLink
from tests.factories.process import make_user


@pytest.fixture
def events(now):
    by = make_user()
    return [audit.record(verb=f"act.{n}", by=by, at=now, reason=f"理由{n}") for n in range(5)]


def test_a_sealed_chain_is_whole(events, now, django_assert_num_queries):
    assert sealing.seal() == 5
    with django_assert_num_queries(2):
        assert sealing.seal() == 0
    assert sealing.verify(at=now) is None
    assert list(AuditLink.objects.values_list("seq", flat=True).order_by("seq")) == [1, 2, 3, 4, 5]


def test_a_changed_event_is_named(events, now):
    sealing.seal()
    AuditEvent.objects.filter(pk=events[2].pk).update(detail={"reason": "改过"})
    assert sealing.verify(at=now) == sealing.Break(3, events[2].pk, "changed")


def test_a_missing_link_is_a_gap(events, now):
    sealing.seal()
    AuditLink.objects.filter(seq=2).delete()
    assert sealing.verify(at=now) == sealing.Break(2, None, "gap")


def test_an_event_unsealed_for_over_a_minute_is_named(events, now):
    assert sealing.verify(at=now + timedelta(seconds=59)) is None
    broken = sealing.verify(at=now + timedelta(seconds=61))
    assert broken == sealing.Break(None, events[0].pk, "unsealed")


def test_two_sealers_do_not_fork_the_chain(events, now, monkeypatch):
    sealing.seal()
    audit.record(verb="late", by=events[0].by, at=now)
    rival = AuditLink.objects.order_by("-seq").first()
    late = AuditEvent.objects.get(verb="late")
    original = AuditLink.objects.bulk_create

    def beaten(links):
        AuditLink.objects.create(seq=rival.seq + 1, event=late, hash="0" * 64)
        return original(links)

    monkeypatch.setattr(AuditLink.objects, "bulk_create", beaten)
    assert sealing.seal() == 0


def test_a_round_looks_only_a_while_back_and_a_whole_one_at_everything(events, now):
    sealing.seal()
    AuditLink.objects.all().delete()
    AuditLink.objects.create(seq=1, event=events[4], hash=sealing.link_hash("0" * 64, events[4]))
    assert sealing.seal(look_back=3) == 2, "keys 3 and 4 of 5 lie within three of the newest"
    assert sealing.seal(look_back=3) == 0
    sealing.seal_all()
    assert AuditLink.objects.count() == 5
    assert sealing.verify(at=now + timedelta(minutes=2)) is None


def test_events_that_commit_late_are_sealed_in_the_next_round(events, now):
    """The newest event is linked already when an older key becomes visible."""
    AuditLink.objects.create(seq=1, event=events[4], hash=sealing.link_hash("0" * 64, events[4]))
    assert sealing.seal() == 4


def test_the_command_exits_with_the_first_broken_event(events):
    sealing.seal()
    call_command("verify_audit", stdout=StringIO())
    AuditEvent.objects.filter(pk=events[0].pk).update(verb="forged")
    with pytest.raises(CommandError, match=f"event {events[0].pk}"):
        call_command("verify_audit", stdout=StringIO())
