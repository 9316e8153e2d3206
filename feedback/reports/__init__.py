"""The feedback report: built from the records, edited only in its words, frozen under a digest."""

from feedback.reports.figures import Figures, figures, shares
from feedback.reports.matters import Matter, open_matters
from feedback.reports.publishing import (
    UnableToReport,
    correct_report,
    draft_report,
    edit_report,
    import_report,
    publish_report,
    publishable,
)
from feedback.reports.seal import Difference, verify_report
from feedback.reports.words import citation, citations, filled

__all__ = [
    "Difference",
    "Figures",
    "Matter",
    "UnableToReport",
    "citation",
    "citations",
    "correct_report",
    "draft_report",
    "edit_report",
    "figures",
    "filled",
    "import_report",
    "open_matters",
    "publish_report",
    "publishable",
    "shares",
    "verify_report",
]
