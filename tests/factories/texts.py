"""Legal texts as blocks."""

from uuid import uuid4

from consultation.enums import ProvisionKind
from consultation.text import ProvisionInput


def make_blocks(*labels: str) -> list[ProvisionInput]:
    """One article per label, with a sentence each."""
    return [
        ProvisionInput(
            uid=uuid4(), kind=ProvisionKind.ARTICLE, label=label, text=f"{label}的内容。",
            source_text=f"{label} {label}的内容。",
        )
        for label in labels
    ]  # fmt: skip
