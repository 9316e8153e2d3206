"""A row that is written by a statement made once reads back as one that the ORM saved."""

import pytest
from django.db import IntegrityError, transaction

from consultation.models import AuditEvent, OutboxMessage
from consultation.rows import insert
from feedback.models import Comment
from tests.factories.feedback import make_comment

pytestmark = pytest.mark.django_db


def values_of(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_it_reads_back_as_it_was_saved(cast, open_consultation, now):
    detail = {"channel": "web", "words": "“引号”与\\", "numbers": [1, None, 2.5]}
    rows = [
        AuditEvent(verb="test.done", by=cast.min, at=now, detail=detail),
        AuditEvent(verb="test.done", at=now, consultation=open_consultation),
        OutboxMessage(topic="intake.settle", payload=detail, created_at=now, due_at=now),
    ]
    saved = make_comment(open_consultation)
    copied = values_of(saved) | {"id": None, "receipt_number": "2026-AAAAA-BBBBB"}
    rows.append(Comment(**copied))
    for row in rows:
        before = values_of(row)
        assert insert(row) is row
        assert row.pk
        assert not row._state.adding
        found = type(row).objects.get(pk=row.pk)
        assert values_of(found) == before | {"id": row.pk}


def test_the_promises_of_the_database_hold(open_consultation, now):
    saved = make_comment(open_consultation)
    twin = Comment(**values_of(saved) | {"id": None})
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(twin)
