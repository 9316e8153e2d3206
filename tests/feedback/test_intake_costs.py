"""What one accepted comment asks of the database: fourteen statements, however much is there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feedback.models import Comment
from tests.factories.feedback import make_comment
from tests.factories.forms import draft_of, filled

BRACKETS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
MOST = 14


def statements(client, path, form):
    with CaptureQueriesContext(connection) as queries:
        assert client.post(path, form).status_code == 303
    return [query["sql"] for query in queries if not query["sql"].startswith(BRACKETS)]


@pytest.mark.parametrize("others", [0, 30])
def test_an_accepted_comment_costs_fourteen_statements(
    client, cast, open_consultation, now, others
):
    text = draft_of(open_consultation, cast, now)
    for number in range(others):
        make_comment(open_consultation, contact=f"{number:032}")
    path = reverse("consultation:comment", kwargs={"slug": open_consultation.slug})
    article = text.provisions.get(anchor="p1").pk
    asked = statements(client, path, filled(now, articles=[article]))
    assert len(asked) <= MOST, "\n".join(asked)
    assert Comment.objects.latest("pk").provisions.get().pk == article
