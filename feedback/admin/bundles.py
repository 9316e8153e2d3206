"""What waits for a signature, in bundles that a head can get through."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.translation import gettext as _

from consultation.enums import ProvisionKind
from consultation.models import Consultation, Provision
from feedback.admin.filters import is_key
from feedback.enums import Outcome, WorkState
from feedback.models import GroupMember, Point, PointVersion
from feedback.querysets import PointQuerySet

WEIGHTY = 20
SAMPLE = 20
SEEN = (WorkState.IN_REVIEW.value, WorkState.APPROVED.value)


@dataclass(frozen=True)
class Bundle:
    """One way to take a part of what waits; `number` of its points."""

    kind: str
    value: str
    label: Any
    number: int
    outcome: str = ""

    def query(self, matter: int, seed: str = "") -> str:
        parts = {"matter": matter, "kind": self.kind, "value": self.value, "seed": seed}
        return urlencode({name: value for name, value in parts.items() if value})


@dataclass(frozen=True)
class Choice:
    """Matter, bundle and seed of the sample, as the address has them."""

    matter: int | None
    kind: str
    value: str
    seed: str

    @classmethod
    def of(cls, data: QueryDict, seed: str) -> "Choice":
        matter, value = data.get("matter", ""), data.get("value", "")
        kind = data.get("kind", "")
        return cls(
            int(matter) if is_key(matter) else None,
            kind if kind in TAKE else "",
            value if is_key(value) or value in Outcome.values else "",
            data.get("seed", "") if is_key(data.get("seed", "")) else seed,
        )

    @property
    def query(self) -> str:
        return Bundle(self.kind, self.value, "", 0).query(self.matter or 0, self.seed)

    def take(self, waiting: PointQuerySet) -> PointQuerySet:
        """The points of the bundle, weightiest first where that is what it is about."""
        if self.matter is not None:
            waiting = waiting.filter(consultation=self.matter)
        order = ("consultation", "outcome", "comment", "number")
        return TAKE[self.kind](waiting.order_by(*order), self)


def weighed(points: PointQuerySet) -> PointQuerySet:
    """With `weight`: the people behind a point; those of a confirmed group together behind what
    answers its common text, its author alone behind what a member says of its own.
    """
    together = (
        GroupMember.objects.standing()
        .filter(
            group__members__point=OuterRef("pk"),
            group__members__left_at=None,
            group__members__confirmed_at__isnull=False,
        )
        .exclude(confirmed_at=None)
        .order_by()
        .values("group")
        .annotate(people=Sum("comment__signatories"))
        .values("people")[:1]
    )
    return points.annotate(weight=Coalesce(Subquery(together), F("comment__signatories")))


def weightiest(points: PointQuerySet) -> PointQuerySet:
    heavy = F("weight").desc()
    declined = weighed(points.filter(outcome__in=Outcome.DECLINED))
    keys = declined.order_by(heavy, "comment__received_at", "pk").values_list("pk", flat=True)
    return weighed(points.filter(pk__in=list(keys[:WEIGHTY]))).order_by(heavy, "pk")


def changed(points: PointQuerySet) -> PointQuerySet:
    """Those that waited or were signed before and have other words now."""
    before = PointVersion.objects.filter(point=OuterRef("pk"), fields__state__in=SEEN)
    return points.filter(Exists(before))


def sample(points: PointQuerySet, seed: str) -> PointQuerySet:
    """Twenty drawn from all but the weightiest declined ones; the same for the same seed."""
    taken = set(weightiest(points).values_list("pk", flat=True))
    rest = sorted(set(points.order_by().values_list("pk", flat=True)) - taken)
    drawn = random.Random(seed).sample(rest, min(SAMPLE, len(rest)))  # noqa: S311 — no secret
    return points.filter(pk__in=drawn)


def on_article(points: PointQuerySet, value: str) -> PointQuerySet:
    article = int(value) if is_key(value) else 0
    named = Point.provisions.through._default_manager.filter(
        Q(provision=article) | Q(provision__parent=article)
    )
    return points.filter(pk__in=named.values("point"))


TAKE: dict[str, Callable[[PointQuerySet, Choice], PointQuerySet]] = {
    "": lambda points, _chosen: points,
    "outcome": lambda points, chosen: points.filter(outcome=chosen.value),
    "article": lambda points, chosen: on_article(points, chosen.value),
    "changed": lambda points, _chosen: changed(points),
    "declined": lambda points, _chosen: weightiest(points),
    "sample": lambda points, chosen: sample(points, chosen.seed),
}


def bundles(waiting: PointQuerySet, matter: Consultation) -> list[Bundle]:
    """The bundles of one matter that hold something."""
    points = waiting.filter(consultation=matter).order_by()
    by_outcome = dict(points.values_list("outcome").annotate(n=Count("pk")))
    declined = sum(by_outcome.get(one, 0) for one in Outcome.DECLINED)
    total = sum(by_outcome.values())
    found = [
        Bundle("changed", "", _("changed since you saw them"), changed(points).count()),
        Bundle("declined", "", _("the weightiest declined"), min(WEIGHTY, declined)),
        Bundle("sample", "", _("a random sample of the rest"),
               min(SAMPLE, total - min(WEIGHTY, declined))),
    ]  # fmt: skip
    found += [
        Bundle("outcome", one.value, one.label, by_outcome.get(one, 0), one.value)
        for one in Outcome
    ]
    article = Case(
        When(provisions__kind=ProvisionKind.ARTICLE, then="provisions"),
        default="provisions__parent",
    )
    named = points.filter(provisions__isnull=False).annotate(article=article)
    numbers = dict(named.values_list("article").annotate(n=Count("pk", distinct=True)))
    articles = Provision.objects.filter(pk__in=[pk for pk in numbers if pk]).in_order()
    found += [Bundle("article", str(one.pk), one.label, numbers[one.pk]) for one in articles]
    found += [Bundle("", "", _("all"), total)]
    return [one for one in found if one.number]
