"""Comments, points and what became of them; written as facts or moved through the verbs."""

from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from consultation.enums import Channel
from consultation.models import Consultation, Provision, TextVersion
from feedback import responses, triage
from feedback.models import Comment, Point, Respondent
from tests.factories.process import LONG_AGO

serial = count(1)


def make_comment(
    consultation: Consultation, *, contact: str = "", received_at: Any = None, **fields: Any
) -> Comment:
    """A comment received an hour after its period opened; `contact` stands for its hash."""
    number = next(serial)
    period = consultation.current_period
    if received_at is None:
        received_at = period.opens_at + timedelta(hours=1) if period else LONG_AGO
    fields.setdefault("channel", Channel.WEB)
    comment = Comment.objects.create(
        consultation=consultation,
        period=period,
        receipt_number=f"R{number:08}",
        received_at=received_at,
        title=fields.pop("title", f"意见{number}"),
        body=fields.pop("body", "租房六年，请写明需要哪些材料。另请公布实施细则。"),
        **fields,
    )
    if contact:
        Respondent.objects.create(comment=comment, contact_hash=contact)
    return comment


def make_point(comment: Comment, *, by: Any, at: Any, text: str = "", **fields: Any) -> Point:
    return triage.add_point(
        comment=comment, text=text or f"要点{next(serial)}", by=by, at=at, **fields
    )


def decide(point: Point, outcome: str, *, by: Any, at: Any, reason: str = "") -> Point:
    (point,) = responses.decide(
        points={point.pk: point.version},
        outcome=outcome,
        reason=reason or "学位按常住人口配置，现有条件还不够。",
        by=by,
        at=at,
    )
    return point


def submit(point: Point, *, by: Any, at: Any) -> Point:
    (point,) = responses.submit(points={point.pk: point.version}, by=by, at=at)
    return point


def sign(point: Point, outcome: str, *, by: Any, signer: Any, at: Any, reason: str = "") -> Point:
    """Decided and submitted by one person, signed by another."""
    point = submit(decide(point, outcome, by=by, at=at, reason=reason), by=by, at=at)
    (point,) = responses.approve(points={point.pk: point.version}, by=signer, at=at)
    return point


def make_text(
    consultation: Consultation, *, kind: str, by: Any, articles: int = 3, number: int = 1,
    like: TextVersion | None = None,
) -> TextVersion:  # fmt: skip
    """A frozen text of articles （一）, （二） … each with one item; with the ids of `like`."""
    known = {one.anchor: one.uid for one in like.provisions.all()} if like else {}
    version = TextVersion.objects.create(
        consultation=consultation, kind=kind, number=number, title="文本", digest="0" * 64,
        frozen_at=LONG_AGO, frozen_by=by,
    )  # fmt: skip
    prefix = "p" if kind == "draft" else "d"
    numerals = "一二三四五六七八九"
    for number in range(1, articles + 1):
        article = Provision.objects.create(
            version=version, uid=known.get(f"{prefix}{number}", uuid4()), kind="article",
            position=number * 2,
            label=f"（{numerals[number - 1]}）", anchor=f"{prefix}{number}", text="正文",
        )  # fmt: skip
        Provision.objects.create(
            version=version, uid=known.get(f"{prefix}{number}-1", uuid4()), parent=article,
            kind="item", position=number * 2 + 1,
            label="1.", anchor=f"{prefix}{number}-1", text="正文",
        )  # fmt: skip
    return version
