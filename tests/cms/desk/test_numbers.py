"""The numbers on the desk of a matter: those that the drainer counted, with their age."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from consultation import clock
from feedback.enums import WorkState
from feedback.models import Commitment, QueueChange
from tests.factories.feedback import decide, make_comment, make_point
from tests.factories.queues import counted, fold_all


@pytest.fixture
def desk(as_, closed_matter):
    def read():
        return as_("min").get(reverse("desk:desk", args=[closed_matter.pk]))

    return read


def test_the_tally_is_that_of_the_queue(desk, closed_matter, cast, now):
    comments = [make_comment(closed_matter, is_late=number == 0) for number in range(4)]
    for comment in comments[:3]:
        make_point(comment, by=cast.min, at=now)
    decide(make_point(comments[1], by=cast.min, at=now), "noted", by=cast.min, at=now)
    counted(closed_matter)
    tally = desk().context["tally"]
    assert (tally.comments, tally.unsplit, tally.points, tally.age) == (3, 1, 3, 0)
    assert tally.by_state == [(WorkState.NEW.label, 2), (WorkState.DRAFTED.label, 1)]


def test_the_desk_says_how_old_its_numbers_are(desk, closed_matter, cast, now):
    counted(closed_matter)
    make_point(make_comment(closed_matter), by=cast.min, at=now)
    QueueChange.objects.update(noted_at=clock.now() - timedelta(seconds=90))
    page = desk()
    assert page.context["tally"].points == 0
    assert page.context["tally"].age >= 90
    assert "秒前" in page.content.decode()
    fold_all()
    page = desk()
    assert page.context["tally"].points == 1
    assert "秒前" not in page.content.decode()


def test_of_many_promises_the_overdue_come_first(desk, closed_matter, cast, now):
    today = timezone.localdate(now)
    for number in range(30):
        Commitment.objects.create(
            consultation=closed_matter, text=f"承诺{number:02}", owner=cast.police, made_at=now,
            made_by=cast.min, due_on=today + timedelta(days=25 - number),
        )  # fmt: skip
    page = desk().content.decode()
    assert [number for number in range(30) if f"承诺{number:02}" in page] == list(range(10, 30))
    assert page.index("承诺29") < page.index("承诺10")
    assert "共 30 项承诺" in page
    assert reverse("weighing:promises") in page
