"""Receipt and look-up: words of state for who holds number and code, nothing for others."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultation.enums import Section
from consultation.models import SectionPublication
from feedback import receipt_views
from feedback.intake import submit_comment
from feedback.models import Comment, Report, ReportEntry
from tests.factories.comments import BODY, ORIGIN, make_submission
from tests.factories.feedback import make_point, sign
from tests.factories.forms import filled

pytestmark = pytest.mark.django_db


def test_another_browser_sees_no_code(client, address, now):
    answer = client.post(address, filled(now))
    other = Client().get(answer["Location"])
    assert other.status_code == 200
    assert "slip__no" not in other.content.decode()
    assert Client().get(answer["Location"] + "text/").status_code == 403


def test_a_look_up_in_another_encoding_is_refused(client):
    body = b'--b\r\nContent-Disposition: form-data; name="number"\r\n\r\n+2AA-\r\n--b--\r\n'
    kind = "multipart/form-data; boundary=b; charset=utf-7"
    assert client.generic("POST", "/status/", body, content_type=kind).status_code == 400


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
