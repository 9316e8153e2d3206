"""From draft to decision: which article became which, word for word, and because of whom."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from diff_match_patch import diff_match_patch

from consultation.enums import ProvisionKind, Relation
from consultation.models import Consultation, Provision, ProvisionLink
from feedback.models import Point


@dataclass(frozen=True)
class Span:
    """A run of text; `change` is "" for kept words, "ins" or "del"."""

    text: str
    change: str


@dataclass(frozen=True)
class Pair:
    """What one provision of the decision came from; `target` is None for what was removed.

    Spans mark the words of both sides; where less than a third was kept, `is_rewritten` and
    nothing is marked.
    """

    links: list[ProvisionLink]
    before: list[Span]
    after: list[Span]
    points: list[Point]
    is_rewritten: bool

    @property
    def target(self) -> Provision | None:
        return self.links[0].target

    @property
    def origins(self) -> list[Provision]:
        return [link.origin for link in self.links if link.origin]

    @property
    def head(self) -> Provision:
        return self.target or self.origins[0]

    @property
    def relations(self) -> list[Relation]:
        return list(dict.fromkeys(Relation(link.relation) for link in self.links))

    @property
    def sources(self) -> list[str]:
        return list(dict.fromkeys(str(r.get_source_display()) for r in self.links if r.source))

    @property
    def reasons(self) -> list[str]:
        return list(dict.fromkeys(link.reason for link in self.links if link.reason))

    @property
    def is_changed(self) -> bool:
        is_kept = self.relations in ([Relation.UNCHANGED], [Relation.MOVED])
        return not is_kept or any(span.change for span in [*self.before, *self.after])


@dataclass(frozen=True)
class Overview:
    """How many articles of the draft went which way."""

    rows: list[tuple[Relation, int, str]]
    articles_before: int
    articles_after: int
    points: int


def links_of(consultation: Consultation) -> list[ProvisionLink]:
    """Confirmed links in the order of the decision, removals after the last; one query."""
    rows = consultation.links.filter(confirmed_at__isnull=False).select_related("origin", "target")
    return sorted(
        rows,
        key=lambda row: (
            row.target.position if row.target else 10**6,
            row.origin.position if row.origin else 0,
        ),
    )


def pairs(links: list[ProvisionLink], shaped: dict[int, list[Point]]) -> list[Pair]:
    """Links by what they became, each with its words; one query."""
    grouped: dict[int, list[ProvisionLink]] = defaultdict(list)
    for link in links:
        grouped[link.target_id or -link.pk].append(link)
    whole = texts(row for link in links for row in (link.origin, link.target) if row)
    found = []
    for group in grouped.values():
        before = "\n".join(whole[link.origin_id] for link in group if link.origin_id)
        after = whole.get(group[0].target_id or 0, "")
        points = shaped.get(group[0].target_id or 0, [])
        old, new, is_rewritten = words(before, after)
        found.append(Pair(group, old, new, points, is_rewritten))
    return found


def texts(rows: Iterable[Provision]) -> dict[int, str]:
    """Each provision's words with those of what stands below it, one query."""
    chosen = {row.pk: row for row in rows}
    lines = {pk: [own_words(row)] for pk, row in chosen.items()}
    below = Provision.objects.filter(parent__in=chosen).order_by("position")
    for child in below:
        lines[child.parent_id or 0].append(own_words(child))
    return {pk: "\n".join(filter(None, found)) for pk, found in lines.items()}


def own_words(row: Provision) -> str:
    heading = f"{row.heading}。" if row.heading and row.text else row.heading
    return f"{heading}{row.text}"


@lru_cache(maxsize=1024)
def words(before: str, after: str) -> tuple[list[Span], list[Span], bool]:
    """The two sides of a change, cleaned up to pieces that a person would mark.

    Frozen texts never change, so each pair is compared once in the life of a process.
    """
    engine = diff_match_patch()
    engine.Diff_Timeout = 1.0
    diffs = engine.diff_main(before, after, False)
    engine.diff_cleanupSemantic(diffs)
    kept = sum(len(text) for sign, text in diffs if sign == 0)
    if before and after and kept * 3 < max(len(before), len(after)):
        return [Span(before, "")], [Span(after, "")], True
    old = [Span(text, "del" if sign < 0 else "") for sign, text in diffs if sign <= 0]
    new = [Span(text, "ins" if sign > 0 else "") for sign, text in diffs if sign >= 0]
    return old, new, False


def points_by_provision(consultation: Consultation) -> dict[int, list[Point]]:
    """Points that shaped each provision of the decision, by its primary key; one query."""
    through = Point.traces.through.objects.filter(
        point__comment__consultation=consultation, point__removed_at=None
    ).select_related("point")
    found: dict[int, list[Point]] = defaultdict(list)
    for row in through.order_by("point"):
        found[row.provision_id].append(row.point)
    return dict(found)


def overview(links: list[ProvisionLink], shaped: dict[int, list[Point]]) -> Overview:
    labels: dict[Relation, list[str]] = defaultdict(list)
    counted: Counter[Relation] = Counter()
    for link in links:
        relation = Relation(link.relation)
        end = link.origin or link.target
        if end and end.label not in labels[relation]:
            labels[relation].append(end.label)
            counted[relation] += 1
    rows = [(r, counted[r], in_line(labels[r])) for r in Relation if counted[r]]
    return Overview(
        rows=rows,
        articles_before=articles(link.origin for link in links),
        articles_after=articles(link.target for link in links),
        points=sum(len(points) for points in shaped.values()),
    )


def in_line(labels: list[str]) -> str:
    """（一）（二） need no mark between them, 第一条、第二条 do."""
    return "".join(labels) if labels[0].endswith("）") else "、".join(labels)


def articles(ends: Iterable[Provision | None]) -> int:
    """How many articles stand at these ends; every article of either text has a link."""
    return len({end.pk for end in ends if end and end.kind == ProvisionKind.ARTICLE})
