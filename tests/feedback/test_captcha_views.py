"""The hurdle over HTTP: seen, heard, renewed, enlarged, read in words, and rationed."""

import re
from io import BytesIO

import pytest
from captcha.models import CaptchaStore
from django.urls import reverse
from PIL import Image

from tests.factories.comments import BODY, solved
from tests.factories.forms import filled

pytestmark = pytest.mark.django_db


def test_the_captcha_can_be_seen_heard_and_renewed(client, now, settings):
    key, answer = solved(now)
    picture = client.get(reverse("feedback:picture", kwargs={"key": key}))
    assert picture["Content-Type"] == "image/png"
    assert picture.content == client.get(reverse("feedback:picture", kwargs={"key": key})).content
    fresh = client.post("/captcha/renew/").json()
    assert CaptchaStore.objects.filter(hashkey=fresh["key"]).exists()
    assert answer not in str(fresh)
    settings.SPEECH_PROGRAM = ""
    assert client.get(fresh["speech"]).status_code == 503
    CaptchaStore.objects.all().delete()
    assert client.get(fresh["picture"]).status_code == 410
    assert client.get("/captcha/picture/nonsense.png").status_code == 410


@pytest.mark.parametrize("way", ["renew", "open", "another", "wrong"])
def test_every_way_to_a_challenge_is_limited(client, address, now, settings, way):
    """Nobody collects challenges by the thousand; the words of who tries are kept."""
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"captcha": (1, 600)}
    form = filled(now)

    def ask():
        if way == "renew":
            return client.post("/captcha/renew/")
        if way == "open":
            return client.get(address)
        if way == "another":
            return client.post(address, form | {"captcha": "picture"})
        return client.post(address, form | {"captcha_text": "wrong"})

    allowed = CaptchaStore.objects.count() + 1
    assert ask().status_code in (200, 400)
    refused = ask()
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert CaptchaStore.objects.count() <= allowed
    if way in ("another", "wrong"):
        assert BODY in refused.content.decode()
    assert "captcha__image" not in refused.content.decode()


def test_an_unspent_challenge_costs_nothing_again(client, address, now, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"captcha": (0, 600)}
    form = filled(now, title="")
    assert form["captcha_key"] in client.post(address, form).content.decode()


def test_the_picture_can_be_enlarged_without_script(client, address):
    """The same challenge, three times as wide, behind a word that opens it."""
    page = client.get(address).content.decode()
    small, large = re.findall(r'<img class="captcha__image[^>]*>', page)
    source = re.search(r'src="([^"]+)"', small)[1]
    assert f'src="{source}"' in large
    widths = [int(re.search(r'width="(\d+)"', one)[1]) for one in (small, large)]
    assert widths[1] == 3 * widths[0]
    assert re.search(rf"<details><summary>放大</summary>{re.escape(large)}</details>", page)
    drawn = Image.open(BytesIO(client.get(source).content))
    assert drawn.width >= widths[1]


def test_a_question_needs_no_enlarging(client, address, now):
    page = client.post(address, filled(now, captcha="question")).content.decode()
    assert "captcha__image" not in page


@pytest.mark.parametrize("kind", ["picture", "question", "nonsense"])
def test_another_captcha_without_script_loses_nothing(client, address, now, kind):
    form = filled(now, title="", captcha=kind)
    answer = client.post(address, form)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert BODY in page
    assert form["captcha_key"] not in page
    assert 'class="errors"' not in page


def test_a_question_in_words_can_be_answered(client, address, now):
    page = client.post(address, filled(now, captcha="question")).content.decode()
    key = re.search(r'name="captcha_key" value="([0-9a-f]{40})"', page)[1]
    response = CaptchaStore.objects.get(hashkey=key).response
    form = filled(
        now, captcha_key=key, captcha_text="".join(chr(ord(c) + 0xFEE0) for c in response)
    )
    assert client.post(address, form).status_code == 303
