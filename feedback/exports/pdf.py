"""A report as PDF in the form of GB/T 9704, from the same lines as the office document."""

from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from consultation import jobs
from consultation.models import Job
from feedback.exports.annex import finished
from feedback.exports.making import UnableToExport, empty_file, published, steps
from feedback.exports.official import document

try:
    import weasyprint
except (ImportError, OSError):  # it needs libraries of the system
    weasyprint = None

PDF = "application/pdf"


def make(*, job: Job, at: datetime, report: int) -> jobs.Result:
    """Raises `UnableToExport` where the system lacks what draws the pages."""
    if weasyprint is None:
        raise UnableToExport(
            _("PDF needs WeasyPrint, Pango and HarfBuzz: apt install libpango-1.0-0 "
              "libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk. DOCX works without them.")
        )  # fmt: skip
    found = published(report)
    context = {"report": found, "lines": list(steps(job, document(found)))}
    html = render_to_string("reports/official.html", context)
    file = empty_file()
    weasyprint.HTML(string=html, url_fetcher=refuse).write_pdf(file, pdf_tags=True)
    return finished(found, file, "pdf", PDF)


def refuse(url: str, **_options: Any) -> Any:
    """Nothing is fetched for a document."""
    raise ValueError(url)
