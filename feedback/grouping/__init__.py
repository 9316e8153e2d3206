"""Which comments say the same, and what each says beyond it: pure functions over texts.

Deterministic and local: the same texts always give the same groups, in any order. Nothing here
decides anything; people confirm (R49, R53).
"""

from feedback.grouping.common import added, common_text
from feedback.grouping.near import groups

__all__ = ["added", "common_text", "groups"]
