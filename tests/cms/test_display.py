"""How pages are shown is kept in one cookie, and no address leads off the site."""

import pytest

pytestmark = pytest.mark.django_db


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
