"""What the public reads: sections and walls, each at its address."""

import re

import pytest

from cms.models import ConsultationPage, DraftPage, open_erratum
from consultation import clock, lifecycle
from consultation.enums import Section
from consultation.models import Consultation
from search.refresh import refresh
from tests.factories import pages
from tests.factories.addresses import SECTIONS, address

pytestmark = pytest.mark.django_db


class TestUnpublished:
    def test_is_the_same_as_nothing_at_all(self, matter, client):
        paths = [address(matter, section) for section in SECTIONS]
        paths += [
            address(matter) + rest
            for rest in ("draft/p1/", "draft/v1/", "decision/compare/", "feedback/v1/",
                         "qr/notice.svg", "nothing/")
        ]  # fmt: skip
        paths.append(f"/feeds/consultations/{matter.consultation.slug}/")
        for path in paths:
            hidden = client.get(path)
            unknown = client.get(path.replace(matter.consultation.slug, "no-such-matter"))
            assert hidden.status_code == unknown.status_code == 404, path
            assert self.without_address(hidden, matter) == self.without_address(unknown, matter)

    def without_address(self, response, matter):
        words = response.content.decode()
        for slug in (matter.consultation.slug, "no-such-matter"):
            words = words.replace(slug, "…")
        return words

    def test_its_words_stand_nowhere_public(self, site, cast, client, guidance):
        canary = "金丝雀收费调整方案"
        pages.make_matter(lead=cast.police, by=cast.min, title=canary)
        refresh(at=clock.now(), consultation=None)
        for path in ("/", "/consultations/", f"/search/?q={canary[:3]}", "/feeds/consultations/",
                     f"/feeds/search/?q={canary[:3]}", "/how/"):  # fmt: skip
            assert canary not in client.get(path).content.decode(), path

    def test_a_published_page_below_an_unpublished_notice_stays_hidden(
        self, matter, cast, client, now
    ):
        pages.publish_newest(matter.draft, by=cast.wang, at=now)
        assert client.get(address(matter, "draft")).status_code == 404


class TestSections:
    def test_every_section_has_an_address_at_every_stage(self, open_matter, decided, client):
        for matter in (open_matter, decided):
            for section in SECTIONS:
                assert client.get(address(matter, section)).status_code == 200, section

    def test_what_is_not_yet_public_says_who_owes_it_and_by_when(self, open_matter, client):
        words = client.get(address(open_matter, "feedback")).content.decode()
        assert open_matter.consultation.lead.name in words
        assert "不迟于" in words or "之前" in words or "不晚于" in words
        words = client.get(address(open_matter, "decision")).content.decode()
        assert open_matter.consultation.decision_body.name in words

    def test_a_section_held_back_shows_its_reason_and_none_of_its_words(
        self, open_matter, cast, client, now
    ):
        lifecycle.hold_section(
            consultation=open_matter.consultation, section=Section.DRAFT,
            reason="附图涉及他人权利，正在核实", by=cast.sun, at=now,
        )  # fmt: skip
        words = client.get(address(open_matter, "draft")).content.decode()
        assert "附图涉及他人权利，正在核实" in words
        assert "放宽落户条件" not in words
        assert client.get(address(open_matter, "draft/p1")).status_code == 404
        lifecycle.restore_section(
            consultation=open_matter.consultation, section=Section.DRAFT, by=cast.sun, at=now
        )
        assert "放宽落户条件" in client.get(address(open_matter, "draft")).content.decode()

    def test_an_article_has_an_address_that_lasts(self, open_matter, client):
        response = client.get(address(open_matter, "draft/p2"))
        assert response.status_code == 302
        assert response["Location"] == address(open_matter, "draft") + "#p2"
        assert 'id="p2"' in client.get(address(open_matter, "draft")).content.decode()
        assert client.get(address(open_matter, "draft/p99")).status_code == 404

    def test_the_first_version_stays_readable_after_an_erratum(
        self, open_matter, cast, client, now
    ):
        page = DraftPage.objects.get(pk=open_matter.draft.pk)
        open_erratum(page=page, reason="错一字", by=cast.min, at=now)
        revision = pages.write(page, pages.TEXT.replace("十五日", "二十日"), by=cast.min)
        DraftPage.objects.get(pk=page.pk).publish(
            revision, user=cast.wang, skip_permission_checks=True
        )
        newest = client.get(address(open_matter, "draft")).content.decode()
        first = client.get(address(open_matter, "draft/v1")).content.decode()
        assert "二十日" in newest
        assert "错一字" in newest
        assert "十五日" in first
        assert "二十日内" not in first
        assert client.get(address(open_matter, "draft/v3")).status_code == 404

    def test_print_and_the_code_of_a_section(self, open_matter, client):
        assert client.get(address(open_matter, "draft") + "?print").status_code == 200
        code = client.get(address(open_matter) + "qr/comment.svg")
        assert code["Content-Type"] == "image/svg+xml"
        assert code.content.startswith(b"<svg")
        assert client.get(address(open_matter) + "qr/nothing.svg").status_code == 404

    def test_the_decision_is_compared_with_its_draft(self, decided, client):
        words = client.get(address(decided, "decision/compare")).content.decode()
        assert "满一年" in words
        assert re.search(r"<ins\b", words)
        assert client.get(address(decided, "feedback/v1")).status_code == 200
        assert client.get(address(decided, "feedback/v9")).status_code == 404

    def test_a_withdrawn_matter_stays_readable_and_says_why(self, open_matter, cast, client, now):
        lifecycle.withdraw(
            consultation=open_matter.consultation, reason="上位法已修改", by=cast.wang, at=now
        )
        for section in ("notice", "draft", "comment"):
            response = client.get(address(open_matter, section))
            assert response.status_code in (200, 410), section
            assert "上位法已修改" in response.content.decode(), section


def test_only_what_is_public_is_counted_on_the_home_page(open_matter, matter, client):
    words = client.get("/").content.decode()
    assert open_matter.consultation.title in words.replace("<wbr>", "")
    assert Consultation.objects.count() == 2
    assert ConsultationPage.objects.count() == 2
    assert matter.consultation.title not in words.replace("<wbr>", "")
