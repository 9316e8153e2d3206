"""A matter closed six days ago with 2,000 comments, most of them from three campaigns, and who
weighs them: two clerks, a head, two departments that are asked.
"""

import random
import sys

from django.contrib.auth import get_user_model

from cms import access
from cms.demo import bulk, lives, scale, voices
from cms.demo.campaigns import Copy
from cms.demo.crowd import Crowd, Numbers
from consultation import clock, drainer
from consultation.enums import Role
from consultation.models import Department, Membership
from consultation.transactions import writing
from feedback import receipts
from tests.factories import campaigns
from tests.journeys import library_rules
from tests.services import wait_until

COMMENTS, CAMPAIGNS, EACH = 2000, 3, 400
CODE = "AAAA BBBB CCCC"
PEOPLE = (
    ("second", "李岚", "安澜市住房和城乡建设局", Role.DRAFTER),
    ("traffic", "何畅", "安澜市交通运输局", Role.DRAFTER),
)
CONTENT = library_rules.CONTENT | {
    "slug": "parking-rules",
    "title": "安澜市集体户管理办法",
    "summary": "集体户落在哪里、材料交什么、谁来办。",
    "comments": [],
}


def load(password: str) -> None:
    """Write the matter and the people; the first comment of all can be looked up by `CODE`."""
    at = clock.now()
    for name, full, department, role in PEOPLE:
        user = get_user_model().objects.create_user(name, password=password, first_name=full)
        lead = Department.objects.get(name=department)
        access.enrol(
            Membership.objects.create(
                user=user, department=lead, role=role, valid_from=at.replace(year=at.year - 1)
            )
        )
    with writing():
        matter = lives.begin(CONTENT, at)
        lives.announce(matter)
    period = matter.consultation.periods.get()
    chance = random.Random(CONTENT["slug"])
    crowd = Crowd(matter, chance, Numbers(), voices.articles(matter), period)
    scale.write(list(crowd.speak(COMMENTS, copies())), None)
    bulk.settle(scale.KEYED, scale.ORDER)
    wait_until(lambda: not matter.consultation.queue_changes.exists())  # the server counts them
    first = matter.consultation.comments.order_by("pk").first()
    first.query_code_hash = receipts.hash_code(first.receipt_number, CODE)
    first.save(update_fields=["query_code_hash"])
    drainer.sweep()
    sys.stdout.write(f"{matter.consultation.pk} {first.receipt_number}")


def copies() -> list[Copy]:
    chance = random.Random(31)
    letters = [campaigns.own_letter(chance) for _ in range(COMMENTS - CAMPAIGNS * EACH)]
    for number in range(CAMPAIGNS):
        template = campaigns.make_template(chance)
        letters += [campaigns.member(chance, template, number, False) for _ in range(EACH)]
    chance.shuffle(letters)
    return [Copy(one.title, one.body) for one in letters]
