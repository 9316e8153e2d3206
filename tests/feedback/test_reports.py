"""The report: drafted, blocked by what is open, frozen once, corrected by new versions."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from consultation.errors import Conflict, DomainError, NotPermitted
from consultation.models import AuditEvent, OutboxMessage, SectionPublication
from feedback import reports, responses
from feedback.models import Comment, Point, ReportEntry
from tests.factories.feedback import decide, make_comment, make_point, make_text, sign, submit
from tests.factories.reports import codes, draft, publish

SEALED_WORDS = {"title": "反馈", "introduction": "已收到。", "closing": "", "signed_as": "市公安局"}


def test_publishing_freezes_words_numbers_and_rows(answered, cast, now):
    report = publish(answered, cast, now)
    answered.refresh_from_db()
    assert (report.published_by, answered.reported_at) == (cast.wang, now)
    assert (
        report.figures["by_outcome"] | {"adopted": 1, "not_adopted": 1, "noted": 1}
        == (report.figures["by_outcome"])
    )
    assert [entry.outcome for entry in report.entries.order_by("position")] == [
        "not_adopted",
        "adopted",
        "noted",
    ]
    assert "共收到2人提出的2条意见，归纳为3个要点" in report.introduction
    assert len(report.digest) == 64
    assert reports.verify_report(report) == []
    assert SectionPublication.objects.filter(section="feedback").get().published_at == now
    assert OutboxMessage.objects.filter(
        topic="search.refresh", payload={"consultation": answered.pk}
    ).exists()
    assert AuditEvent.objects.filter(verb="report.published").get().detail["digest"]


def test_no_comment_at_all_makes_a_valid_report(matter, cast, now):
    matter.email = "office@example.org"
    matter.save()
    report = publish(matter, cast, now)
    assert report.figures["comments"] == 0
    assert "未收到意见" in report.introduction
    assert "网上提交、电子邮件" in report.introduction
    assert f"{timezone.localdate(matter.current_period.opens_at).year}年" in report.introduction
    assert reports.verify_report(report) == []


@pytest.mark.parametrize("who", ["min", "zhao", "qian", "sun", "li", "wu"])
def test_only_the_head_of_the_lead_publishes(answered, cast, now, who):
    report = draft(answered, cast, now)
    with pytest.raises(NotPermitted):
        reports.publish_report(report=report, revision=1, by=getattr(cast, who), at=now)
    with pytest.raises(NotPermitted):
        reports.draft_report(consultation=answered, kind="interim", by=cast.wu, at=now)


def test_nobody_publishes_their_own_report(answered, cast, now):
    report = reports.draft_report(
        consultation=answered, signed_on=timezone.localdate(now), by=cast.wang, at=now
    )
    with pytest.raises(reports.UnableToReport):
        reports.publish_report(report=report, revision=1, by=cast.wang, at=now)


def test_an_edit_after_the_head_looked_is_told(answered, cast, now):
    report = draft(answered, cast, now)
    edited = reports.edit_report(
        report=report, revision=1, signed_on=timezone.localdate(now), by=cast.min, at=now,
        **SEALED_WORDS,
    )  # fmt: skip
    assert edited.revision == 2
    for act in (
        lambda: reports.publish_report(report=report, revision=1, by=cast.wang, at=now),
        lambda: reports.edit_report(
            report=report, revision=1, signed_on=None, by=cast.min, at=now, **SEALED_WORDS
        ),
    ):
        with pytest.raises(Conflict):
            act()
    assert not ReportEntry.objects.exists()
    reports.publish_report(report=report, revision=2, by=cast.wang, at=now)
    with pytest.raises(Conflict):
        reports.publish_report(report=report, revision=2, by=cast.wang, at=now)
    with pytest.raises(Conflict):
        reports.edit_report(
            report=report, revision=2, signed_on=None, by=cast.min, at=now, **SEALED_WORDS
        )


def test_one_draft_of_a_kind_at_a_time(answered, cast, now):
    draft(answered, cast, now)
    with pytest.raises(reports.UnableToReport):
        draft(answered, cast, now)
    assert draft(answered, cast, now, kind="interim").kind == "interim"


def test_an_interim_report_prints_what_is_signed_so_far(answered, cast, now):
    make_point(Comment.objects.first(), by=cast.min, at=now)
    report = publish(answered, cast, now, kind="interim")
    answered.refresh_from_db()
    assert answered.reported_at is None
    assert report.figures["unanswered"] == 1
    assert report.entries.count() == 3
    assert reports.verify_report(report) == []
    later = now + timedelta(hours=1)
    sign(Point.objects.get(state="new"), "noted", by=cast.min, signer=cast.wang, at=later)
    assert reports.verify_report(report) == []
    final = publish(answered, cast, later)
    assert final.entries.count() == 4
    assert reports.verify_report(final) == reports.verify_report(report) == []


def test_a_correction_is_a_new_version_with_a_note(answered, cast, now):
    first = publish(answered, cast, now)
    later = now + timedelta(days=1)
    point = Point.objects.get(outcome="not_adopted")
    point = responses.reopen(
        point=point, version=point.version, reason="归错结论", by=cast.wang, at=later
    )
    assert {one.what for one in reports.verify_report(first)} >= {"entry 1", "figures.unanswered"}
    with pytest.raises(reports.UnableToReport):
        reports.correct_report(report=first, note=" ", by=cast.min, at=later)
    second = reports.correct_report(report=first, note="一个要点改判", by=cast.min, at=later)
    reports.edit_report(
        report=second, revision=1, signed_on=timezone.localdate(later), by=cast.min, at=later,
        title=second.title, introduction=second.introduction, closing="", signed_as="市公安局",
    )  # fmt: skip
    assert codes(second, later) == {"unanswered", "signature"}
    sign(point, "partly_adopted", by=cast.min, signer=cast.wang, at=later)
    second.refresh_from_db()
    second = reports.publish_report(report=second, revision=2, by=cast.wang, at=later)
    assert (second.version, second.correction_note) == (2, "一个要点改判")
    first.refresh_from_db()
    assert first.entries.filter(outcome="not_adopted").exists()
    assert second.entries.filter(outcome="partly_adopted").exists()
    answered.refresh_from_db()
    assert answered.reported_at == now
    assert reports.verify_report(first) == reports.verify_report(second) == []
    with pytest.raises(reports.UnableToReport):
        reports.correct_report(report=first, note="再改", by=cast.min, at=later)


def test_a_correction_counts_its_summary_anew(answered, cast, now):
    first = publish(answered, cast, now)
    second = reports.correct_report(report=first, note="补录一封信", by=cast.min, at=now)
    assert second.introduction == "{征集情况}"


def test_the_final_report_closes_its_comments_to_new_points(answered, cast, now):
    publish(answered, cast, now)
    comment = Comment.objects.first()
    with pytest.raises(DomainError):
        make_point(comment, by=cast.min, at=now)
    point = comment.points.first()
    responses.reopen(point=point, version=point.version, reason="漏了一点", by=cast.min, at=now)
    assert make_point(comment, by=cast.min, at=now).number == comment.points.count()


def test_the_most_frequent_declined_views_come_first(matter, cast, now):
    said = [("乙", "not_adopted"), ("丙", "adopted"), ("甲。", "deferred"), ("丙！", "adopted"),
            ("甲", "deferred"), ("丙", "adopted")]  # fmt: skip
    for text, outcome in said:
        point = make_point(make_comment(matter), by=cast.min, at=now, text=text)
        sign(point, outcome, by=cast.min, signer=cast.wang, at=now)
    report = publish(matter, cast, now)
    order = [entry.text[0] for entry in report.entries.order_by("position")]
    assert order == list("甲甲乙丙丙丙")


def test_articles_are_cited_as_official_texts_do(matter, cast, now):
    text = make_text(matter, kind="draft", by=cast.min)
    chosen = [text.provisions.get(anchor=anchor) for anchor in ("p3", "p2-1", "p1")]
    point = make_point(make_comment(matter), by=cast.min, at=now, provisions=chosen)
    sign(point, "noted", by=cast.min, signer=cast.wang, at=now)
    report = publish(matter, cast, now)
    assert report.entries.get().provisions == "第（一）条、第（二）条第1项、第（三）条"


def test_a_point_waiting_for_its_signature_is_not_printed(answered, cast, now):
    comment = make_comment(answered)
    waiting = decide(make_point(comment, by=cast.min, at=now), "noted", by=cast.min, at=now)
    submit(waiting, by=cast.min, at=now)
    report = publish(answered, cast, now, kind="interim")
    assert not report.entries.filter(point=waiting).exists()


def test_an_imported_report_keeps_what_was_printed(matter, cast, now):
    for label, outcomes in (
        ("采纳", ["adopted"]),
        ("不予采纳", ["not_adopted", "already_covered"]),
    ):
        comment = make_comment(matter, channel="imported", printed_label=label)
        for number, outcome in enumerate(outcomes, start=1):
            Point.objects.create(
                comment=comment, number=number, text="要点", outcome=outcome, reason="印出的理由",
                state="approved", is_imported=True, created_at=now, created_by=cast.min,
            )  # fmt: skip
    printed = {"people": 2, "opinions": 2, "adopted": 1, "partly_adopted": 0, "not_adopted": 1}
    report = reports.import_report(
        consultation=matter, title="反馈", introduction="印出的话", signed_as="市公安局",
        signed_on=date(2021, 9, 18), printed_figures=printed, by=cast.min, at=now,
    )  # fmt: skip
    assert report.printed_figures == printed
    assert (
        report.figures["by_label"] | {"adopted": 1, "partly_adopted": 1, "not_adopted": 0}
        == (report.figures["by_label"])
    )
    assert reports.verify_report(report) == []
