"""What the public reads: sections, walls, tags, headers, languages, and what each page costs."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.models import ConsultationPage, DraftPage, GuidancePage, HomePage, open_erratum
from consultation import clock, lifecycle
from consultation.enums import Section
from consultation.models import Consultation
from search.refresh import refresh
from tests.factories import lived, pages
from tests.factories.feedback import make_comment, make_point, sign
from tests.factories.process import make_consultation
from tests.feedback.test_views import filled

pytestmark = pytest.mark.django_db

SECTIONS = [section.value for section in Section]
TAGS = ("SiteName", "SiteDomain", "SiteIDCode", "ColumnName", "ColumnType")
ARTICLE = ("ArticleTitle", "PubDate", "ContentSource")
MOST = 12


@pytest.fixture
def guidance(site):
    page = HomePage.objects.get().add_child(
        instance=GuidancePage(title="怎样参与", slug="how", body="<p>说明</p>")
    )
    page.save_revision().publish()
    return page


@pytest.fixture
def decided(site, cast):
    return lived.make_decided_matter(cast, clock.now())


def address(matter, section=""):
    path = "" if section in ("", "notice") else f"{section}/"
    return f"/consultations/{matter.consultation.slug}/{path}"


def tags(response):
    words = response.content.decode()
    found = {}
    for tag in re.findall(r"<meta\s[^>]*>", words):
        name = re.search(r'name="([^"]+)"', tag)
        content = re.search(r'content="([^"]*)"', tag)
        if name and content:
            found[name[1]] = content[1]
    return found


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


def public_paths(open_matter, decided):
    paths = ["/", "/consultations/", "/consultations/?state=open", "/search/", "/search/?q=落户",
             "/status/", "/how/"]  # fmt: skip
    paths += [address(open_matter, section) for section in SECTIONS]
    paths += [address(decided, section) for section in SECTIONS]
    paths += [address(decided, rest) for rest in ("decision/compare", "feedback/v1", "draft/v1")]
    return paths


@pytest.fixture
def paths(guidance, open_matter, decided):
    for consultation in (open_matter.consultation.pk, decided.consultation.pk, None):
        refresh(at=clock.now(), consultation=consultation)
    return public_paths(open_matter, decided)


class TestHeads:
    def test_every_public_page_carries_the_tags_of_a_government_site(self, paths, client):
        for path in [*paths, *(f"/en{path}" for path in paths)]:
            response = client.get(path)
            assert response.status_code == 200, path
            found = tags(response)
            for name in TAGS:
                assert found.get(name), (path, name)
            assert found["SiteName"] == "某市人民政府"
            assert re.fullmatch(r"\d{10}", found["SiteIDCode"])
            if path.removeprefix("/en").startswith("/consultations/") and path.count("/") > 3:
                for name in ARTICLE:
                    assert found.get(name), (path, name)
                assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", found["PubDate"]), path

    def test_the_receipt_carries_them_too(self, open_matter, client, now):
        path = address(open_matter, "comment")
        client.get(path)
        response = client.post(path, filled(now), follow=True)
        assert response.redirect_chain
        assert "/receipt/" in response.redirect_chain[-1][0]
        found = tags(response)
        assert all(found.get(name) for name in TAGS)

    def test_nothing_inline_and_nothing_from_elsewhere(self, paths, client):
        for path in paths:
            response = client.get(path)
            policy = response["Content-Security-Policy"]
            assert "default-src 'self'" in policy
            assert "unsafe" not in policy
            words = response.content.decode()
            assert not re.search(r"\sstyle=|<style|\son\w+=\"", words), path
            assert not re.search(r"<script(?![^>]*\ssrc=)", words), path
            for found in re.findall(
                r'<(?:link|script|img|iframe)[^>]*(?:src|href)="([^"]+)"', words
            ):
                assert found.startswith("/") or "://testserver" in found, (path, found)

    def test_security_headers(self, paths, client):
        for path in paths:
            response = client.get(path)
            assert response["X-Content-Type-Options"] == "nosniff"
            assert response["X-Frame-Options"] == "SAMEORIGIN"
            assert response["Referrer-Policy"] == "same-origin"

    @pytest.mark.parametrize("method", ["head", "options", "trace", "put", "delete", "patch"])
    def test_no_method_is_an_accident(self, paths, method):
        client = Client(raise_request_exception=False)
        for path in paths:
            response = getattr(client, method)(path)
            assert response.status_code in (200, 403, 405), (method, path, response.status_code)
            if method == "head":
                assert response.status_code == 200
                assert response.content == b""

    def test_the_other_language_stands_under_its_own_addresses(self, paths, client):
        for path in paths:
            english = client.get(f"/en{path}").content.decode()
            chinese = client.get(path).content.decode()
            assert '<html lang="en"' in english, path
            assert '<html lang="zh-Hans"' in chinese, path
            assert f'href="/en{path.split("?")[0]}' in chinese, path
            assert f'href="{path.split("?")[0]}' in english, path


class TestCost:
    def test_no_public_page_costs_more_than_twelve_queries(self, paths):
        for path in paths:
            cache.clear()
            with CaptureQueriesContext(connection) as queries:
                assert Client().get(path).status_code == 200
            asked = [q["sql"] for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
            assert len(asked) <= MOST, "\n".join([path, *asked])

    def test_it_costs_the_same_for_few_and_for_many(self, site, cast, guidance):
        at = clock.now()

        def costs(matter):
            found = {}
            for section in [*SECTIONS, "decision/compare"]:
                cache.clear()
                with CaptureQueriesContext(connection) as queries:
                    Client().get(address(matter, section))
                found[section] = len(queries)
            return found

        few = costs(lived.make_decided_matter(cast, at, comments=3))
        many = costs(lived.make_decided_matter(cast, at, comments=30))
        assert many == few

    def test_the_home_page_costs_the_same_with_many_matters(self, open_matter, decided, cast):
        def cost():
            cache.clear()
            with CaptureQueriesContext(connection) as queries:
                Client().get("/")
            return len(queries)

        few = cost()
        at = clock.now()
        for _ in range(6):
            consultation = make_consultation(
                lead=cast.police, by=cast.min, opens_at=at - timedelta(days=2),
                closes_at=at + timedelta(days=20),
            )  # fmt: skip
            point = make_point(make_comment(consultation), by=cast.min, at=at)
            sign(point, "noted", by=cast.min, signer=cast.wang, at=at)
        assert cost() == few


class TestDisplay:
    def test_one_cookie_keeps_how_pages_are_shown(self, site, client):
        response = client.get("/display/?size=large&next=/consultations/")
        assert response["Location"] == "/consultations/"
        cookie = response.cookies["view"]
        assert cookie.value == "large"
        assert cookie["samesite"] == "Lax"
        assert 'data-size="large"' in client.get("/").content.decode()
        client.get("/display/?contrast=more")
        words = client.get("/").content.decode()
        assert 'data-size="large"' in words
        assert 'data-contrast="more"' in words
        client.get("/display/?size=normal")
        client.get("/display/?contrast=normal")
        assert "data-" not in client.get("/").content.decode().split("<head>")[0]

    @pytest.mark.parametrize(
        "target",
        ["https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example",
         "javascript:alert(1)", "http:///evil.example", " //evil.example", "/%09/evil.example",
         "/\t/evil.example", "////evil.example", "", "relative"],
    )  # fmt: skip
    def test_next_never_leaves_the_site(self, site, client, target):
        location = client.get("/display/", {"size": "large", "next": target})["Location"]
        assert location.startswith("/")
        assert not location.startswith(("//", "/\\"))
        assert "\t" not in location

    def test_a_wrong_cookie_does_no_harm(self, site, client):
        client.cookies["view"] = 'large"><script>.contrast;;'
        assert client.get("/").status_code == 200


def test_another_host_is_refused_and_never_echoed(site, client, settings):
    """H-C15: who is asked for is what the settings name, whatever a proxy is said to have said."""
    settings.ALLOWED_HOSTS = ["testserver"]
    assert client.get("/", HTTP_HOST="evil.example").status_code == 400
    response = client.get("/", HTTP_X_FORWARDED_HOST="evil.example")
    assert response.status_code == 200
    assert "evil.example" not in response.content.decode()


def test_only_what_is_public_is_counted_on_the_home_page(open_matter, matter, client):
    words = client.get("/").content.decode()
    assert open_matter.consultation.title in words.replace("<wbr>", "")
    assert Consultation.objects.count() == 2
    assert ConsultationPage.objects.count() == 2
    assert matter.consultation.title not in words.replace("<wbr>", "")
