"""What the public reads of a report, and what an author learns of their points before it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultation import lifecycle
from consultation.enums import Section
from consultation.errors import Conflict, NotPermitted
from consultation.models import Consultation, SectionPublication
from feedback import commitments, referrals, reports, responses, traces
from feedback.models import Comment, Commitment, Point
from feedback.public_report import points_for_receipt, report_context
from tests.factories.feedback import decide, make_comment, make_point, make_text, sign


@pytest.fixture
def matter(closed_consultation):
    return closed_consultation


def publish(matter, cast, at, **fields):
    report = reports.draft_report(
        consultation=matter, signed_on=timezone.localdate(at), by=cast.min, at=at, **fields
    )
    return reports.publish_report(report=report, revision=1, by=cast.wang, at=at)


def answered(matter, cast, now, outcome="not_adopted", **fields):
    fields.setdefault("text", "公布承载能力")
    comment = fields.pop("comment", None) or make_comment(matter)
    point = make_point(comment, by=cast.min, at=now, **fields)
    return sign(point, outcome, by=cast.min, signer=cast.wang, at=now)


def fresh(matter):
    return Consultation.objects.get(pk=matter.pk)


def test_before_the_first_report_there_is_none(matter, cast, now):
    reports.draft_report(consultation=matter, by=cast.min, at=now)
    assert report_context(matter, now)["report"] is None


def test_the_table_holds_every_outcome_and_adds_up(matter, cast, now):
    for outcome in ("adopted", "noted", "noted"):
        answered(matter, cast, now, outcome)
    report = publish(matter, cast, now)
    page = report_context(fresh(matter), now)
    assert page["report"] == report
    assert [row.value for row in page["outcomes"]][:2] == ["adopted", "adopted_elsewhere"]
    assert len(page["outcomes"]) == 8
    assert [row.share for row in page["outcomes"] if row.count] == [33.3, 66.7]
    assert [(row.value, row.count) for row in page["channels"]] == [("web", 3)]
    assert {row.value: row.count for row in page["labels"]} == {"adopted": 1, "noted": 2}


def test_the_same_opinion_is_printed_once_with_its_people(matter, cast, now):
    letter = make_comment(matter, channel="letter", signatories=5)
    for comment in (make_comment(matter, person=1), make_comment(matter, person=1), letter):
        answered(matter, cast, now, text="公布承载能力！", comment=comment, topic="承载")
    answered(matter, cast, now, outcome="adopted", text="写明材料")
    publish(matter, cast, now)
    page = report_context(fresh(matter), now)
    assert [(view.number, view.raised) for view in page["views"]] == [(1, 6), (2, 1)]
    assert page["views"][1].entry.text == "写明材料"
    assert len(page["views"][:1]) == 1
    assert [(topic.name, topic.count) for topic in page["topics"]] == [("承载", 3), ("", 1)]


def test_articles_and_traces_are_links_once_they_are_public(matter, cast, now):
    draft = make_text(matter, kind="draft", by=cast.min)
    decision = make_text(matter, kind="decision", by=cast.min)
    point = answered(matter, cast, now, "adopted", provisions=[draft.provisions.get(anchor="p2-1")])
    publish(matter, cast, now)
    traces.trace(
        point=point, version=point.version, provisions=[decision.provisions.get(anchor="d1")],
        by=cast.min, at=now,
    )  # fmt: skip
    (view,) = report_context(fresh(matter), now)["views"]
    assert [link.label for link in view.articles] == ["第（二）条第1项"]
    assert view.articles[0].url.endswith(f"/{matter.slug}/draft/#p2-1")
    assert view.traces == []
    SectionPublication.objects.create(
        consultation=matter, section="decision", published_at=now, published_by=cast.sun
    )
    (view,) = report_context(fresh(matter), now)["views"]
    assert [link.label for link in view.traces] == ["第（一）条"]
    assert view.traces[0].url.endswith("/decision/#d1")


def test_versions_stay_and_say_what_was_corrected(matter, cast, now):
    answered(matter, cast, now)
    first = publish(matter, cast, now)
    later = now + timedelta(days=1)
    second = reports.correct_report(report=first, note="补正日期", by=cast.min, at=later)
    type(second).objects.filter(pk=second.pk).update(signed_on=timezone.localdate(later))
    reports.publish_report(report=second, revision=1, by=cast.wang, at=later)
    page = report_context(fresh(matter), later)
    assert (page["report"].version, page["is_current"]) == (2, True)
    assert [one.version for one in page["versions"]] == [2, 1]
    old = report_context(fresh(matter), later, version=1)
    assert (old["report"], old["is_current"]) == (first, False)
    assert report_context(fresh(matter), later, version=9)["report"] is None
    assert report_context(fresh(matter), now)["report"] == first


def test_the_final_report_stands_before_the_interim_one(matter, cast, now):
    publish(matter, cast, now, kind="interim")
    assert report_context(fresh(matter), now)["report"].kind == "interim"
    publish(matter, cast, now)
    assert report_context(fresh(matter), now)["report"].kind == "final"


def test_an_imported_page_shows_what_it_printed_beside_what_follows(matter, cast, now):
    for label, outcomes in (
        ("采纳", ["adopted"]),
        ("不予采纳", ["not_adopted", "already_covered"]),
    ):
        comment = make_comment(matter, channel="imported", printed_label=label)
        for number, outcome in enumerate(outcomes, start=1):
            Point.objects.create(
                comment=comment, number=number, text=f"要点{label}{number}", outcome=outcome,
                reason="印出的理由", state="approved", is_imported=True, created_at=now,
                created_by=cast.min,
            )  # fmt: skip
    reports.import_report(
        consultation=matter, title="反馈", introduction="印出的话", signed_as="市公安局",
        signed_on=date(2021, 9, 18), by=cast.min, at=now,
        printed_figures={"people": 2, "opinions": 2, "adopted": 1, "not_adopted": 1},
    )  # fmt: skip
    page = report_context(fresh(matter), now)
    assert {one.name: (one.printed, one.derived, one.differs) for one in page["printed"]} == {
        "people": (2, 2, False),
        "opinions": (2, 2, False),
        "adopted": (1, 1, False),
        "not_adopted": (1, 0, True),
    }
    assert [one.printed for one in page["printed_labels"]] == ["采纳", "不予采纳"]


@pytest.mark.parametrize("size", [3, 30])
def test_the_page_asks_a_constant_number_of_questions(matter, cast, now, size):
    draft = make_text(matter, kind="draft", by=cast.min)
    for number in range(size):
        answered(matter, cast, now, text=f"要点{number}", provisions=[draft.provisions.first()])
    publish(matter, cast, now)
    with CaptureQueriesContext(connection) as queries:
        list(report_context(fresh(matter), now)["views"])
    assert len(queries) <= 14
    with CaptureQueriesContext(connection) as queries:
        points_for_receipt(Comment.objects.first(), now)
    assert len(queries) <= 14


def stops(status):
    return [stop.at for stop in status.stops]


def test_a_comment_that_nobody_has_read_says_so(matter, now):
    (status,) = points_for_receipt(make_comment(matter), now)
    assert (status.number, stops(status)) == (0, ["done", "now", "todo", "todo", "todo"])
    assert status.stops[4].on is not None


def test_an_author_follows_a_point_and_learns_the_outcome_with_the_report(matter, cast, now):
    comment = make_comment(matter)
    point = make_point(comment, by=cast.min, at=now, text="写明材料")
    (status,) = points_for_receipt(comment, now)
    assert (status.text, stops(status)) == ("写明材料", ["done", "done", "todo", "now", "todo"])
    (referral,) = referrals.refer(
        points={point.pk: 1}, department=cast.education, question="？", by=cast.min, at=now
    )
    (status,) = points_for_receipt(comment, now)
    assert stops(status) == ["done", "done", "done", "now", "todo"]
    assert (status.stops[2].words, status.stops[3].on) == ("市教育局", referral.due_on)
    answer = referrals.answer(
        referral=referral, text="材料清单由本局于十月前公布。", proposed_outcome="adopted",
        signer="王科长", by=cast.zhao, at=now,
    )  # fmt: skip
    point.refresh_from_db()
    point = responses.take_answer(referral=answer, version=point.version, by=cast.min, at=now)
    responses.submit(points={point.pk: point.version}, by=cast.min, at=now)
    responses.approve(points={point.pk: point.version + 1}, by=cast.wang, at=now)
    (status,) = points_for_receipt(comment, now)
    assert stops(status) == ["done", "done", "done", "done", "todo"]
    assert status.entry is None
    assert status.outcome_label == ""
    publish(matter, cast, now)
    (status,) = points_for_receipt(Comment.objects.get(pk=comment.pk), now)
    assert stops(status) == ["done"] * 5
    assert status.entry.answered_by == cast.education.name
    assert (status.entry.reason, status.entry.outcome) == (answer.answer, "adopted")


def test_a_referral_that_is_not_needed_is_skipped(matter, cast, now):
    comment = make_comment(matter)
    decide(make_point(comment, by=cast.min, at=now), "noted", by=cast.min, at=now)
    (status,) = points_for_receipt(comment, now)
    assert stops(status) == ["done", "done", "skip", "now", "todo"]
    assert status.outcome_label == ""


def test_a_report_held_back_tells_its_authors_nothing(matter, cast, now):
    answered(matter, cast, now)
    publish(matter, cast, now)
    lifecycle.hold_section(
        consultation=matter, section=Section.FEEDBACK, reason="核对中", by=cast.sun, at=now
    )
    (status,) = points_for_receipt(Comment.objects.get(), now)
    assert status.entry is None


def test_an_answer_reopened_after_the_report_stays_as_published(matter, cast, now):
    point = answered(matter, cast, now)
    publish(matter, cast, now)
    point = responses.reopen(point=point, version=point.version, reason="改判", by=cast.min, at=now)
    decide(point, "adopted", by=cast.min, at=now)
    (status,) = points_for_receipt(Comment.objects.get(), now)
    assert status.entry.outcome == "not_adopted"


def test_a_withdrawn_comment_has_no_points(matter, cast, now):
    comment = make_comment(matter)
    make_point(comment, by=cast.min, at=now)
    comment.withdrawn_at = now
    assert points_for_receipt(comment, now) == []


def test_a_promise_is_made_watched_and_kept(matter, cast, now):
    promise = commitments.make(
        consultation=matter, text="制定户口迁移实施细则", owner=cast.education,
        due_on=date(2026, 1, 31), by=cast.min, at=now,
    )  # fmt: skip
    publish(matter, cast, now)
    assert report_context(fresh(matter), now)["commitments"] == [promise]
    assert not Commitment.objects.overdue_on(date(2026, 1, 31)).exists()
    assert Commitment.objects.overdue_on(date(2026, 2, 1)).get() == promise
    with pytest.raises(commitments.UnableToPromise):
        commitments.fulfil(commitment=promise, fulfilment=" ", by=cast.zhao, at=now)
    with pytest.raises(commitments.UnableToPromise):
        commitments.fulfil(
            commitment=promise, fulfilment="已公布", url="javascript:alert(1)", by=cast.zhao, at=now
        )
    kept = commitments.fulfil(commitment=promise, fulfilment="已公布", by=cast.zhao, at=now)
    assert (kept.fulfilled_at, kept.fulfilled_by) == (now, cast.zhao)
    assert not Commitment.objects.overdue_on(date(2027, 1, 1)).exists()
    with pytest.raises(Conflict):
        commitments.fulfil(commitment=promise, fulfilment="又一次", by=cast.zhao, at=now)


def test_a_promise_of_an_answer_given_later_waits_for_the_next_report(matter, cast, now):
    point = answered(matter, cast, now)
    publish(matter, cast, now)
    later = now + timedelta(days=1)
    commitments.make(
        consultation=matter, text="另行研究", owner=cast.police, point=point, by=cast.min, at=later
    )
    assert report_context(fresh(matter), later)["commitments"] == []


def test_promises_stand_in_the_order_of_their_need(matter, cast, now):
    today = timezone.localdate(now)
    days = {"逾期": -1, "将到期": 9, "更早逾期": -9, "未定": None}
    for text, days_on in days.items():
        due = None if days_on is None else today + timedelta(days=days_on)
        commitments.make(
            consultation=matter, text=text, owner=cast.police, due_on=due, by=cast.min, at=now
        )
    kept = commitments.make(
        consultation=matter, text="已办", owner=cast.police, due_on=today - timedelta(days=99),
        by=cast.min, at=now,
    )  # fmt: skip
    commitments.fulfil(commitment=kept, fulfilment="已公布", by=cast.min, at=now)
    publish(matter, cast, now)
    shown = [one.text for one in report_context(fresh(matter), now)["commitments"]]
    assert shown == ["更早逾期", "逾期", "将到期", "未定", "已办"]


def test_points_are_counted_by_the_articles_that_they_name(matter, cast, now):
    draft = make_text(matter, kind="draft", by=cast.min)
    first, second = draft.provisions.filter(kind="article").order_by("position")[:2]
    answered(matter, cast, now, "adopted", provisions=[first, second])
    answered(matter, cast, now, "not_adopted", provisions=[first])
    answered(matter, cast, now, "noted")
    publish(matter, cast, now)
    found = {one.name: one for one in report_context(fresh(matter), now)["articles"]}
    assert {name: one.count for name, one in found.items()} == {
        "第（一）条": 2, "第（二）条": 1, "": 1,
    }  # fmt: skip
    counts = {row.value: row.count for row in found["第（一）条"].outcomes if row.count}
    assert counts == {"adopted": 1, "not_adopted": 1}


def test_each_edition_keeps_its_address(matter, cast, now):
    """An interim report is still read when the final one stands."""
    answered(matter, cast, now)
    publish(matter, cast, now, kind="interim")
    publish(matter, cast, now)
    page = report_context(fresh(matter), now, 1, "interim")
    assert (page["report"].kind, page["is_current"]) == ("interim", False)
    assert report_context(fresh(matter), now, 1, "final")["report"].kind == "final"
    assert report_context(fresh(matter), now, 2, "interim")["report"] is None


def test_strangers_neither_promise_nor_fulfil(matter, cast, now):
    promise = commitments.make(
        consultation=matter, text="制定细则", owner=cast.police, by=cast.min, at=now
    )
    for stranger in (cast.zhao, cast.li, cast.wu):
        with pytest.raises(NotPermitted):
            commitments.fulfil(commitment=promise, fulfilment="好了", by=stranger, at=now)
        with pytest.raises(NotPermitted):
            commitments.make(
                consultation=matter, text="细则", owner=cast.police, by=stranger, at=now
            )
