"""The one door: what is accepted once, what is refused, and that nothing is half done (R12–R35)."""

import json
import unicodedata
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from captcha.models import CaptchaStore

from consultation.enums import Section
from consultation.models import (
    AuditEvent,
    CommentPeriod,
    OutboxMessage,
    SectionPublication,
    Suspension,
)  # fmt: skip
from feedback import intake, numbering, receipts
from feedback.intake import Reason, Receipt, Refusal, submit_comment
from feedback.models import Comment, Finding, IntakeKey, RateWindow, Respondent
from feedback.privacy.crypto import UnableToEncrypt
from tests.factories.comments import ORIGIN, make_submission, solved

pytestmark = pytest.mark.django_db


def submit(submission, at, origin=ORIGIN):
    return submit_comment(submission=submission, origin=origin, at=at)


def test_an_accepted_comment_is_whole(open_consultation, now):
    submission = make_submission(open_consultation, now, flags=("fast",))
    receipt = submit(submission, now)
    assert isinstance(receipt, Receipt)
    comment = Comment.objects.get()
    assert comment.receipt_number == receipt.number
    assert comment.period == open_consultation.current_period
    assert comment.flags == ["fast"]
    assert receipts.is_code(receipt.number, receipt.code.lower(), comment.query_code_hash)
    assert receipt.code.replace(" ", "") not in comment.query_code_hash
    assert OutboxMessage.objects.get(topic="intake.settle").payload == {"comment": comment.pk}
    assert AuditEvent.objects.get().verb == "comment.received"
    assert IntakeKey.objects.get().comment == comment
    assert not CaptchaStore.objects.exists()


def test_nothing_personal_is_stored_in_the_clear(open_consultation, now):
    name, contact = "欧阳金丝雀", "13912345678"
    submit(make_submission(open_consultation, now, name=name, contact=contact), now)
    for model in (Comment, Respondent, IntakeKey, OutboxMessage, AuditEvent, RateWindow):
        stored = json.dumps(list(model.objects.values()), default=str, ensure_ascii=False)
        assert name not in stored
        assert contact not in stored


@pytest.mark.parametrize("offset", [timedelta(microseconds=-1), timedelta(milliseconds=-1)])
def test_the_last_instant_is_open(open_consultation, offset):
    at = open_consultation.current_period.closes_at + offset
    assert isinstance(submit(make_submission(open_consultation, at), at), Receipt)


@pytest.mark.parametrize("offset", [timedelta(0), timedelta(microseconds=1), timedelta(days=1)])
def test_closed_is_closed_from_its_first_instant(open_consultation, offset):
    at = open_consultation.current_period.closes_at + offset
    refusal = submit(make_submission(open_consultation, at), at)
    assert isinstance(refusal, Refusal)
    assert refusal.reason == Reason.CLOSED
    assert not Comment.objects.exists()
    assert not IntakeKey.objects.exists()


def test_not_yet_open_withdrawn_suspended_and_held_back_are_closed(open_consultation, cast, now):
    early = open_consultation.current_period.opens_at - timedelta(microseconds=1)
    assert submit(make_submission(open_consultation, early), early).reason == Reason.CLOSED
    held = SectionPublication.objects.create(
        consultation=open_consultation, section=Section.COMMENT, published_at=now,
        published_by=cast.min, held_at=now, held_by=cast.sun, held_reason="核对",
    )  # fmt: skip
    assert submit(make_submission(open_consultation, now), now).reason == Reason.CLOSED
    held.delete()
    Suspension.objects.create(
        consultation=open_consultation, reason="核对附件", suspended_at=now, suspended_by=cast.min
    )
    assert submit(make_submission(open_consultation, now), now).reason == Reason.CLOSED


def test_a_wrong_captcha_is_spent_and_the_key_is_free(open_consultation, now):
    wrong = make_submission(open_consultation, now, captcha_answer="9999")
    assert submit(wrong, now).reason == Reason.CAPTCHA
    assert not CaptchaStore.objects.exists()
    key, answer = solved(now)
    again = replace(wrong, captcha_key=key, captcha_answer=answer)
    assert isinstance(submit(again, now), Receipt)


@pytest.mark.parametrize(
    "answer", ["", " ", "9999", "' OR 1=1 --", "a" * 33, "x" * 100_000, "\x00", "四个字符", "%s%s"]
)
def test_wrong_answers_are_wrong(open_consultation, now, answer):
    submission = make_submission(open_consultation, now, captcha_answer=answer)
    assert submit(submission, now).reason == Reason.CAPTCHA


@pytest.mark.parametrize("key", ["", "x", "0" * 40, "k" * 4096, "' OR 1=1", "\x00", "0" * 39 + "٣"])
def test_unknown_captchas_are_wrong(open_consultation, now, key):
    submission = make_submission(open_consultation, now, captcha_key=key, captcha_answer="a")
    assert submit(submission, now).reason == Reason.CAPTCHA


def test_a_full_width_answer_in_any_case_is_right(open_consultation, now):
    key, answer = solved(now)
    wide = " ".join(chr(ord(character) + 0xFEE0) for character in answer.upper())
    submission = make_submission(open_consultation, now, captcha_key=key, captcha_answer=wide)
    assert isinstance(submit(submission, now), Receipt)


def test_an_expired_captcha_is_wrong(open_consultation, now):
    key, answer = solved(now - timedelta(minutes=61))
    submission = make_submission(open_consultation, now, captcha_key=key, captcha_answer=answer)
    assert submit(submission, now).reason == Reason.CAPTCHA


def test_the_same_form_gets_the_same_receipt(open_consultation, now):
    submission = make_submission(open_consultation, now)
    first = submit(submission, now)
    assert submit(submission, now + timedelta(minutes=5)) == first
    late = open_consultation.current_period.closes_at + timedelta(days=1)
    assert submit(submission, late) == first
    assert Comment.objects.count() == 1


def test_the_same_key_with_other_words_shows_the_first_receipt(
    open_consultation, closed_consultation, now
):
    submission = make_submission(open_consultation, now)
    first = submit(submission, now)
    for other in (
        replace(submission, body="完全不同的一条意见"),
        replace(submission, consultation_id=closed_consultation.pk),
    ):
        refusal = submit(other, now)
        assert refusal.reason == Reason.KEY_USED
        assert refusal.number == first.number
    assert Comment.objects.count() == 1


def test_too_many_tries_are_told_when_to_come_back(open_consultation, now, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"comment": (3, 600)}
    for _try in range(3):
        submit(make_submission(open_consultation, now, captcha_answer="no"), now)
    refusal = submit(make_submission(open_consultation, now), now)
    assert refusal.reason == Reason.TOO_MANY
    assert 0 < refusal.retry_after <= 600
    other = submit(make_submission(open_consultation, now), now, origin="1" * 32)
    assert isinstance(other, Receipt)
    later = submit(make_submission(open_consultation, now), now + timedelta(minutes=10))
    assert isinstance(later, Receipt)


def test_a_contact_used_too_often_is_flagged_and_locks_nobody_out(open_consultation, now, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"contact": (2, 86400)}
    for number in range(3):
        submit(make_submission(open_consultation, now), now, origin=f"{number:032}")
    flags = Comment.objects.order_by("pk").values_list("flags", flat=True)
    assert list(flags) == [[], [], ["repeated"]]


def test_without_a_key_nothing_is_written(open_consultation, now, settings):
    submission = make_submission(open_consultation, now)
    settings.FIELD_KEYS = ""
    with pytest.raises(UnableToEncrypt):
        submit(submission, now)
    assert not Comment.objects.exists()


def test_personal_data_in_the_words_is_found_and_nothing_shown(open_consultation, now):
    body = "我邻居的电话是13800138000，身份证11010519491231002X，卡号6222 0210 0112 3456 789。"
    receipt = submit(make_submission(open_consultation, now, body=body), now)
    kinds = set(Finding.objects.filter(comment=receipt.comment_id).values_list("kind", flat=True))
    assert kinds == {"mobile", "identity", "bank_card"}


def test_the_drainer_numbers_comments_and_people(open_consultation, now):
    same = [
        submit(make_submission(open_consultation, now, contact=contact), now).comment_id
        for contact in ("13800138000", "+86 138-0013-8000", "", "", "13900139000")
    ]
    for comment in [same[4], *same]:
        numbering.settle(at=now, comment=comment)
    rows = Comment.objects.order_by("pk").values_list("register_number", "person")
    assert list(rows) == [(1, 1), (2, 1), (3, 2), (4, 3), (5, 4)]


def test_an_author_withdraws_until_closing(open_consultation, now):
    receipt = submit(make_submission(open_consultation, now), now)
    comment = Comment.objects.get(pk=receipt.comment_id)
    closes_at = open_consultation.current_period.closes_at
    with pytest.raises(intake.UnableToWithdraw):
        intake.withdraw_comment(comment=comment, at=closes_at)
    intake.withdraw_comment(comment=comment, at=now)
    with pytest.raises(intake.UnableToWithdraw):
        intake.withdraw_comment(comment=comment, at=now)
    assert not Comment.objects.counted().exists()


def test_an_extension_reopens_nothing_but_keeps_open(open_consultation, now):
    CommentPeriod.objects.update(closes_at=now + timedelta(days=60))
    at = now + timedelta(days=45)
    assert isinstance(submit(make_submission(open_consultation, at, key=uuid4()), at), Receipt)


def test_old_windows_and_captchas_are_forgotten(open_consultation, now):
    submit(make_submission(open_consultation, now), now)
    solved(now)
    intake.forget(at=now + timedelta(days=3))
    assert not RateWindow.objects.exists()
    assert not CaptchaStore.objects.exists()


def test_a_long_decomposed_organisation_is_kept_as_typed(open_consultation, now):
    """Length is counted after NFC; one such character may be stored as three code points."""
    name = unicodedata.normalize("NFD", "ế" * 120)
    submission = make_submission(open_consultation, now, organisation=name)
    receipt = submit_comment(submission=submission, origin=ORIGIN, at=now)
    assert Comment.objects.get(pk=receipt.comment_id).organisation == name
