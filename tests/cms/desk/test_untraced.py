"""Adopted points that no article of the decision shows stand on the desk until they do (R72)."""

import pytest
from django.urls import reverse

from consultation import clock
from feedback import traces
from tests.factories import lived, pages
from tests.factories.feedback import make_comment, make_point, sign

HEADING = "已采纳、决策中还没有去处"


@pytest.fixture
def matter(staff):
    """Decided; of its three signed points the second was adopted."""
    pages.make_site()
    return lived.make_decided_matter(staff, clock.now())


@pytest.fixture
def adopted(matter):
    return matter.consultation.comments.get(points__outcome="adopted").points.get()


@pytest.fixture
def page(as_, matter):
    address = reverse("desk:desk", args=[matter.consultation.pk])
    return lambda who="min": as_(who).get(address)


def listed(answer):
    return [point.text for point in answer.context["untraced"]]


@pytest.mark.parametrize("who", ["min", "wang", "sun"])
def test_an_adopted_point_without_a_trace_is_listed_with_its_comment(page, adopted, who):
    answer = page(who)
    words = answer.content.decode()
    assert listed(answer) == [adopted.text]
    assert adopted.text in words
    assert reverse("weighing:comment", args=[adopted.comment_id]) in words


def test_naming_an_article_at_the_comment_takes_it_off(page, as_, adopted, matter):
    article = matter.consultation.decision.text.provisions.filter(kind="article")[0]
    as_("min").post(
        reverse("weighing:comment", args=[adopted.comment_id]),
        {"act": "trace", "point": adopted.pk, "version": adopted.version, "traces": article.pk},
    )
    assert list(adopted.traces.all()) == [article]
    assert listed(page()) == []
    assert HEADING not in page().content.decode()


def test_so_does_a_reason(page, adopted, staff, now):
    traces.trace(
        point=adopted, version=adopted.version, provisions=[], by=staff.min, at=now,
        untraced_reason="写入了另一份文件。",
    )  # fmt: skip
    assert listed(page()) == []


def test_a_declined_point_owes_no_trace(page, adopted, matter):
    declined = matter.consultation.comments.filter(points__outcome="not_adopted")
    assert declined.count() == 2
    assert len(listed(page())) == 1


def test_before_there_is_a_decision_nothing_is_missing(as_, closed_matter, staff, now):
    point = make_point(make_comment(closed_matter), by=staff.min, at=now)
    sign(point, "adopted", by=staff.min, signer=staff.wang, at=now)
    answer = as_("min").get(reverse("desk:desk", args=[closed_matter.pk]))
    assert listed(answer) == []
