"""Totals for readers: exact while few, kept for a minute when many, never of another matter."""

import pytest
from django.core.cache import cache

from consultation.models import Provision
from feedback import intake, totals
from feedback.models import Comment
from tests.factories.feedback import make_comment
from tests.factories.forms import draft_of


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()
    yield
    cache.clear()


def test_few_are_counted_for_each_reader(open_consultation, now):
    key = open_consultation.pk
    assert totals.of_matters([key]) == {key: 0}
    comment = make_comment(open_consultation)
    assert totals.of_matters([key]) == {key: 1}
    intake.withdraw_comment(comment=comment, at=now)
    assert totals.of_matters([key]) == {key: 0}


def test_many_are_counted_once_a_minute(
    open_consultation, closed_consultation, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(totals, "MANY", 2)
    make_comment(open_consultation)
    make_comment(open_consultation)
    make_comment(closed_consultation)
    both = [open_consultation.pk, closed_consultation.pk]
    assert totals.of_matters(both) == dict(zip(both, (2, 1), strict=True))
    make_comment(open_consultation)
    make_comment(closed_consultation)
    with django_assert_num_queries(1):
        assert totals.of_matters(both) == dict(zip(both, (2, 2), strict=True))
    cache.clear()
    assert totals.of_matters(both) == dict(zip(both, (3, 2), strict=True))
    with django_assert_num_queries(0):
        totals.of_matters(both)


def test_articles_are_counted_by_their_stable_id(open_consultation, cast, now, monkeypatch):
    text = draft_of(open_consultation, cast, now)
    first, second = text.provisions.order_by("position")[:2]
    for articles in ([first], [first, second]):
        make_comment(open_consultation).provisions.set(articles)
    key = open_consultation.pk
    assert totals.of_provisions(key) == {first.uid: 2, second.uid: 1}
    Comment.objects.latest("pk").provisions.clear()
    assert totals.of_provisions(key) == {first.uid: 1}, "few are never kept"
    monkeypatch.setattr(totals, "MANY", 1)
    assert totals.of_provisions(key) == {first.uid: 1}
    make_comment(open_consultation).provisions.set(Provision.objects.filter(pk=second.pk))
    assert totals.of_provisions(key) == {first.uid: 1}
