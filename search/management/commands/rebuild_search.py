"""Fill the search index anew while the old one keeps answering."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from consultation import clock
from search.backends import backend
from search.gathering import all_documents
from search.refresh import check


class Command(BaseCommand):
    help = "Fill the search index anew while the old one keeps answering."

    def handle(self, *args: Any, **options: Any) -> None:
        backend().rebuild(all_documents())
        drifts = len(list(check(at=clock.now())))
        self.stdout.write(
            _("The search index is filled; %(number)d consultations changed meanwhile.")
            % {"number": drifts}
        )
