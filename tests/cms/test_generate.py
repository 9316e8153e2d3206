"""Invented content: as many as asked for, the same for the same seed, true to every rule."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from cms.demo import bulk, campaigns, invented
from consultation import clock, sealing
from consultation.enums import Channel
from consultation.models import AuditEvent, Consultation
from consultation.stages import stage_of
from feedback import recording
from feedback.enums import Outcome, Visibility
from feedback.models import Comment, Point, Referral, Report, Respondent
from feedback.people import place
from feedback.privacy.crypto import contact_hash, decrypt
from feedback.reports import verify_report

pytestmark = pytest.mark.django_db


def generate(comments: int = 240, seed: int = 3, **options: int) -> None:
    call_command(
        "generate", comments=comments, consultations=3, seed=seed, campaigns=2, verbosity=0,
        **options,
    )  # fmt: skip


def test_counts_are_those_asked_for_and_every_matter_has_its_stage(now):
    generate()
    matters = Consultation.objects.with_clock().order_by("pk")
    assert [stage_of(matter, clock.now()) for matter in matters] == ["open", "closed", "reported"]
    assert [matter.comments.count() for matter in matters] == [132, 65, 43]
    assert Respondent.objects.count() == 240
    assert set(Comment.objects.values_list("channel", flat=True)) >= {Channel.WEB, Channel.EMAIL}
    assert all(matter.texts.get().provisions.exists() for matter in matters)
    assert Comment.objects.filter(visibility=Visibility.PUBLISHED).exists()
    assert Referral.objects.exists()
    assert Point.objects.filter(outcome=Outcome.NOT_ADOPTED).exists()


def test_the_chain_and_the_report_hold():
    generate()
    call_command("verify_audit", stdout=StringIO())
    assert AuditEvent.objects.filter(verb="comment.received").count() == 240
    assert sealing.verify(at=clock.now()) is None
    report = Report.objects.get()
    assert report.figures["points"] == report.entries.count() > 40
    assert verify_report(report) == []


def test_people_are_numbered_by_their_contact_and_stay_sealed():
    generate()
    numbers = Comment.objects.order_by("pk").values_list("register_number", flat=True)
    assert list(numbers) == list(range(1, 241))
    for row in Respondent.objects.select_related("comment"):
        contact = decrypt(row.contact_cipher, place(row.comment, "contact"))
        assert decrypt(row.name_cipher, place(row.comment, "name"))
        assert row.contact_hash == contact_hash(row.comment.consultation_id, contact)
    pairs = Respondent.objects.exclude(contact_hash="").values_list(
        "comment__consultation", "contact_hash", "comment__person"
    )
    ordinals: dict[tuple[int, str], set[int]] = {}
    for consultation, hashed, person in pairs:
        ordinals.setdefault((consultation, hashed), set()).add(person)
    assert all(len(found) == 1 for found in ordinals.values())
    assert len(ordinals) < 230, "somebody wrote twice"


def test_findings_are_those_of_the_detector():
    generate()
    for comment in Comment.objects.prefetch_related("findings"):
        found = {(one.field, one.start, one.end) for one in recording.findings_in(comment)}
        assert found == {(one.field, one.start, one.end) for one in comment.findings.all()}


def test_equal_seeds_say_equal_words_and_others_do_not():
    said = []
    for seed in (3, 3, 4):
        with transaction.atomic():
            generate(120, seed)
            said.append(list(Comment.objects.order_by("pk").values_list("title", "body", "person")))
            transaction.set_rollback(True)
    assert said[0] == said[1]
    assert said[0] != said[2]


def test_a_seed_is_used_once_and_odd_numbers_are_refused():
    generate(12)
    with pytest.raises(CommandError, match="seed 3"):
        generate(12)
    with pytest.raises(CommandError, match="below zero"):
        generate(-1, seed=9)
    generate(12, seed=4)
    assert Comment.objects.count() == 24


def test_what_is_written_next_has_a_number_of_its_own():
    generate(12)
    last = Comment.objects.order_by("-pk").first()
    last.pk, last.receipt_number, last.register_number = None, "neu", None
    last.save(force_insert=True)
    assert Comment.objects.filter(pk=last.pk).count() == 1


def test_the_database_still_refuses_what_it_should():
    generate(12)
    point = Point.objects.first()
    point.pk, point.number, point.outcome, point.reason = None, 99, Outcome.NOT_ADOPTED, ""
    with pytest.raises(IntegrityError, match="an_outcome_gives_its_reason"), transaction.atomic():
        bulk.insert([point])


def test_copies_of_a_campaign_are_near_but_not_all_equal():
    copies = list(campaigns.copies(seed=7, campaigns=8, each=50))
    assert copies == list(campaigns.copies(seed=7, campaigns=8, each=50))
    assert len(copies) == 400
    assert len({copy.title for copy in copies}) == 8
    first = [copy.body for copy in copies[:50]]
    assert 10 < len(set(first)) < 50


def test_all_matters_are_at_the_stage_that_is_named():
    assert {one["stage"] for one in invented.matters(seed=1, count=9, stage="closed")} == {"closed"}


@pytest.mark.parametrize("count", [1, 7, 200])
def test_shares_add_up_and_titles_are_distinct(count):
    assert sum(invented.shares(comments=1000, count=count)) == 1000
    matters = list(invented.matters(seed=1, count=count))
    assert len({matter["title"] for matter in matters}) == count
    assert len({matter["slug"] for matter in matters}) == count
