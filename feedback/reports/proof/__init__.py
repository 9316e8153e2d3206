"""The published proof of a report: salted digests under one root, files to check it with."""

from feedback.reports.proof.checking import changes
from feedback.reports.proof.files import manifest
from feedback.reports.proof.freezing import freeze, roots_of, write_leaves
from feedback.reports.proof.inclusion import inclusion, proven
from feedback.reports.proof.views import tables

__all__ = [
    "changes",
    "freeze",
    "inclusion",
    "manifest",
    "proven",
    "roots_of",
    "tables",
    "write_leaves",
]
