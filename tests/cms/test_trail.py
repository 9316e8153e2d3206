"""Every act that the code records has words of its own at the desk."""

import re
from pathlib import Path

from django.conf import settings

from cms.templatetags.trail import VERBS, person
from feedback.enums import Resolution

SUBJECTS = (
    "comment|commitment|consultation|decision|deliberation|finding|group|links|outbox|page|period|point|"
    "referral|register|repair|report|respondent|section|text"
)
LITERAL = re.compile(rf'"((?:{SUBJECTS})\.[a-z_]+)"')


def recorded():
    for app in ("consultation", "feedback", "cms"):
        for path in Path(settings.BASE_DIR, app).rglob("*.py"):
            if path.name != "trail.py" and "migrations" not in path.parts:
                yield from LITERAL.findall(path.read_text())


def test_every_act_has_words():
    verbs = set(recorded()) - set(settings.JOBS) - set(settings.OUTBOX_CONSUMERS)
    assert len(verbs) > 40
    assert verbs - set(VERBS) == set()
    assert {f"finding.{one}" for one in Resolution.values} <= set(VERBS)


def test_nobody_has_a_dash(cast):
    assert person(None) == "—"
    cast.min.first_name, cast.min.last_name = "", ""
    assert person(cast.min) == "min"
