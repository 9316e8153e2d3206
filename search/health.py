"""Whether the index answers, for those who keep the site running."""

from consultation import clock
from search.backends import copy, own
from search.models import Owed
from search.query import Query

OLDEST = 60


def state() -> str:
    """A real question to it; raises what it raises. A copy must also be current."""
    question = Query("言路", limit=1)
    own().find(question)
    if there := copy():
        there.find(question)
        oldest = Owed.objects.order_by("since").values_list("since", flat=True).first()
        if oldest and (behind := (clock.now() - oldest).total_seconds()) > OLDEST:
            return f"changes of the last {behind:.0f} s are not copied to the search server"
    return ""
