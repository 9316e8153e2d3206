"""Fill the search indexes anew while the old ones keep answering."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from consultation import clock
from search.backends import copy, own
from search.backends.base import Unanswered
from search.copying import rebuild, reconcile
from search.gathering import all_documents
from search.refresh import check


class Command(BaseCommand):
    help = "Fill the search indexes anew while the old ones keep answering."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--previous",
            action="store_true",
            help="instead let Elasticsearch's index before this one answer again, mended",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        there = copy()
        try:
            if options["previous"]:
                changed = self.go_back()
            else:
                own().rebuild(all_documents())
                changed = len(list(check(at=clock.now())))
                changed += rebuild(there, at=clock.now()) if there else 0
        except Unanswered as error:
            raise CommandError(_("Elasticsearch does not answer: %s") % error) from error
        self.stdout.write(
            _("The search index is filled; %(number)d consultations changed meanwhile.")
            % {"number": changed}
        )

    def go_back(self) -> int:
        there = copy()
        if there is None:
            raise CommandError(_("There is no Elasticsearch to go back in."))
        there.go_back()
        return len(list(reconcile(there, at=clock.now())))
