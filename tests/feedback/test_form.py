"""The form over HTTP: from words to a receipt; a refusal keeps every word and says what to do."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from consultation.models import CommentPeriod, Suspension
from feedback.forms import CommentForm
from feedback.models import Comment
from tests.factories.comments import BODY
from tests.factories.forms import draft_of, filled
from tests.factories.process import make_consultation

pytestmark = pytest.mark.django_db


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


def test_the_whole_draft_instead_of_an_article(client, address, article, now):
    form = filled(now, articles=str(article.pk), act="whole")
    page = client.post(address, form).content.decode()
    assert "chosen-provision" not in page
    assert BODY in page


def test_an_article_of_the_version_that_was_shown_stays_good(
    client, address, article, open_consultation, cast, now
):
    draft_of(open_consultation, cast, now + timedelta(minutes=1))
    assert client.post(address, filled(now, articles=str(article.pk))).status_code == 303
    assert Comment.objects.get().provisions.get() == article


def test_a_child_needs_a_guardian(client, address, now):
    form = filled(now, is_minor="on", guardian_agrees="on")
    assert client.post(address, form).status_code == 303
    assert Comment.objects.get().flags == ["minor"]


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


def test_the_form_speaks_english_too(client, open_consultation):
    page = client.get(f"/en/consultations/{open_consultation.slug}/comment/").content.decode()
    assert "Your comment" in page
    assert 'lang="en"' in page


def test_whoever_asks_to_be_told_gives_an_address_of_mail(client, address, now):
    form = filled(now, tell_result="on", contact="13800138000")
    answer = client.post(address, form)
    page = answer.content.decode()
    assert (answer.status_code, Comment.objects.count()) == (400, 0)
    assert 'name="tell_result" checked' in page
    assert form["body"] in page
    answer = client.post(address, filled(now, tell_result="on", contact="a@example.com"))
    assert answer.status_code == 303
    assert Comment.objects.get().wants_result


def test_what_one_form_asks_changes_no_other(open_consultation):
    wanting = CommentForm({}, consultation=open_consultation)
    open_consultation.is_contact_optional = True
    sparing = CommentForm({}, consultation=open_consultation)
    assert "contact" in wanting.errors
    assert "contact" not in sparing.errors
    assert CommentForm.base_fields["articles"].consultation is None
