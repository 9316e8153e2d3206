"""The demo city: one matter in each stage, voices enough, nothing twice, numbers that add up."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from wagtail.models import Page

from cms.demo import city
from consultation import clock
from consultation.enums import Relation, Stage
from consultation.models import AuditEvent, Consultation, Department, Membership, OutboxMessage
from consultation.stages import stage_of
from feedback import reports
from feedback.enums import FindingKind, ReferralState, Visibility
from feedback.models import Comment, Finding, Point, Referral, Report
from feedback.reports.matters import open_matters

pytestmark = pytest.mark.django_db
ROWS = (Comment, Consultation, Department, Finding, Membership, Page, Point, Referral, Report)


@pytest.fixture
def loaded(tmp_path, monkeypatch):
    """The city loaded; gives the file of its logins."""
    monkeypatch.setattr(city, "DATA_DIR", tmp_path)
    monkeypatch.setattr(city, "FILE", tmp_path / "logins.txt")
    call_command("load_demo", verbosity=0)
    return tmp_path / "logins.txt"


def rows():
    return {model.__name__: model.objects.count() for model in ROWS}


def test_the_demo_city_is_what_it_promises(loaded):
    """One loading, looked at from every side, since it takes its time."""
    at = clock.now()
    nothing_is_parked()
    each_stage_stands_once(at)
    the_city_speaks()
    departments_answer()
    reports_reconcile()
    the_decision_departs_from_its_draft()
    personal_data_waits_for_a_person(at)
    some_of_it_is_read_by_everybody()
    loading_again_changes_nothing(loaded)


def some_of_it_is_read_by_everybody():
    shown = Comment.objects.filter(visibility=Visibility.PUBLISHED)
    assert {one.consultation.slug for one in shown} == {"ebikes"}
    assert {one.stance for one in shown} > {"oppose", "support"}
    assert not shown.filter(findings__isnull=False).exists()


def nothing_is_parked():
    assert not OutboxMessage.objects.exclude(parked_at=None).exists()


def each_stage_stands_once(at):
    matters = Consultation.objects.with_clock()
    assert sorted(stage_of(matter, at) for matter in matters) == sorted(Stage.values)
    assert len(matters) == 9


def the_city_speaks():
    assert 250 <= Comment.objects.count() <= 350
    assert Department.objects.filter(is_decision_body=False).count() == 8
    bodies = list(Comment.objects.filter(title__startswith="请把电梯补贴").values_list("body"))
    assert len(bodies) == 40
    assert len(set(bodies)) < 10
    assert Comment.objects.values("stance").distinct().count() == 4
    assert Comment.objects.values("channel").distinct().count() >= 5


def departments_answer():
    states = set(Referral.objects.values_list("state", flat=True))
    assert states >= {ReferralState.ASKED, ReferralState.ANSWERED}
    split = Comment.objects.exclude(points=None)
    assert any(comment.points.count() == 3 for comment in split)
    assert Point.objects.values("outcome").exclude(outcome="").distinct().count() == 8


def reports_reconcile():
    published = Report.objects.published()
    assert len(published) >= 2
    for report in published:
        said = StringIO()
        call_command("verify_report", report.pk, "--json", stdout=said)
        verdict = json.loads(said.getvalue())
        assert verdict["differences"] == []
        assert report.figures["comments"] == report.consultation.comments.counted().count()


def the_decision_departs_from_its_draft():
    decided = Consultation.objects.get(decided_at__isnull=False)
    relations = set(decided.links.values_list("relation", flat=True))
    assert relations >= {Relation.UNCHANGED, Relation.REVISED}
    assert not decided.links.filter(confirmed_at=None).exists()
    assert decided.links.exclude(relation=Relation.UNCHANGED).count() >= 5


def personal_data_waits_for_a_person(at):
    """Numbers and addresses that citizens wrote stop the report that would print one of them."""
    waiting = Finding.objects.filter(settled_at=None)
    kinds = set(waiting.values_list("kind", flat=True))
    assert kinds >= {FindingKind.MOBILE, FindingKind.IDENTITY, FindingKind.BANK_CARD}
    closed = Consultation.objects.get(slug="lifts")
    clerk = Membership.objects.filter(department=closed.lead, role="drafter")[0].user
    draft = reports.draft_report(consultation=closed, by=clerk, at=at)
    assert "personal_data" in {matter.code for matter in open_matters(draft, at=at)}


def loading_again_changes_nothing(logins):
    before, events, words = rows(), AuditEvent.objects.count(), logins.read_text()
    call_command("load_demo", verbosity=0)
    assert (rows(), AuditEvent.objects.count(), logins.read_text()) == (before, events, words)
