"""Sixteen threads at one door, and a fault at every statement: nothing twice, nothing half."""

import threading
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from captcha.models import CaptchaStore
from django.db import connection, connections

from consultation.models import AuditEvent, OutboxMessage
from feedback import numbering
from feedback.intake import Reason, Receipt, submit_comment
from feedback.models import Comment, IntakeKey, Respondent
from tests.factories.comments import ORIGIN, make_submission

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 16


def at_once(work, arguments):
    """Results of `work(argument)` from one thread per argument, all let go together."""
    start, results, faults = threading.Barrier(len(arguments)), [], []

    def run(argument):
        try:
            start.wait(timeout=30)
            results.append(work(argument))
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(argument,)) for argument in arguments]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert faults == []
    return results


@pytest.fixture(autouse=True)
def _no_limit(settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"comment": (10**6, 600), "contact": (10**6, 600)}


def test_one_solved_captcha_gives_one_comment(open_consultation, now):
    for _round in range(3):
        first = make_submission(open_consultation, now)
        forms = [replace(first, key=uuid4(), body=f"第{n}个人的另一条意见") for n in range(THREADS)]
        results = at_once(
            lambda form: submit_comment(submission=form, origin=ORIGIN, at=now), forms
        )
        accepted = [result for result in results if isinstance(result, Receipt)]
        refused = Counter(result.reason for result in results if not isinstance(result, Receipt))
        assert len(accepted) == 1
        assert refused == {Reason.CAPTCHA: THREADS - 1}
    assert Comment.objects.count() == 3
    assert_whole()


def test_one_key_gives_one_comment_and_one_receipt(open_consultation, now):
    for _round in range(3):
        form = make_submission(open_consultation, now)
        results = at_once(
            lambda form: submit_comment(submission=form, origin=ORIGIN, at=now), [form] * THREADS
        )
        assert len(results) == THREADS
        assert len(set(results)) == 1
        assert isinstance(results[0], Receipt)
    assert Comment.objects.count() == 3
    assert_whole()


def test_the_deadline_holds_for_everybody_at_once(open_consultation):
    closes_at = open_consultation.current_period.closes_at
    instants = [closes_at - timedelta(milliseconds=1), closes_at] * (THREADS // 2)
    forms = [(make_submission(open_consultation, at - timedelta(hours=0)), at) for at in instants]
    results = at_once(
        lambda pair: (
            pair[1],
            submit_comment(submission=pair[0], origin=ORIGIN, at=pair[1]),
        ),
        forms,
    )
    for at, result in results:
        assert isinstance(result, Receipt) is (at < closes_at)
    assert Comment.objects.count() == THREADS // 2
    assert_whole()


def test_many_people_at_once_are_all_received_and_numbered_once(open_consultation, now):
    forms = [
        make_submission(open_consultation, now, contact=f"138001380{n:02}") for n in range(THREADS)
    ]
    receipts = at_once(lambda form: submit_comment(submission=form, origin=ORIGIN, at=now), forms)
    assert len({receipt.number for receipt in receipts}) == THREADS
    at_once(lambda receipt: numbering.settle(at=now, comment=receipt.comment_id), receipts)
    numbers = Comment.objects.order_by("register_number").values_list("register_number", "person")
    assert list(numbers) == [(n, n) for n in range(1, THREADS + 1)]


class Crash(BaseException):
    """The process ends; nothing catches it."""


def test_a_crash_at_any_statement_leaves_all_or_nothing(open_consultation, now):
    """A fault before the k-th statement for k = 1, 2, … until one submission completes (F2)."""
    accepted, k, struck = False, 0, ""
    while not accepted:
        k += 1
        form = make_submission(open_consultation, now)
        left = [k]

        def crash(execute, sql, params, many, context, left=left):
            left[0] -= 1
            if left[0] == 0:
                raise Crash(sql)
            return execute(sql, params, many, context)

        try:
            with connection.execute_wrapper(crash):
                submit_comment(submission=form, origin=ORIGIN, at=now)
            accepted = True
        except Crash as fault:
            struck += f"{fault}\n"
            assert Comment.objects.count() == 0
            assert CaptchaStore.objects.filter(hashkey=form.captcha_key).exists()
        assert_whole()
    written = (CaptchaStore, IntakeKey, Comment, Respondent, OutboxMessage, AuditEvent)
    assert [model for model in written if f'"{model._meta.db_table}"' not in struck] == []
    assert Comment.objects.count() == 1


def assert_whole():
    """Every comment has its person, its key, its message and its audit event, and no more exist."""
    comments = set(Comment.objects.values_list("pk", flat=True))
    assert set(Respondent.objects.values_list("comment", flat=True)) == comments
    assert set(IntakeKey.objects.values_list("comment", flat=True)) == comments
    messages = OutboxMessage.objects.filter(topic="intake.settle").values_list("payload", flat=True)
    assert sorted(message["comment"] for message in messages) == sorted(comments)
    events = AuditEvent.objects.filter(verb="comment.received").values_list("subject_id", flat=True)
    assert sorted(map(int, events)) == sorted(comments)
