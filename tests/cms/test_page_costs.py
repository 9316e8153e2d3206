"""What a public page asks of the database: little, and the same for few and for many."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultation import clock
from tests.factories import lived
from tests.factories.addresses import SECTIONS, address
from tests.factories.feedback import make_comment, make_point, sign
from tests.factories.process import make_consultation

pytestmark = pytest.mark.django_db


MOST = 12


class TestCost:
    def test_no_public_page_costs_more_than_twelve_queries(self, paths):
        for path in paths:
            cache.clear()
            with CaptureQueriesContext(connection) as queries:
                assert Client().get(path).status_code == 200
            asked = [q["sql"] for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
            assert len(asked) <= MOST, "\n".join([path, *asked])

    def test_it_costs_the_same_for_few_and_for_many(self, site, cast, guidance):
        at = clock.now()

        def costs(matter):
            found = {}
            for section in [*SECTIONS, "decision/compare"]:
                cache.clear()
                with CaptureQueriesContext(connection) as queries:
                    Client().get(address(matter, section))
                found[section] = len(queries)
            return found

        few = costs(lived.make_decided_matter(cast, at, comments=3))
        many = costs(lived.make_decided_matter(cast, at, comments=30))
        assert many == few

    def test_the_home_page_costs_the_same_with_many_matters(self, open_matter, decided, cast):
        def cost():
            cache.clear()
            with CaptureQueriesContext(connection) as queries:
                Client().get("/")
            return len(queries)

        few = cost()
        at = clock.now()
        for _ in range(6):
            consultation = make_consultation(
                lead=cast.police, by=cast.min, opens_at=at - timedelta(days=2),
                closes_at=at + timedelta(days=20),
            )  # fmt: skip
            point = make_point(make_comment(consultation), by=cast.min, at=at)
            sign(point, "noted", by=cast.min, signer=cast.wang, at=at)
        assert cost() == few
