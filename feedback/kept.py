"""A clerk's own bookmarks of the queue. No act of the office, so nothing goes on record."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from consultation.errors import DomainError
from consultation.models import Consultation
from feedback.models import KeptFilter
from feedback.weighing import require_fit

MOST = 30


def keep(*, consultation: Consultation, name: str, query: str, by: Any) -> KeptFilter:
    """Keep a combination of filters under a name; a name used before gets the new combination."""
    if not (name := name.strip()):
        raise DomainError(_("Give the filter a name."))
    if not query:
        raise DomainError(_("Choose a filter first."))
    require_fit(KeptFilter, name=name, query=query)
    own = KeptFilter.objects.filter(owner=by, consultation=consultation)
    if own.exclude(name=name).count() >= MOST:
        raise DomainError(_("At most %(most)s filters are kept. Forget one first."), most=MOST)
    kept, _created = KeptFilter.objects.update_or_create(
        owner=by, consultation=consultation, name=name, defaults={"query": query}
    )
    return kept


def forget(*, consultation: Consultation, pk: int, by: Any) -> None:
    KeptFilter.objects.filter(pk=pk, owner=by, consultation=consultation).delete()
