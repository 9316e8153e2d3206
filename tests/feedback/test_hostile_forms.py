"""What nobody should send and somebody will: refused in words, nothing lost (H-C1–H-C28)."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback import people
from feedback.carried import OPENED
from feedback.models import Comment, Finding
from feedback.privacy import crypto
from tests.factories.comments import BODY
from tests.factories.forms import draft_of, filled
from tests.factories.process import make_consultation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", "王\x00"), ("name", "\u200b\u3000"), ("name", "长" * 61),
        ("contact", ""), ("contact", "1380000"), ("contact", "1" * 1_000_000), ("contact", "无"),
        ("title", " "), ("title", "题" * 51), ("title", "a\x00b"),
        ("body", ""), ("body", "四个字符"), ("body", " \u3000\u200b\ufeff\n\r\n\t"),
        ("body", "字" * 20_001), ("body", "\x00" * 50), ("body", "😀" * 20_001),
        ("body", "a" + "\u0301" * 66_000),
        ("captcha_text", ""), ("captcha_text", "1" * 33), ("captcha_text", "' OR 1=1"),
        ("captcha_key", ""), ("captcha_key", "k" * 4096), ("captcha_key", "x"),
        ("key", ""), ("key", None), ("key", "abc"), ("key", str(UUID(int=0))),
        ("articles", "-5"), ("articles", "0"), ("articles", "abc"), ("articles", "9" * 30),
        ("articles", "١"), ("stance", "furious"), ("is_minor", "on"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_in_words_and_nothing_is_lost(client, address, now, field, value):
    form = filled(now, **{field: value})
    answer = client.post(address, form)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert 'class="errors"' in page
    assert field == "body" or BODY in page
    assert not Comment.objects.exists()


def test_an_article_of_another_matter_is_refused(client, address, cast, now):
    other = make_consultation(by=cast.min, lead=cast.education)
    foreign = draft_of(other, cast, now).provisions.first()
    answer = client.post(address, filled(now, articles=str(foreign.pk)))
    assert answer.status_code == 400
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        "字" * 20_000, "𠮷" * 20_000, "z" + "\u0301" * 10_000, "👩‍👩‍👧‍👦" * 2_000, "é" * 20_000,
        "<img src=x onerror=alert(1)>", "{{7*7}} ${jndi:ldap://x} %s%n {0.__class__}",
        "＜script＞全角＜/script＞",
        "\u202e反转文字\u2066隔离", "'; DROP TABLE feedback_comment; --",
    ],
)  # fmt: skip
def test_odd_words_are_accepted_and_shown_as_typed(client, address, now, body):
    answer = client.post(address, filled(now, body=body, title=body[:40]))
    assert answer.status_code == 303
    comment = Comment.objects.get()
    assert comment.body == body
    page = client.get(answer["Location"]).content.decode()
    assert "<img src=x" not in page
    assert "49" not in page or "{{7*7}}" not in body or "{{7*7}}" in page


@pytest.mark.parametrize("value", [None, "0", "yes", "false", "true", "1", "ON"])
def test_only_a_ticked_box_is_consent(client, address, now, value):
    assert client.post(address, filled(now, publish_text=value)).status_code == 303
    assert not Comment.objects.get().consents_to_text


def test_a_hasty_or_trapped_form_is_accepted_and_flagged(client, address, now):
    opened = signing.dumps((now + timedelta(seconds=10)).timestamp(), salt=OPENED)
    client.post(address, filled(now, opened=opened, homepage="http://x"))
    client.post(address, filled(now, opened="forged", contact="a@b.cn"))
    flags = [set(comment.flags) for comment in Comment.objects.order_by("pk")]
    assert flags == [{"honeypot", "fast"}, {"unopened"}]


def test_data_of_others_is_accepted_privately_and_found(client, address, now):
    body = "请找张三，13912345678，身份证11010519491231002X"
    assert client.post(address, filled(now, body=body)).status_code == 303
    assert Finding.objects.count() == 2


def test_a_flood_is_told_when_to_come_back(client, address, now, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"comment": (2, 600)}
    codes = []
    for _try in range(3):
        form = filled(now)
        answer = client.post(address, form)
        codes.append(answer.status_code)
    assert codes == [303, 303, 429]
    assert int(answer["Retry-After"]) > 0
    assert BODY in answer.content.decode()


@pytest.mark.parametrize("slug", ["0", "-1", "9" * 200, "nowhere", "草案"])
def test_an_unknown_matter_is_not_found(client, slug):
    assert client.get(f"/consultations/{slug}/comment/").status_code == 404
    assert client.post(f"/consultations/{slug}/comment/", {"body": "x"}).status_code == 404


def test_an_unpublished_matter_looks_unknown(client, cast, now):
    hidden = make_consultation(by=cast.min)
    assert client.post(f"/consultations/{hidden.slug}/comment/", filled(now)).status_code == 404


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data; name="),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Transfer-Encoding: base64\r\n\r\n%"),
        ("multipart/form-data; boundary=" + "b" * 400, b"--b"),
        ("application/json", b'{"body": "\\ud800"}'),
        ("application/x-www-form-urlencoded; charset=utf-16", b"body=x"),
        ("multipart/form-data; boundary=b; charset=utf-7",
         b'--b\r\nContent-Disposition: form-data; name="body"\r\n\r\n+2AA-abcdef\r\n--b--\r\n'),
        ("application/x-www-form-urlencoded", b"body=%ED%A0%80%ff%00"),
        ("application/x-www-form-urlencoded", b"a=1&" * 1_100),
        ("application/x-www-form-urlencoded", b"body=" + b"x" * 3_500_000),
        ("text/plain", b"body=x"),
        ("", b"body=x"),
    ],
)  # fmt: skip
def test_broken_requests_are_refused(client, address, content_type, body):
    answer = client.generic("POST", address, body, content_type=content_type)
    assert answer.status_code in {400, 413}
    assert not Comment.objects.exists()


def test_of_a_repeated_field_the_first_value_counts(client, address, article, now):
    """H-C11: a form sends each field once; what is repeated is somebody's trial."""
    form = filled(now)
    several = {name: [value, "x" * 90_000, ""] for name, value in form.items()}
    several["contact"] = [form["contact"]] * 500
    several["articles"] = [str(article.pk)] * 3
    assert client.post(address, several).status_code == 303
    comment = Comment.objects.get()
    assert (comment.title, comment.body) == (form["title"], form["body"])
    assert list(comment.provisions.all()) == [article]


@pytest.mark.parametrize("first", ["", "\x00", "x" * 90_000])
def test_a_wrong_first_value_is_not_saved_by_a_right_second(client, address, now, first):
    form = filled(now)
    answer = client.post(address, form | {"title": [first, form["title"]]})
    assert answer.status_code == 400
    assert not Comment.objects.exists()


def test_too_long_words_are_counted_for_their_author(client, address, now):
    """H-C4: code points, not bytes, after composing."""
    page = client.post(address, filled(now, body="😀" * 20_123)).content.decode()
    assert "20,123" in page or "20123" in page


@pytest.mark.parametrize(
    "name",
    ["Аdmin", "\u202eнимда", "王\u2066秀\u2069兰", "＜b＞王＜/b＞", "<b>王</b>", "{{7*7}}", "%s%n"],
)
def test_odd_names_are_taken_as_typed(client, address, now, name):
    """H-C7: looking alike is no reason to refuse or to change a name."""
    assert client.post(address, filled(now, name=name)).status_code == 303
    comment = Comment.objects.get()
    assert crypto.decrypt(comment.respondent.name_cipher, people.place(comment, "name")) == name


@pytest.mark.parametrize("kind", ["urlencoded", "multipart"])
def test_a_gigabyte_is_refused_by_its_announced_length(client, address, kind):
    """H-C12: before a byte of it is read or stored."""
    kinds = {
        "urlencoded": "application/x-www-form-urlencoded",
        "multipart": "multipart/form-data; boundary=b",
    }
    part = b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
    answer = client.generic(
        "POST", address, part + b"x" * 9_000, content_type=kinds[kind], CONTENT_LENGTH=str(2**30)
    )
    assert answer.status_code in {400, 413}


def test_a_file_that_nobody_asked_for_is_refused_unstored(client, address, now, tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    unasked = SimpleUploadedFile("f.bin", b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1))
    answer = client.post(address, filled(now) | {"file": unasked})
    assert answer.status_code in {400, 413}
    assert not Comment.objects.exists()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("nested", [False, True])
def test_many_or_nested_parts_are_refused(client, address, nested):
    """H-C14"""
    inner = b'--c\r\nContent-Disposition: form-data; name="body"\r\n\r\nabcdefg\r\n--c--\r\n'
    parts = [
        b'--b\r\nContent-Disposition: form-data; name="p%d"\r\n' % number
        + (b"Content-Type: multipart/mixed; boundary=c\r\n\r\n" + inner if nested else b"\r\nx\r\n")
        for number in range(200)
    ]
    body = b"".join(parts) + b"--b--\r\n"
    answer = client.generic("POST", address, body, content_type="multipart/form-data; boundary=b")
    assert answer.status_code == 400
    assert not Comment.objects.exists()


def test_a_spent_challenge_is_good_for_nobody(client, address, now):
    """H-C17: neither for another comment of the same browser nor for another browser."""
    form = filled(now)
    assert client.post(address, form).status_code == 303
    for browser in (client, Client()):
        answer = browser.post(address, form | {"key": str(uuid4()), "body": "另一条意见的内容"})
        assert answer.status_code == 400
        assert "另一条意见的内容" in answer.content.decode()
    assert Comment.objects.count() == 1


def test_a_challenge_belongs_to_its_form_and_not_to_a_session(address, now):
    """H-C17: there are no sessions for citizens; who has form and answer has solved it, once."""
    form = filled(now)
    assert Client().post(address, form).status_code == 303
    assert Client().post(address, form | {"key": str(uuid4())}).status_code == 400


def test_a_key_is_good_for_one_matter(client, address, cast, now):
    """H-C19"""
    other = make_consultation(
        lead=cast.education, by=cast.zhao, opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=30),
    )  # fmt: skip
    form = filled(now)
    assert client.post(address, form).status_code == 303
    again = filled(now, key=form["key"])
    answer = client.post(f"/consultations/{other.slug}/comment/", again)
    assert answer.status_code == 409
    assert BODY in answer.content.decode()
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "OPTIONS"])
def test_other_methods_are_refused(client, address, method):
    assert client.generic(method, address).status_code == 405


def test_the_query_of_the_form_is_harmless(client, address, article):
    for article_name in ("p999", "-5", "%00", "<script>", "x" * 2000, ""):
        answer = client.get(address, {"article": article_name})
        assert answer.status_code == 200
        assert "chosen-provision" not in answer.content.decode()


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    fields=st.dictionaries(
        st.sampled_from(
            ["name", "contact", "title", "body", "captcha_text", "captcha_key", "key", "opened",
             "articles", "stance", "organisation", "publish_text", "replaces", "captcha", "act"]
        ),
        st.one_of(
            st.text(max_size=80),
            st.sampled_from(["on", "whole", "picture", "0" * 40, "1.7e308", "nan", "-1", "\x00"]),
        ),
    )
)  # fmt: skip
def test_no_form_whatever_breaks_the_site(client, address, now, fields):
    answer = client.post(address, filled(now) | fields)
    assert answer.status_code in {200, 303, 400, 429}


def test_other_forged_forms_get_a_plain_page():
    assert Client(enforce_csrf_checks=True).post("/status/", {"number": "1"}).status_code == 403
    assert Client(enforce_csrf_checks=True).post("/nowhere/", {"x": "1"}).status_code in {403, 404}
