"""Comments by the thousand, as the doors would have written them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, partial
from itertools import count
from typing import Any
from uuid import UUID

from django.db.models import Max, Model
from django.utils import timezone

from cms.demo import bulk, phrases
from cms.demo.campaigns import Copy
from cms.demo.lives import Matter
from cms.demo.reading import DemoComment
from consultation.enums import Channel
from consultation.models import AuditEvent, CommentPeriod, Provision
from feedback import people, receipts, recording
from feedback.enums import Remark, Stance, Visibility
from feedback.models import Comment, Point, QueueChange, Referral, Respondent
from feedback.privacy import contacts, detection
from feedback.privacy.crypto import contact_hash, encrypt

CHANNELS = ((Channel.WEB, 88), (Channel.EMAIL, 4), (Channel.LETTER, 4), (Channel.PHONE, 2),
            (Channel.VISIT, 1), (Channel.HOTLINE, 1))  # fmt: skip
AGAIN, ANONYMOUS, TELLS, TAKEN_BACK, LATE, SHOWN = 0.08, 0.1, 0.01, 0.003, 0.05, 0.4
"""Shares: who writes again; letters without contact; texts that hold a contact; comments that are
withdrawn; entries that came late; authors who let others read them."""


@dataclass
class Numbers:
    """The next keys of all rows that are written, and of the common register."""

    comment: "count[int]" = field(default_factory=partial(bulk.numbers, Comment))
    point: "count[int]" = field(default_factory=partial(bulk.numbers, Point))
    referral: "count[int]" = field(default_factory=partial(bulk.numbers, Referral))
    register: "count[int]" = field(default_factory=lambda: count(last_registered() + 1))


def last_registered() -> int:
    return Comment.objects.aggregate(last=Max("register_number"))["last"] or 0


@dataclass
class Said:
    """A comment with the rows around it, and the demo comment whose sense it has, if any."""

    comment: Comment
    core: DemoComment | None
    rows: list[Model]


@dataclass
class Crowd:
    """The people of one matter. `ordinals` gives the ordinal of a contact's hash."""

    matter: Matter
    chance: random.Random
    numbers: Numbers
    articles: Sequence[Provision]
    period: CommentPeriod
    ordinals: dict[str, int] = field(default_factory=dict)
    persons: int = 0
    known: list[str] = field(default_factory=list)

    def speak(self, size: int, copies: Sequence[Copy]) -> Iterator[Said]:
        """`size` comments over the time that has passed, `copies` among them."""
        period = self.period
        until = min(period.closes_at, self.matter.now) - timedelta(minutes=20)
        moments = sorted(self.chance.random() for _one in range(size))
        campaign = dict(zip(sorted(self.chance.sample(range(size), len(copies))), copies,
                            strict=True))  # fmt: skip
        for place, moment in enumerate(moments):
            at = period.opens_at + (until - period.opens_at) * moment
            yield self.say(at, campaign.get(place))

    def say(self, at: datetime, copy: Copy | None) -> Said:
        chance, consultation = self.chance, self.matter.consultation
        core = None if copy else chance.choice(self.matter.content["comments"])
        channel = Channel.WEB if copy else chance.choices(*zip(*CHANNELS, strict=True))[0]
        comment = Comment(
            pk=next(self.numbers.comment),
            consultation=consultation,
            period=self.period,
            channel=channel,
            received_at=at,
            title=copy.title if copy else core.title if core else "",
            body=copy.body if copy else phrases.body(chance, core.text if core else ""),
            stance=core.stance if core else Stance.CHANGE,
            organisation=phrases.one(chance, "organisations") if chance.random() < 0.02 else "",
            register_number=next(self.numbers.register),
        )
        told = core is not None and tells(core.text)
        if chance.random() < TELLS:
            comment.body += phrases.one(chance, "contacts")
            told = True
        if channel != Channel.WEB:
            self.enter(comment)
        elif chance.random() < TAKEN_BACK:
            comment.withdrawn_at = at + timedelta(minutes=15)
        self.show(comment, told)
        return Said(comment, core, self.around(comment, core, told))

    def enter(self, comment: Comment) -> None:
        """The clerk enters what came by another way; a little of it came late."""
        comment.entered_by = self.matter.clerk
        comment.entered_at = min(comment.received_at + timedelta(hours=20), self.matter.now)
        if comment.channel == Channel.LETTER:
            comment.written_on = timezone.localdate(comment.received_at) - timedelta(days=2)
            comment.signatories = self.chance.choice((1, 1, 1, 1, 2, 6, 31))
        if self.matter.content["stage"] != "open" and self.chance.random() < LATE:
            late = self.matter.day(self.matter.content["closes"] + 1, hour=12)
            comment.received_at = comment.entered_at = late
            comment.is_late = True

    def show(self, comment: Comment, told: bool) -> None:
        """Who lets others read it; a person of the department has checked all but the newest."""
        agrees = self.chance.random() < SHOWN
        comment.consents_to_text = agrees
        comment.consents_to_name = agrees and self.chance.random() < 0.3
        if not agrees or comment.withdrawn_at or not comment.consultation.shows_comments:
            return
        comment.visibility = Visibility.PENDING
        if not told and comment.received_at < self.matter.now - timedelta(days=2):
            comment.visibility = Visibility.PUBLISHED
            comment.masked_title, comment.masked_body = comment.title, comment.body
            comment.confirmed_by = self.matter.clerk
            comment.confirmed_at = comment.received_at + timedelta(days=1)

    def around(self, comment: Comment, core: DemoComment | None, told: bool) -> list[Model]:
        """Receipt and person on the comment; the rows that stand beside it."""
        chance = self.chance
        drawn = "".join(chance.choices(receipts.ALPHABET, k=receipts.NUMBER_LENGTH))
        year = timezone.localtime(comment.received_at).year
        comment.receipt_number = f"{year}-{drawn[:5]}-{drawn[5:]}"
        key = UUID(int=chance.getrandbits(128), version=4)
        comment.query_code_hash = receipts.hash_code(comment.receipt_number, receipts.code_of(key))
        rows: list[Model] = [
            self.respondent(comment),
            QueueChange(
                consultation_id=comment.consultation_id, comment_id=comment.pk,
                noted_at=comment.received_at,
            ),
        ]  # fmt: skip
        chosen = (
            {number for number in core.articles if number <= len(self.articles)} if core else ()
        )
        through = Comment.provisions.through
        rows += [
            through(comment_id=comment.pk, provision_id=self.articles[number - 1].pk)
            for number in chosen
        ]
        rows += recording.findings_in(comment) if told else []
        rows.append(
            event(
                comment, "comment.received", comment.entered_by,
                comment.entered_at or comment.received_at,
                channel=comment.channel, digest=recording.digest_of(comment),
            )
        )  # fmt: skip
        return rows

    def respondent(self, comment: Comment) -> Respondent:
        chance = self.chance
        contact = phrases.contact(chance)
        if self.known and chance.random() < AGAIN:
            contact = chance.choice(self.known)
        elif len(self.known) < 5_000:
            self.known.append(contact)
        if comment.channel != Channel.WEB and chance.random() < ANONYMOUS:
            contact, comment.flags = "", [Remark.NO_CONTACT.value]
        normal = contacts.parse(contact).normal if contact else ""
        hashed = contact_hash(comment.consultation_id, normal)
        ordinal = self.ordinals.get(hashed) if hashed else None
        if ordinal is None:
            self.persons = ordinal = self.persons + 1
            if hashed:
                self.ordinals[hashed] = ordinal
        comment.person = ordinal
        return Respondent(
            comment_id=comment.pk,
            consultation_id=comment.consultation_id,
            name_cipher=encrypt(phrases.name(chance), people.place(comment, "name")),
            contact_cipher=encrypt(contact, people.place(comment, "contact")),
            contact_hash=hashed,
        )


@cache
def tells(text: str) -> bool:
    """Whether a text of the demo holds personal data."""
    return bool(detection.find(text))


def event(subject: Any, verb: str, by: Any, at: datetime, **detail: Any) -> AuditEvent:
    """An audit event not yet written; `subject` is a comment or a point."""
    comment = subject if isinstance(subject, Comment) else subject.comment
    return AuditEvent(
        at=at, by=by, verb=verb, consultation_id=comment.consultation_id,
        subject_type=subject._meta.label_lower, subject_id=str(subject.pk), detail=detail,
    )  # fmt: skip
