"""The report: drafted, blocked by what is open, frozen once, corrected by new versions."""

import json
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from consultation.errors import Conflict, DomainError, NotPermitted
from consultation.models import AuditEvent, OutboxMessage, SectionPublication
from feedback import referrals, reports, responses
from feedback.models import Comment, Finding, Point, Referral, Report, ReportEntry
from tests.factories.feedback import decide, make_comment, make_point, make_text, sign, submit

SEALED_WORDS = {"title": "反馈", "introduction": "已收到。", "closing": "", "signed_as": "市公安局"}


@pytest.fixture
def matter(closed_consultation):
    return closed_consultation


@pytest.fixture
def answered(matter, cast, now):
    """Two comments, three points, all signed."""
    first = make_comment(matter, contact="a", channel="letter")
    second = make_comment(matter, contact="b")
    for comment, outcome in ((first, "adopted"), (second, "not_adopted"), (second, "noted")):
        point = make_point(comment, by=cast.min, at=now, topic="入学")
        sign(point, outcome, by=cast.min, signer=cast.wang, at=now)
    return matter


def draft(matter, cast, now, **fields):
    return reports.draft_report(
        consultation=matter, signed_on=timezone.localdate(now), by=cast.min, at=now, **fields
    )


def publish(matter, cast, now, **fields):
    report = draft(matter, cast, now, **fields)
    return reports.publish_report(report=report, revision=1, by=cast.wang, at=now)


def codes(report, at):
    return {matter.code for matter in reports.open_matters(report, at=at)}


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


def test_what_is_open_is_listed_and_blocks(matter, cast, now):
    make_comment(matter)
    comment = make_comment(matter)
    point = make_point(comment, by=cast.min, at=now)
    make_point(comment, by=cast.min, at=now)
    referrals.refer(
        points={point.pk: 1}, department=cast.education, question="？", by=cast.min, at=now
    )  # fmt: skip
    report = reports.draft_report(consultation=matter, by=cast.min, at=now)
    found = {one.code: one for one in reports.open_matters(report, at=now)}
    assert {code: one.count for code, one in found.items()} == {
        "unsplit": 1,
        "unanswered": 2,
        "referrals": 1,
        "signature": 1,
    }
    assert found["referrals"].ids == (Referral.objects.get().pk,)
    assert all(one.message for one in found.values())
    with pytest.raises(reports.UnableToReport) as refusal:
        reports.publish_report(report=report, revision=1, by=cast.wang, at=now)
    assert len(refusal.value.matters) == 4
    assert not ReportEntry.objects.exists()


def test_a_final_report_waits_for_the_end_of_the_period(open_consultation, cast, now):
    report = draft(open_consultation, cast, now)
    assert codes(report, now) == {"period"}
    assert codes(report, now + timedelta(days=40)) == set()


def test_a_signature_in_the_future_is_refused(matter, cast, now):
    report = reports.draft_report(
        consultation=matter, signed_on=date(2999, 1, 1), by=cast.min, at=now
    )
    assert codes(report, now) == {"signature"}


@pytest.mark.parametrize(
    ("resolution", "blocked"), [("", True), ("masked", True), ("overruled", False)]
)
def test_personal_data_is_not_printed(matter, cast, now, resolution, blocked):
    comment = make_comment(matter, body="请打13800000000联系我办理")
    Finding.objects.create(
        comment=comment, field="body", start=2, end=13, kind="mobile", resolution=resolution,
        reason="办公电话" if resolution else "", settled_at=now if resolution else None,
        settled_by=cast.min if resolution else None,
    )  # fmt: skip
    point = make_point(comment, by=cast.min, at=now, text="要求打13800000000联系")
    sign(point, "noted", by=cast.min, signer=cast.wang, at=now)
    report = draft(matter, cast, now)
    assert codes(report, now) == ({"personal_data"} if blocked else set())


def test_personal_data_in_the_clerks_own_words_blocks_too(matter, cast, now):
    point = make_point(make_comment(matter), by=cast.min, at=now, text="机主13800000000要求联系")
    sign(point, "noted", by=cast.min, signer=cast.wang, at=now)
    assert codes(draft(matter, cast, now), now) == {"personal_data"}


def test_an_offices_telephone_in_a_reason_does_not_block(matter, cast, now):
    point = make_point(make_comment(matter), by=cast.min, at=now, text="要求联系")
    sign(
        point, "out_of_scope", by=cast.min, signer=cast.wang, at=now,
        reason="请拨打供热热线0533-2345678办理报修。",
    )  # fmt: skip
    assert codes(draft(matter, cast, now), now) == set()


def test_personal_data_that_is_not_printed_does_not_block(matter, cast, now):
    comment = make_comment(matter, body="请打13800000000联系我办理")
    Finding.objects.create(comment=comment, field="body", start=2, end=13, kind="mobile")
    point = make_point(comment, by=cast.min, at=now, text="要求联系")
    sign(point, "noted", by=cast.min, signer=cast.wang, at=now)
    assert codes(draft(matter, cast, now), now) == set()


def test_contradicting_answers_block(answered, cast, now):
    point = Point.objects.first()
    for department, outcome in ((cast.education, "adopted"), (cast.office, "not_adopted")):
        Referral.objects.create(
            point=point, department=department, question="？", due_on=now.date(), asked_at=now,
            asked_by=cast.min, state="answered", answer="答", proposed_outcome=outcome,
            answered_at=now, answered_by=cast.zhao,
        )  # fmt: skip
    assert codes(draft(answered, cast, now), now) == {"contradictions"}


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


@pytest.mark.parametrize(
    ("tamper", "places"),
    [
        (lambda r: r.entries.filter(position=1).update(outcome="adopted"),
         {"digest", "rows.adopted", "rows.not_adopted", "entry 1.outcome"}),
        (lambda r: r.entries.filter(position=2).update(reason="换了理由"),
         {"digest", "entry 2.reason"}),
        (lambda r: Point.objects.filter(outcome="noted").update(text="换了要点"),
         {"entry 3.text"}),
        (lambda r: Comment.objects.filter(channel="letter").update(channel="web"),
         {"figures.by_channel.letter", "figures.by_channel.web"}),
        (lambda r: Comment.objects.filter(channel="letter").update(signatories=2),
         {"figures.people"}),
        (lambda r: Report.objects.filter(pk=r.pk).update(figures=r.figures | {"people": 3}),
         {"digest", "figures.people"}),
        (lambda r: Report.objects.filter(pk=r.pk).update(signed_as="别的单位"), {"digest"}),
        (lambda r: r.entries.filter(position=3).delete(),
         {"digest", "rows.noted", "point"}),
    ],
)  # fmt: skip
def test_a_change_behind_the_reports_back_is_found(answered, cast, now, tamper, places):
    report = publish(answered, cast, now)
    tamper(report)
    found = {one.what for one in reports.verify_report(report)}
    assert {what.split(" ")[0] if what.startswith("point") else what for what in found} == places


def test_a_renamed_department_is_no_tampering(answered, cast, now):
    report = publish(answered, cast, now)
    cast.police.aliases.create(name=cast.police.name)
    cast.police.name = "某市公安局（新）"
    cast.police.save()
    assert reports.verify_report(report) == []


def test_the_command_says_what_differs_and_exits_with_one(answered, cast, now, capsys):
    report = publish(answered, cast, now)
    call_command("verify_report", report.pk)
    assert report.digest in capsys.readouterr().out
    report.entries.filter(position=1).update(reason="换了一个理由")
    with pytest.raises(SystemExit) as stop:
        call_command("verify_report", report.pk, "--json")
    assert stop.value.code == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["holds"] is False
    assert {one["what"] for one in answer["differences"]} == {"digest", "entry 1.reason"}


def test_the_command_refuses_what_is_no_published_report(answered, cast, now):
    unpublished = draft(answered, cast, now)
    for pk in (unpublished.pk, 987654):
        with pytest.raises(CommandError):
            call_command("verify_report", pk)


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
