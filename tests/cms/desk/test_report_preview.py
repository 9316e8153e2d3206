"""What the desk shows before publication is what the public reads after it."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consultation import clock, permissions
from consultation.models import AuditEvent
from feedback import commitments, reports
from feedback.models import Point, ProvenComment, Report, ReportEntry
from tests.factories import lived, pages
from tests.factories.feedback import decide, make_comment, make_point, sign
from tests.factories.reports import draft

MARK = "预览，尚未发布"


@pytest.fixture
def at():
    return clock.now()


@pytest.fixture
def matter(cast, at):
    """Seven signed points: three by two people, one with a promise, topics and articles."""
    pages.make_site()
    pages.enrol_all()
    made = lived.make_closed_matter(cast, at, comments=3).consultation
    for number, person in enumerate((1, 1, 2)):
        comment = make_comment(made, person=person, channel="letter", signatories=1 + number)
        point = make_point(comment, by=cast.min, at=at, text="请公布承载能力！", topic="承载能力")
        sign(point, "deferred", by=cast.min, signer=cast.wang, at=at)
    point = make_point(make_comment(made), by=cast.min, at=at, text="请公布细则网址")
    sign(point, "adopted", by=cast.min, signer=cast.wang, at=at)
    commitments.make(
        consultation=made, text="公布实施细则", owner=cast.police, point=point, by=cast.min, at=at
    )
    return made


@pytest.fixture
def as_(cast, matter):
    def login(name):
        client = Client()
        client.force_login(getattr(cast, name), backend=pages.BACKEND)
        return client

    return login


def address(matter):
    return reverse("desk:report_preview", args=[matter.pk])


def public(matter):
    return reverse("consultation:feedback", kwargs={"slug": matter.slug})


def publish(report, cast):
    return reports.publish_report(
        report=report, revision=report.revision, by=cast.wang, at=clock.now()
    )


def words(page):
    """The page without what only one of both may say: mark, proof, share, links of editions."""
    page = page.content.decode()
    page = page[page.index('<main id="main"') : page.index("</main>")]
    for apart in (
        r'<section class="preview.*?</section>',
        r'<details class="fold noprint share">.*?</details>',
        r'<div class="note stack-s">.*?</div>', r'<p class="note">供核对.*?</p>',
        r'<a href="[^"]*/feedback/[a-z]+/v\d+/">', "</a>",
    ):  # fmt: skip
        page = re.sub(apart, "", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", page)


def corrected(matter, cast, at):
    first = publish(draft(matter, cast, at), cast)
    report = reports.correct_report(report=first, note="补正一处", by=cast.min, at=clock.now())
    Report.objects.filter(pk=report.pk).update(signed_on=timezone.localdate(at))
    report.refresh_from_db()
    return report


def final_after_interim(matter, cast, at):
    publish(draft(matter, cast, at, kind="interim"), cast)
    sign(
        make_point(make_comment(matter), by=cast.min, at=at), "noted",
        by=cast.min, signer=cast.wang, at=at,
    )  # fmt: skip
    return draft(matter, cast, at)


@pytest.mark.parametrize("begin", [draft, final_after_interim, corrected])
def test_it_is_the_page_that_the_public_gets(matter, cast, at, as_, client, begin):
    report = begin(matter, cast, at)
    preview = as_("min").get(address(matter))
    assert preview.status_code == 200
    assert MARK in preview.content.decode()
    publish(report, cast)
    published = client.get(public(matter))
    assert MARK not in published.content.decode()
    assert words(preview) == words(published)
    assert words(as_("wang").get(public(matter))) == words(published)


def test_it_turns_its_pages_and_prints_all(matter, cast, at, as_, client, monkeypatch):
    monkeypatch.setattr("cms.views.OPINIONS", 2)
    report = draft(matter, cast, at)
    clerk, asked = as_("min"), ("", "?p=2", "?p=3", "?print")
    previews = [clerk.get(address(matter) + query) for query in asked]
    publish(report, cast)
    for query, preview in zip(asked, previews, strict=True):
        assert words(preview) == words(client.get(public(matter) + query))
    assert previews[3].content.decode().count('class="point"') == 5


def test_it_is_marked_kept_nowhere_and_offers_nothing_that_does_not_exist(
    matter, cast, at, as_, settings
):
    settings.PAGES_KEPT = 1
    draft(matter, cast, at)
    answer = as_("wang").get(address(matter))
    page = answer.content.decode()
    assert '<meta name="robots" content="noindex' in page
    assert answer["X-Robots-Tag"].startswith("noindex")
    assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))
    assert not answer.has_header("X-Accel-Expires")
    assert f"<title>{MARK}" in page
    for absent in ("/receipt/", "manifest.json", "verify_report.py", "points.csv", "SHA-256"):
        assert absent not in page
    for path in set(re.findall(r'href="(/[^"?#]*)', page)):
        if not path.startswith("/static/"):
            assert as_("wang").get(path).status_code in (200, 302), path


def test_it_speaks_english_too(matter, cast, at, as_):
    draft(matter, cast, at)
    page = as_("min").get(address(matter) + "?en").content.decode()
    assert "Preview, not published" in page
    assert "raised by 7 people" not in page
    assert "raised by 5 people" in page
    assert 'href="?"' in page


def test_looking_writes_nothing(matter, cast, at, as_):
    report = draft(matter, cast, at)
    before = AuditEvent.objects.count()
    as_("wang").get(address(matter))
    assert (AuditEvent.objects.count(), ReportEntry.objects.count()) == (before, 0)
    assert not ProvenComment.objects.exists()
    report.refresh_from_db()
    assert (report.published_at, report.figures, report.tally) == (None, {}, {})


def test_what_blocks_it_stands_on_top_in_the_words_of_the_refusal(matter, cast, at, as_):
    report = draft(matter, cast, at)
    undecided = make_point(make_comment(matter), by=cast.min, at=at)
    decide(undecided, "not_adopted", by=cast.min, at=at)
    make_comment(matter)
    with pytest.raises(reports.UnableToReport) as refused:
        publish(report, cast)
    assert {one.code for one in refused.value.matters} == {"unsplit", "unanswered"}
    page = as_("wang").get(address(matter)).content.decode()
    top = page[: page.index('class="stateline"')]
    for one in refused.value.matters:
        assert one.message in top
    assert f">{undecided.comment.receipt_number}</a>" in top


def test_a_head_who_drafted_it_reads_that_a_second_person_publishes(matter, cast, at, as_):
    reports.draft_report(consultation=matter, signed_on=timezone.localdate(at), by=cast.wang, at=at)
    assert permissions.can_approve(cast.wang, matter, at)
    with pytest.raises(reports.UnableToReport) as refused:
        publish(Report.objects.get(), cast)
    said = str(refused.value)
    assert said in as_("wang").get(address(matter)).content.decode()
    assert said not in as_("min").get(address(matter)).content.decode()


@pytest.mark.parametrize("name", ["zhao", "qian", "li", "zhou", "wu"])
def test_nobody_else_sees_it(matter, cast, at, as_, name):
    draft(matter, cast, at)
    answer = as_(name).get(address(matter))
    assert answer.status_code in (302, 403, 404)
    assert MARK not in answer.content.decode()
    assert Client().get(address(matter)).status_code == 302


def test_without_a_draft_it_leads_back(matter, as_):
    assert as_("min").get(address(matter)).url == reverse("weighing:report", args=[matter.pk])
    assert Point.objects.count() == 7
