"""Forms as a browser sends them, and the draft that they cite."""

from datetime import timedelta
from uuid import uuid4

from django.core import signing

from consultation.enums import ProvisionKind, TextKind
from consultation.text import ProvisionInput, freeze
from feedback.carried import OPENED
from tests.factories.comments import BODY, solved


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
