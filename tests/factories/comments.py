"""Forms filled by citizens, with a solved captcha in the database."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from captcha.models import CaptchaStore

from consultation.models import Consultation
from feedback import captcha
from feedback.intake import Submission

ORIGIN = "0" * 32
BODY = "第四条允许投靠近亲属落户，但没有写明近亲属的范围，建议在条文里列明。"


def solved(at: datetime) -> tuple[str, str]:
    """Key and right answer of a new captcha."""
    issued = captcha.issue(captcha.Kind.PICTURE, at)
    return issued.key, CaptchaStore.objects.get(hashkey=issued.key).response


def make_submission(consultation: Consultation, at: datetime, **fields: Any) -> Submission:
    """A form that would be accepted at `at`."""
    if "captcha_key" not in fields:
        fields["captcha_key"], answer = solved(at - timedelta(minutes=1))
        fields.setdefault("captcha_answer", answer)
    defaults: dict[str, Any] = {
        "key": uuid4(),
        "consultation_id": consultation.pk,
        "name": "王秀兰",
        "contact": "13800138000",
        "title": "请写明近亲属的范围",
        "body": BODY,
    }
    return Submission(**(defaults | fields))
