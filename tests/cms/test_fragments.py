"""Kept pieces of pages: what they show is what stands, whatever was kept before."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.template import engines
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from cms.models import DraftPage, open_erratum
from consultation import clock, lifecycle
from consultation.enums import Section, TextKind
from consultation.models import Consultation
from feedback import intake, reports, traces
from feedback.models import Comment, Point, Report
from tests.factories import lived, pages
from tests.factories.addresses import address
from tests.factories.feedback import make_comment, make_point, sign

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()
    yield
    cache.clear()


def rendered(source, **context):
    return engines["django"].from_string(source).render(context)


class TestTags:
    PIECE = "{% fragment key %}{{ word }}{% endfragment %}"

    def test_the_same_key_gives_the_same_piece(self):
        assert rendered(self.PIECE, key=("a", 1), word="<b>") == "&lt;b&gt;"
        assert rendered(self.PIECE, key=("a", 1), word="other") == "&lt;b&gt;"
        assert rendered(self.PIECE, key=("a", 2), word="other") == "other"
        with translation.override("en"):
            assert rendered(self.PIECE, key=("a", 1), word="english") == "english"

    def test_without_a_key_nothing_is_kept(self):
        assert rendered(self.PIECE, word="first") == "first"
        assert rendered(self.PIECE, word="second") == "second"


class TestDraft:
    def read(self, client, matter, section="draft"):
        return client.get(address(matter, section)).content.decode()

    def test_it_is_read_once(self, open_matter, client):
        first = self.read(client, open_matter)
        with CaptureQueriesContext(connection) as queries:
            assert self.read(client, open_matter) == first
        assert not [q for q in queries if 'FROM "consultation_responsibility"' in q["sql"]]

    def test_every_comment_is_counted_beside_its_article(self, open_matter, client, now):
        Consultation.objects.update(shows_totals=True)
        assert "1 条" not in self.read(client, open_matter)
        article = open_matter.consultation.texts.get().provisions.get(anchor="p1")
        comment = make_comment(open_matter.consultation)
        comment.provisions.add(article)
        assert "1 条" in self.read(client, open_matter)
        intake.withdraw_comment(comment=comment, at=now)
        assert "1 条" not in self.read(client, open_matter)

    def test_nobody_is_invited_once_comments_are_closed(self, open_matter, client, cast, now):
        assert "?article=p1" in self.read(client, open_matter)
        lifecycle.withdraw(
            consultation=open_matter.consultation, reason="上位法已修改", by=cast.wang, at=now
        )
        assert "?article=p1" not in self.read(client, open_matter)

    def test_each_language_has_its_own(self, open_matter, client):
        assert "Outline" not in self.read(client, open_matter)
        english = client.get("/en" + address(open_matter, "draft")).content.decode()
        assert "Outline" in english
        assert f'href="/en{address(open_matter, "comment")}?article=p1"' in english

    def test_what_is_held_back_is_gone_at_once(self, open_matter, client, cast, now):
        assert "放宽落户条件" in self.read(client, open_matter)
        held = {"consultation": open_matter.consultation, "section": Section.DRAFT}
        lifecycle.hold_section(**held, reason="正在核实", by=cast.sun, at=now)
        assert "放宽落户条件" not in self.read(client, open_matter)
        lifecycle.restore_section(**held, by=cast.sun, at=now)
        assert "放宽落户条件" in self.read(client, open_matter)

    def test_a_corrected_text_stands_at_once(self, open_matter, client, cast, now):
        assert "十五日" in self.read(client, open_matter)
        page = DraftPage.objects.get(pk=open_matter.draft.pk)
        open_erratum(page=page, reason="错一字", by=cast.min, at=now)
        revision = pages.write(page, pages.TEXT.replace("十五日", "二十日"), by=cast.min)
        DraftPage.objects.get(pk=page.pk).publish(
            revision, user=cast.wang, skip_permission_checks=True
        )
        assert "二十日" in self.read(client, open_matter)
        assert "二十日" not in self.read(client, open_matter, "draft/v1")


class TestReport:
    @pytest.fixture
    def reported(self, site, cast, now):
        matter = lived.make_closed_matter(cast, now)
        lived.report(matter, cast, now)
        return matter

    def read(self, client, matter, section="feedback"):
        return client.get(address(matter, section)).content.decode()

    def test_its_opinions_are_read_once(self, reported, client):
        first = self.read(client, reported)
        with CaptureQueriesContext(connection) as queries:
            assert self.read(client, reported) == first
        assert not [q for q in queries if "feedback_reportentry" in q["sql"].split("FROM")[-1]]

    def test_a_correction_stands_at_once(self, reported, client, cast, now):
        assert "第0种情形" in self.read(client, reported)
        late = make_comment(reported.consultation)
        point = make_point(late, by=cast.min, at=now, text="请写明补录的情形")
        sign(point, "adopted", by=cast.min, signer=cast.wang, at=now)
        second = reports.correct_report(
            report=Report.objects.get(), note="补录一封信", by=cast.min, at=now
        )
        reports.edit_report(
            report=second, revision=1, signed_on=timezone.localdate(now), by=cast.min, at=now,
            title=second.title, introduction="", closing="", signed_as=second.signed_as,
        )  # fmt: skip
        reports.publish_report(report=second, revision=2, by=cast.wang, at=clock.now())
        assert "补录的情形" in self.read(client, reported)
        assert "补录的情形" not in self.read(client, reported, "feedback/v1")

    def test_what_is_held_back_is_gone_at_once(self, reported, client, cast, now):
        assert "第0种情形" in self.read(client, reported)
        lifecycle.hold_section(
            consultation=reported.consultation, section=Section.FEEDBACK, reason="正在核实",
            by=cast.sun, at=now,
        )  # fmt: skip
        assert "第0种情形" not in self.read(client, reported)

    def test_each_language_has_its_own(self, reported, client):
        assert "no. 1" not in self.read(client, reported)
        assert "no. 1" in client.get("/en" + address(reported, "feedback")).content.decode()

    def test_the_articles_that_show_a_point_are_those_of_now(self, reported, client, cast, now):
        self.read(client, reported)
        lived.decide(reported, cast, now)
        consultation = Consultation.objects.get(pk=reported.consultation.pk)
        decided = consultation.texts.get(kind=TextKind.DECISION).provisions
        one, two = decided.filter(kind="article").in_order()[:2]
        links = {
            this.pk: f'href="{address(reported, "decision")}#{this.anchor}"' for this in (one, two)
        }
        assert links[one.pk] not in self.read(client, reported)
        point = Point.objects.get(text="请写明第1种情形")
        for shown in ([one], [two], [one, two], [one]):
            point.refresh_from_db()
            traces.trace(point=point, version=point.version, provisions=shown, by=cast.min, at=now)
            page = self.read(client, reported)
            assert [this for this in (one, two) if links[this.pk] in page] == shown
        lifecycle.hold_section(
            consultation=consultation, section=Section.DECISION, reason="正在核实", by=cast.sun,
            at=now,
        )  # fmt: skip
        assert links[one.pk] not in self.read(client, reported)


def test_no_piece_holds_anything_of_whoever_reads(open_matter, client, login, cast):
    """What a member of staff caused to be kept, a citizen reads, and the other way round."""
    path = address(open_matter, "draft")
    staff = login(cast.min).get(path).content.decode()
    kept = client.get(path).content.decode()
    cache.clear()
    assert client.get(path).content.decode() == kept
    assert "csrfmiddlewaretoken" not in kept
    assert cast.min.username not in staff
    assert Comment.objects.count() == 0
