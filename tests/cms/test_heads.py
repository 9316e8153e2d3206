"""Tags of a government site, headers, languages and methods of every public page."""

import re

import pytest
from django.test import Client

from tests.factories.addresses import address
from tests.factories.forms import filled

pytestmark = pytest.mark.django_db


TAGS = ("SiteName", "SiteDomain", "SiteIDCode", "ColumnName", "ColumnType")


ARTICLE = ("ArticleTitle", "PubDate", "ContentSource")


def tags(response):
    words = response.content.decode()
    found = {}
    for tag in re.findall(r"<meta\s[^>]*>", words):
        name = re.search(r'name="([^"]+)"', tag)
        content = re.search(r'content="([^"]*)"', tag)
        if name and content:
            found[name[1]] = content[1]
    return found


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
