"""The form, its receipt and the look-up over HTTP: nothing lost, no 500 (H-C1–H-C28)."""

import json
import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from captcha.models import CaptchaStore
from django.apps import apps
from django.core import signing
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultation.enums import ProvisionKind, Section, TextKind
from consultation.models import CommentPeriod, SectionPublication, Suspension
from consultation.text import ProvisionInput, freeze
from feedback import intake, receipt_views
from feedback.carried import OPENED
from feedback.intake import submit_comment
from feedback.models import Comment, Finding, Report, ReportEntry
from tests.factories.comments import BODY, ORIGIN, make_submission, solved
from tests.factories.feedback import make_point, sign
from tests.factories.process import make_consultation

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(open_consultation):
    return f"/consultations/{open_consultation.slug}/comment/"


@pytest.fixture
def article(open_consultation, cast, now):
    """A public draft with two articles; its first article."""
    SectionPublication.objects.create(
        consultation=open_consultation, section=Section.DRAFT, published_at=now,
        published_by=cast.min,
    )  # fmt: skip
    return draft_of(open_consultation, cast, now).provisions.in_order()[0]


def draft_of(consultation, cast, now):
    return freeze(
        consultation=consultation, kind=TextKind.DRAFT, title="征求意见稿", by=cast.min, at=now,
        provisions=[
            ProvisionInput(uuid4(), ProvisionKind.ARTICLE, f"（{number}）", heading, "另行规定。")
            for number, heading in (("一", "全面放开投靠落户。"), ("二", "集体户。"))
        ],
    )  # fmt: skip


def filled(now, **fields):
    key, answer = solved(now)
    defaults = {
        "key": str(uuid4()),
        "opened": signing.dumps((now - timedelta(minutes=3)).timestamp(), salt=OPENED),
        "name": "王秀兰",
        "contact": "13800138000",
        "title": "请写明近亲属的范围",
        "body": BODY,
        "captcha_key": key,
        "captcha_text": answer,
    }
    return {name: value for name, value in (defaults | fields).items() if value is not None}


def test_a_citizen_comments_and_gets_a_receipt(client, address, article, now):
    page = client.get(address, {"article": article.anchor}).content.decode()
    assert "全面放开投靠落户" in page
    form = filled(now, articles=str(article.pk), publish_text="on")
    answer = client.post(address, form)
    assert answer.status_code == 303
    comment = Comment.objects.get()
    assert list(comment.provisions.all()) == [article]
    assert comment.consents_to_text
    assert not comment.consents_to_name
    assert comment.flags == []
    slip = client.get(answer["Location"])
    text = slip.content.decode()
    assert comment.receipt_number in text
    assert "王秀兰" not in text
    assert "13800138000" not in text
    code = re.search(r'slip__no">([A-Z2-9]{4} [A-Z2-9]{4} [A-Z2-9]{4})<', text)[1]
    plain = client.get(answer["Location"] + "text/")
    assert plain["Content-Type"].startswith("text/plain")
    assert code in plain.content.decode()
    pair = {"number": comment.receipt_number, "code": code}
    status = client.post(reverse("feedback:status"), pair)
    assert status.status_code == 200
    assert comment.title in status.content.decode()


def test_every_answer_is_kept_out_of_caches(client, address, now):
    answers = [
        client.get(address),
        client.post(address, {}),
        client.post(address, filled(now)),
        client.get("/status/"),
        client.get("/receipt/2026-ABCDE-FGHJK/"),
    ]
    assert all("no-store" in answer["Cache-Control"] for answer in answers)


def test_another_browser_sees_no_code(client, address, now):
    answer = client.post(address, filled(now))
    other = Client().get(answer["Location"])
    assert other.status_code == 200
    assert "slip__no" not in other.content.decode()
    assert Client().get(answer["Location"] + "text/").status_code == 403


def test_a_double_click_leads_to_the_same_receipt(client, address, now):
    form = filled(now)
    first, second = client.post(address, form), client.post(address, form)
    assert first["Location"] == second["Location"]
    assert Comment.objects.count() == 1
    changed = client.post(address, form | {"body": "改了几个字的意见内容"})
    assert changed.status_code == 409
    page = changed.content.decode()
    assert Comment.objects.get().receipt_number in page
    assert "改了几个字的意见内容" in page
    assert form["key"] not in page


def kept(page, form):
    return all(form[field] in page for field in ("name", "contact", "title"))


def test_a_wrong_captcha_keeps_every_word_and_shows_another(client, address, now):
    form = filled(now, captcha_text="9999", stance="oppose", publish_name="on")
    answer = client.post(address, form)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert kept(page, form)
    assert BODY in page
    assert form["captcha_key"] not in page
    assert re.search(r'value="oppose" checked', page)
    assert re.search(r'name="publish_name" checked', page)
    assert f'value="{form["key"]}"' in page
    assert 'href="#captcha_text"' in page


def test_a_missing_field_keeps_the_captcha(client, address, now):
    form = filled(now, title="")
    page = client.post(address, form).content.decode()
    assert form["captcha_key"] in page
    assert 'href="#title"' in page
    assert client.post(address, form | {"title": "补上标题"}).status_code == 303


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


def test_the_whole_draft_instead_of_an_article(client, address, article, now):
    form = filled(now, articles=str(article.pk), act="whole")
    page = client.post(address, form).content.decode()
    assert "chosen-provision" not in page
    assert BODY in page


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


def test_an_article_of_the_version_that_was_shown_stays_good(
    client, address, article, open_consultation, cast, now
):
    draft_of(open_consultation, cast, now + timedelta(minutes=1))
    assert client.post(address, filled(now, articles=str(article.pk))).status_code == 303
    assert Comment.objects.get().provisions.get() == article


@pytest.mark.parametrize(
    "body",
    [
        "字" * 20_000, "𠮷" * 20_000, "👩‍👩‍👧‍👦" * 2_000, "é" * 20_000,
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


def test_a_child_needs_a_guardian(client, address, now):
    form = filled(now, is_minor="on", guardian_agrees="on")
    assert client.post(address, form).status_code == 303
    assert Comment.objects.get().flags == ["minor"]


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


def test_a_form_sent_after_closing_is_refused_and_kept(client, address, now):
    form = filled(now)
    CommentPeriod.objects.update(closes_at=now - timedelta(microseconds=1))
    for data in (form, form | {"title": ""}, form | {"captcha": "picture"}):
        answer = client.post(address, data)
        assert answer.status_code == 409
        assert BODY in answer.content.decode()
    assert not Comment.objects.exists()
    assert client.get(address).status_code == 200


def test_an_honest_page_stands_where_no_form_is(client, cast, now, open_consultation):
    early = make_consultation(
        by=cast.min, opens_at=now + timedelta(days=2), closes_at=now + timedelta(days=40),
        published_at=now - timedelta(days=1),
    )  # fmt: skip
    Suspension.objects.create(
        consultation=open_consultation, reason="核对附件", suspended_at=now, suspended_by=cast.min
    )
    withdrawn = make_consultation(
        by=cast.min, opens_at=now - timedelta(days=2), closes_at=now + timedelta(days=40),
        withdrawn_at=now - timedelta(days=1), withdrawn_by=cast.min, withdrawal_reason="不再需要",
    )  # fmt: skip
    for consultation in (early, open_consultation, withdrawn):
        address = f"/consultations/{consultation.slug}/comment/"
        page = client.get(address)
        assert page.status_code == 200
        assert "captcha" not in page.content.decode()
        assert client.post(address, filled(now)).status_code == 409
    assert not Comment.objects.exists()


@pytest.mark.parametrize("slug", ["0", "-1", "9" * 200, "nowhere", "草案"])
def test_an_unknown_matter_is_not_found(client, slug):
    assert client.get(f"/consultations/{slug}/comment/").status_code == 404
    assert client.post(f"/consultations/{slug}/comment/", {"body": "x"}).status_code == 404


def test_an_unpublished_matter_looks_unknown(client, cast, now):
    hidden = make_consultation(by=cast.min)
    assert client.post(f"/consultations/{hidden.slug}/comment/", filled(now)).status_code == 404


def test_without_cookies_nothing_is_lost(address, now):
    strict = Client(enforce_csrf_checks=True)
    form = filled(now)
    answer = strict.post(address, form)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert BODY in page
    assert kept(page, form)
    assert "csrfmiddlewaretoken" in page
    assert not Comment.objects.exists()
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)[1]
    again = strict.post(address, form | {"csrfmiddlewaretoken": token})
    assert again.status_code == 303


def test_other_forged_forms_get_a_plain_page():
    assert Client(enforce_csrf_checks=True).post("/status/", {"number": "1"}).status_code == 403
    assert Client(enforce_csrf_checks=True).post("/nowhere/", {"x": "1"}).status_code in {403, 404}


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


def test_the_first_value_of_a_repeated_field_does_not_break_anything(client, address, now):
    form = filled(now)
    answer = client.post(address, form | {"contact": [form["contact"]] * 500})
    assert answer.status_code == 303


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "OPTIONS"])
def test_other_methods_are_refused(client, address, method):
    assert client.generic(method, address).status_code == 405


def test_a_look_up_in_another_encoding_is_refused(client):
    body = b'--b\r\nContent-Disposition: form-data; name="number"\r\n\r\n+2AA-\r\n--b--\r\n'
    kind = "multipart/form-data; boundary=b; charset=utf-7"
    assert client.generic("POST", "/status/", body, content_type=kind).status_code == 400


def test_the_query_of_the_form_is_harmless(client, address, article):
    for article_name in ("p999", "-5", "%00", "<script>", "x" * 2000, ""):
        answer = client.get(address, {"article": article_name})
        assert answer.status_code == 200
        assert "chosen-provision" not in answer.content.decode()


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("", ""), ("x", "y"), ("2026-ABCDE-FGHJK", "AAAA BBBB CCCC"), ("\x00", "\x00"),
        ("1" * 5000, "2" * 5000), ("' OR 1=1", "' OR 1=1"), ("٢٠٢٦-ABCDE-FGHJK", "x"),
    ],
)  # fmt: skip
def test_a_wrong_pair_says_nothing_more(client, number, code):
    answer = client.post("/status/", {"number": number, "code": code})
    assert answer.status_code == 400
    assert 'class="point"' not in answer.content.decode()


def test_a_right_number_with_a_wrong_code_looks_like_an_unknown_one(client, address, now):
    client.post(address, filled(now))
    number = Comment.objects.get().receipt_number

    def page(number):
        answer = client.post("/status/", {"number": number, "code": "AAAA BBBB CCCC"})
        text = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
        return answer.status_code, text.replace(number, "")

    assert page(number) == page("2026-ABCDE-FGHJK")
    with CaptureQueriesContext(connection) as known:
        receipt_views.look_up(number, "AAAA BBBB CCCC")
    with CaptureQueriesContext(connection) as unknown:
        receipt_views.look_up("2026-ABCDE-FGHJK", "AAAA BBBB CCCC")
    assert len(known) == len(unknown) == 1


def test_guessing_codes_is_limited_and_right_ones_are_not(client, address, now, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"status": (3, 3600)}
    answer = client.post(address, filled(now))
    number = Comment.objects.get().receipt_number
    page = client.get(answer["Location"]).content.decode()
    code = re.search(r'slip__no">([A-Z2-9]{4} [A-Z2-9]{4} [A-Z2-9]{4})<', page)[1]
    for _try in range(5):
        assert client.post("/status/", {"number": number, "code": code}).status_code == 200
    codes = [
        client.post("/status/", {"number": number, "code": "X"}).status_code for _try in range(4)
    ]
    assert codes == [400, 400, 400, 429]


def test_an_outcome_is_told_only_once_its_report_is_public(client, open_consultation, cast, now):
    receipt = submit_comment(
        submission=make_submission(open_consultation, now), origin=ORIGIN, at=now
    )
    comment = Comment.objects.get(pk=receipt.comment_id)
    point = make_point(comment, by=cast.min, at=now, text="列明近亲属的范围")
    sign(point, "adopted", by=cast.min, signer=cast.wang, at=now, reason="按民法典列明八种。")
    pair = {"number": receipt.number, "code": receipt.code}
    before = client.post("/status/", pair).content.decode()
    assert "列明近亲属的范围" in before
    assert "按民法典列明八种" not in before
    assert "outcome--adopted" not in before
    report = Report.objects.create(
        consultation=open_consultation, title="反馈", signed_as="某市公安局", digest="0" * 64,
        drafted_at=now, drafted_by=cast.min, published_at=now, published_by=cast.wang,
    )  # fmt: skip
    ReportEntry.objects.create(
        report=report, point=point, position=1, text="列明近亲属的范围", outcome="adopted",
        reason="按民法典列明八种。",
    )  # fmt: skip
    publication = SectionPublication.objects.create(
        consultation=open_consultation, section=Section.FEEDBACK, published_at=now,
        published_by=cast.wang,
    )  # fmt: skip
    after = client.post("/status/", pair).content.decode()
    assert "按民法典列明八种" in after
    assert "outcome--adopted" in after
    assert "王秀兰" not in after
    publication.held_at, publication.held_by, publication.held_reason = now, cast.sun, "核对"
    publication.save()
    assert "按民法典列明八种" not in client.post("/status/", pair).content.decode()


def test_an_author_withdraws_from_the_look_up(client, address, now):
    answer = client.post(address, filled(now))
    page = client.get(answer["Location"]).content.decode()
    code = re.search(r'slip__no">([A-Z2-9]{4} [A-Z2-9]{4} [A-Z2-9]{4})<', page)[1]
    pair = {"number": Comment.objects.get().receipt_number, "code": code.lower().replace(" ", "")}
    assert 'value="withdraw"' in client.post("/status/", pair).content.decode()
    done = client.post("/status/", pair | {"act": "withdraw"})
    assert done.status_code == 200
    assert 'value="withdraw"' not in done.content.decode()
    assert Comment.objects.get().withdrawn_at is not None
    assert client.post("/status/", pair | {"act": "withdraw"}).status_code == 200


def test_an_author_corrects_and_the_earlier_words_stay_in_the_file(client, address, now):
    answer = client.post(address, filled(now))
    page = client.get(answer["Location"]).content.decode()
    code = re.search(r'slip__no">([A-Z2-9]{4} [A-Z2-9]{4} [A-Z2-9]{4})<', page)[1]
    first = Comment.objects.get()
    found = client.post("/status/", {"number": first.receipt_number, "code": code})
    again = re.search(r'href="([^"]+again=[^"]+)"', found.content.decode())[1]
    form_page = client.get(again).content.decode()
    assert BODY in form_page
    token = re.search(r'name="replaces" value="([^"]+)"', form_page)[1]
    refused = client.post(address, filled(now, replaces=token, captcha_text="no"))
    assert token in refused.content.decode()
    first.refresh_from_db()
    assert first.withdrawn_at is None
    assert client.post(address, filled(now, replaces=token, body="更正后的意见")).status_code == 303
    first.refresh_from_db()
    assert (first.withdrawn_at is not None, first.body) == (True, BODY)
    assert Comment.objects.counted().get().body == "更正后的意见"
    assert BODY not in client.get(again).content.decode()


@pytest.mark.parametrize("token", ["x", "1", "1:abc", "\x00", "W10:1abc:x"])
def test_a_forged_correction_replaces_nothing(client, address, now, token):
    client.post(address, filled(now))
    assert client.get(address, {"again": token}).status_code == 200
    answer = client.post(address, filled(now, replaces=token, contact="a@b.cn"))
    assert answer.status_code in {303, 400}
    assert not Comment.objects.exclude(withdrawn_at=None).exists()


def test_a_missing_key_of_encryption_is_told_and_keeps_the_words(client, address, now, settings):
    form = filled(now)
    settings.FIELD_KEYS = ""
    answer = client.post(address, form)
    assert answer.status_code == 503
    assert BODY in answer.content.decode()
    assert not Comment.objects.exists()


def test_a_database_out_of_reach_keeps_the_form_to_be_sent_again(client, address, now, monkeypatch):
    form = filled(now)

    def out_of_reach(**_arguments):
        raise OperationalError("terminating connection")

    with monkeypatch.context() as broken:
        broken.setattr(intake, "submit_comment", out_of_reach)
        answer = client.post(address, form)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    page = answer.content.decode()
    assert BODY in page
    again = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page)) | {"body": BODY}
    assert again["key"] == form["key"]
    assert client.post(address, again).status_code == 303


def out_of_reach(execute, sql, params, many, context):
    raise OperationalError("server closed the connection unexpectedly")


def test_no_database_at_all_still_keeps_the_form_and_answers_every_page(client, address, now):
    form = filled(now)
    with connection.execute_wrapper(out_of_reach):
        answer = client.post(address, form)
        reading = client.get(address)
    assert (answer.status_code, reading.status_code) == (503, 503)
    assert BODY in answer.content.decode()
    assert form["key"] in answer.content.decode()
    assert "请稍候再试" in reading.content.decode()
    assert client.post(address, form).status_code == 303


def test_no_name_or_contact_reaches_a_log_or_another_table(client, address, now, caplog):
    """Canaries in a comment that was accepted, refused, forged, looked up and withdrawn (G13)."""
    caplog.set_level("DEBUG")
    name, contact = "欧阳金丝雀", "13987650123"
    form = filled(now, name=name, contact=contact)
    client.post(address, form | {"captcha_text": "no"})
    client.post(address, filled(now, name=name, contact=contact))
    Client(enforce_csrf_checks=True).post(address, form)
    client.post("/status/", {"number": contact, "code": name})
    assert Comment.objects.count() == 1
    for model in apps.get_models():
        rows = json.dumps(list(model._default_manager.values()), default=str, ensure_ascii=False)
        assert name not in rows, model
        assert contact not in rows, model
    logged = "\n".join(record.getMessage() for record in caplog.records)
    assert name not in logged
    assert contact not in logged


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


def test_renewing_is_limited(client, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"captcha": (1, 600)}
    assert client.post("/captcha/renew/").status_code == 200
    refused = client.post("/captcha/renew/")
    assert refused.status_code == 429
    assert "Retry-After" in refused


def test_the_form_speaks_english_too(client, open_consultation):
    page = client.get(f"/en/consultations/{open_consultation.slug}/comment/").content.decode()
    assert "Your comment" in page
    assert 'lang="en"' in page


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
