"""The eight sections found by what they say, in whatever order the page has them.

Every unit of the page is given to one section so that the words speak for it most strongly as a
whole; a section is one stretch of the page; the order of the page's own tabs tips the balance.
"""

from dataclasses import dataclass, field

from cms.importing.header import SECTIONS, Header
from cms.importing.rows import Row
from cms.importing.units import Unit, units_of

SWITCH, IN_ORDER, OUT_OF_ORDER, PER_SKIPPED = -1.2, 0.6, -0.6, -0.15
GAP, RESTART, AFTER_END, HEADLESS, MARKED = 0.6, -1.0, -1.5, -2.0, 30.0
_BEAM = 120


@dataclass(frozen=True)
class _State:
    """One way to divide what has been read so far."""

    score: float
    current: str
    used: frozenset[str]
    before: "_State | None" = None

    @property
    def path(self) -> list[str]:
        keys: list[str] = []
        state: _State | None = self
        while state and state.current:
            keys.append(state.current)
            state = state.before
        return keys[::-1]


@dataclass
class Divided:
    """Rows by section key; rows of tabs we do not know by the tab's name in `unknown`.

    `score` is how strongly the words speak for this division; plain prose speaks for none.
    """

    sections: dict[str, list[Row]] = field(default_factory=dict)
    unknown: dict[str, list[Row]] = field(default_factory=dict)
    score: float = 0.0


def divide(rows: list[Row], header: Header) -> Divided:
    """Give every row to a section, or to an unknown tab that the page lists."""
    order = _order(header)
    units = units_of(rows, {name: key or name for name, key in header.tabs})
    best = _best(units, order, header.unknown_tabs)
    divided = Divided(score=best.score)
    for unit, key in zip(units, best.path, strict=True):
        home = divided.sections if key in SECTIONS else divided.unknown
        home.setdefault(key, []).extend(unit.rows)
    return divided


def _order(header: Header) -> dict[str, int]:
    """The rank of each section: by the page's tabs, those missing there after them."""
    names = [key or name for name, key in header.tabs] if header.tabs else []
    names += [key for key in SECTIONS if key not in names]
    return {name: rank for rank, name in enumerate(dict.fromkeys(names))}


def _best(units: list[Unit], order: dict[str, int], unknown: list[str]) -> _State:
    states = [_State(0.0, "", frozenset())]
    for unit in units:
        grown: dict[tuple[str, frozenset[str]], _State] = {}
        for state in states:
            for key in order:
                if key != state.current and (key in state.used or not _may_open(unit, state)):
                    continue
                score = state.score + _weight(unit, key, unknown) + _move(state, key, unit, order)
                used = state.used | {key}
                best = grown.get((key, used))
                if best is None or score > best.score:
                    grown[key, used] = _State(score, key, used, state)
        states = sorted(grown.values(), key=lambda s: -s.score)[:_BEAM]
    return states[0]


def _may_open(unit: Unit, state: _State) -> bool:
    return unit.may_open or unit.marker is not None or not state.current


def _weight(unit: Unit, key: str, unknown: list[str]) -> float:
    if unit.marker:
        return MARKED if unit.marker == key else -MARKED
    if key in unknown:
        words = "".join(row.text for row in unit.rows)
        pairs = {key[i : i + 2] for i in range(len(key) - 1)} - {
            "情况",
            "介绍",
            "相关",
            "内容",
            "公开",
        }
        return -0.4 + min(4.0, 2.0 * sum(pair in words for pair in pairs))
    return unit.scores.get(key, 0.0)


def _move(state: _State, key: str, unit: Unit, order: dict[str, int]) -> float:
    if key == state.current:
        return RESTART * unit.restarts + AFTER_END * unit.follows_end
    gap = GAP if unit.after_gap else 0.0
    if not state.current and key == "decision" and not unit.heads_decision:
        return HEADLESS
    if not state.current:
        return min(0.0, PER_SKIPPED * order[key]) if order[key] < 8 else PER_SKIPPED
    if key == "decision" and not unit.heads_decision:
        gap += HEADLESS
    ahead = order[key] - order[state.current]
    if ahead < 0:
        return SWITCH + OUT_OF_ORDER + gap
    return SWITCH + IN_ORDER + PER_SKIPPED * min(ahead - 1, 3) + gap
