"""Which host is asked for is what the settings name."""

import pytest

pytestmark = pytest.mark.django_db


def test_another_host_is_refused_and_never_echoed(site, client, settings):
    """H-C15: who is asked for is what the settings name, whatever a proxy is said to have said."""
    settings.ALLOWED_HOSTS = ["testserver"]
    assert client.get("/", HTTP_HOST="evil.example").status_code == 400
    response = client.get("/", HTTP_X_FORWARDED_HOST="evil.example")
    assert response.status_code == 200
    assert "evil.example" not in response.content.decode()
