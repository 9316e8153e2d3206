from io import StringIO
from urllib.parse import unquote

import pytest
from django.core.management import call_command

from consultation import lifecycle, outbox
from consultation.enums import MeetingResult, Section, TextKind
from consultation.models import Decision, Deliberation, SectionPublication
from feedback.enums import Outcome
from feedback.models import Point, Report, ReportEntry
from search.backends import own
from search.finding import find
from search.gathering import documents_of
from search.models import Entry
from search.refresh import refresh
from tests.factories.feedback import make_comment
from tests.factories.published import make_section, make_text


def keys(words, at, **chosen):
    return [hit.document.url for hit in find({"q": words, **chosen}, at=at).hits]


def test_each_article_is_a_document_with_its_address(published, now):
    documents = {document.heading: document for document in documents_of(published.pk)}
    assert list(documents) == ["一、总体要求", "（一）放宽落户条件", "（二）养老服务"]
    article = documents["（一）放宽落户条件"]
    assert article.url == f"/consultations/{published.slug}/draft/#p1"
    assert article.body == "在城镇租房居住的，可以落户。\n1.本人及共同居住的家属。"
    assert article.department == published.lead_id
    assert article.year == published.published_at.year


def test_refreshing_twice_changes_nothing(published, now):
    before = own().inventory(published.pk)
    refresh(at=now, consultation=published.pk)
    assert own().inventory(published.pk) == before
    assert len(before) == 3


def test_the_outbox_brings_a_new_text_into_the_index(published, now):
    make_text(published, at=now, provisions=[("article", "（一）", "", "改为摇号入学。")])
    assert keys("摇号", now) == []
    outbox.relay(at=now)
    assert keys("摇号", now) == [f"/consultations/{published.slug}/draft/#p1"]
    assert keys("落户", now) == []


def test_an_unpublished_section_never_enters_the_index(open_consultation, now):
    make_section(open_consultation, Section.NOTICE)
    make_text(open_consultation, at=now)
    refresh(at=now, consultation=open_consultation.pk)
    assert not Entry.objects.exists()


def test_a_consultation_not_yet_published_never_enters_the_index(open_consultation, now):
    make_section(open_consultation, Section.DRAFT)
    make_text(open_consultation, at=now)
    type(open_consultation).objects.update(published_at=None, published_by=None)
    assert documents_of(open_consultation.pk) == []


@pytest.mark.parametrize("is_relayed", [False, True])
def test_a_held_section_is_gone_at_once(published, cast, now, is_relayed):
    lifecycle.hold_section(
        consultation=published, section=Section.DRAFT, reason="核对", by=cast.sun, at=now
    )
    if is_relayed:
        outbox.relay(at=now)
        assert not Entry.objects.exists()
    result = find({"q": "落户"}, at=now)
    assert (result.hits, result.total) == ((), 0)
    lifecycle.restore_section(consultation=published, section=Section.DRAFT, by=cast.sun, at=now)
    outbox.relay(at=now)
    assert len(find({"q": "落户"}, at=now).hits) == 1


def test_a_withdrawn_consultation_is_gone_at_once(published, cast, now):
    lifecycle.withdraw(consultation=published, reason="不再推进", by=cast.sun, at=now)
    assert keys("落户", now) == []
    outbox.relay(at=now)
    assert not Entry.objects.exists()


def test_report_answers_meeting_and_decision_are_found(published, cast, now):
    comment = make_comment(published)
    point = Point.objects.create(
        comment=comment, number=1, text="t", created_at=now, created_by=cast.min
    )
    report = Report.objects.create(
        consultation=published, title="采纳情况的反馈", introduction="共收到一条意见。",
        signed_as="市公安局", digest="x", drafted_at=now, drafted_by=cast.min,
        published_at=now, published_by=cast.wang,
    )  # fmt: skip
    ReportEntry.objects.create(
        report=report, point=point, position=1, text="希望降低门槛", outcome=Outcome.ADOPTED,
        reason="已写入第一条", answered_by="市教育局",
    )  # fmt: skip
    Deliberation.objects.create(
        consultation=published, meeting="第119次常务会议", held_on=now.date(),
        result=MeetingResult.PASSED, public_line="会议原则通过。", dissent="有人反对",
        recorded_at=now, recorded_by=cast.sun, published_at=now, published_by=cast.sun,
    )  # fmt: skip
    text = make_text(published, at=now, kind=TextKind.DECISION, title="户籍改革意见")
    Decision.objects.create(
        consultation=published, title="关于户籍改革的意见", document_number="某政发〔2021〕9号",
        document_date=now.date(), issuer="某市人民政府", text=text,
        recorded_at=now, recorded_by=cast.sun, published_at=now, published_by=cast.sun,
    )  # fmt: skip
    for section in (Section.FEEDBACK, Section.DELIBERATION, Section.DECISION):
        make_section(published, section)
    refresh(at=now, consultation=published.pk)
    home = f"/consultations/{published.slug}"
    assert keys("共收到一条意见", now) == [f"{home}/feedback/"]
    assert keys("降低门槛", now) == [f"{home}/feedback/?point={ReportEntry.objects.get().point_id}"]
    assert keys("119次", now) == [f"{home}/deliberation/"]
    assert keys("政发2021 9号", now) == [f"{home}/decision/"]
    assert keys("社区食堂", now, kind="provision") == [f"{home}/decision/#d2"]
    assert keys("有人反对", now) == []


def test_an_unpublished_report_is_not_found(published, cast, now):
    Report.objects.create(
        consultation=published, title="草稿金丝雀", signed_as="x", drafted_at=now,
        drafted_by=cast.min,
    )  # fmt: skip
    make_section(published, Section.FEEDBACK)
    refresh(at=now, consultation=published.pk)
    assert keys("金丝雀", now) == []


def test_checking_names_and_mends_every_difference(published, now):
    missing, outdated, _ = sorted(own().inventory(published.pk))
    own().remove([missing])
    Entry.objects.filter(key=outdated).update(digest="old")
    Entry.objects.create(
        key="ghost", title="g", url="/", published_at=now, consultation=published.pk
    )
    out = StringIO()
    call_command("check_search", "--json", stdout=out)
    assert f'"missing": ["{missing}"]' in out.getvalue()
    assert '"surplus": ["ghost"]' in out.getvalue()
    assert f'"outdated": ["{outdated}"]' in out.getvalue()
    out = StringIO()
    call_command("check_search", "--json", stdout=out)
    assert out.getvalue() == "[]\n"


def test_rebuilding_fills_an_empty_index(published, now):
    Entry.objects.all().delete()
    call_command("rebuild_search", stdout=StringIO())
    assert len(keys("落户", now)) == 1


def test_control_characters_and_long_titles_do_not_stop_the_index(published, now):
    make_text(
        published, at=now, title="长" * 250,
        provisions=[("article", "（一）", "甲" * 250, "\x0b落户\x1f乙")],
    )  # fmt: skip
    refresh(at=now, consultation=published.pk)
    assert len(keys("落户", now)) == 1


def test_long_texts_are_found_to_their_end(published, now):
    body = "\n".join(f"第{n}段文字说明办理程序。" for n in range(1_500)) + "\n结尾的金丝雀"
    make_text(published, at=now, provisions=[("article", "（一）", "", body)])
    refresh(at=now, consultation=published.pk)
    assert len(keys("金丝雀", now)) == 1


def test_sections_published_later_do_not_leak(published, now):
    SectionPublication.objects.all().delete()
    assert documents_of(published.pk) == []


def test_a_long_chinese_address_stays_whole(published, now):
    type(published).objects.update(slug="征" * 80)
    refresh(at=now, consultation=published.pk)
    (url,) = keys("落户", now)
    assert url.endswith("/draft/#p1")
    assert unquote(url).startswith(f"/consultations/{'征' * 80}/")
