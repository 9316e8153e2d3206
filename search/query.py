"""What a person asked for: words as typed, and conditions from fixed lists."""

from collections.abc import Collection
from dataclasses import dataclass, field

from consultation.terms import Term, terms_of


@dataclass(frozen=True)
class Query:
    """Words and conditions; an empty condition lets everything through. `consultations` narrows
    to these, None does not narrow; it carries what only the database knows, such as a stage.
    """

    words: str
    kind: str = ""
    department: int | None = None
    year: int | None = None
    consultations: Collection[int] | None = None
    newest_first: bool = False
    offset: int = 0
    limit: int = 20
    terms: tuple[Term, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "terms", terms_of(self.words))
