"""Wagtail's background tasks are messages of the outbox, run after the commit and at least once."""

import pytest
from django.db import transaction
from django_tasks import task

from cms import background
from consultation import outbox
from consultation.models import OutboxMessage
from tests.factories.files import make_picture
from tests.factories.process import make_department

pytestmark = pytest.mark.django_db
done = []


@task()
def work(*arguments, **named):
    done.append((arguments, named))


def plain():
    done.append("called")


@pytest.fixture(autouse=True)
def nothing_done():
    done.clear()


def test_a_task_is_written_and_run_by_the_drainer(now):
    work.enqueue(1, words="户口")
    message = OutboxMessage.objects.get()
    assert (message.topic, outbox.queue_of(message.topic), done) == ("task.run", "heavy", [])
    assert outbox.relay(at=message.due_at, queue="heavy") == 1
    assert done == [((1,), {"words": "户口"})]


def test_what_rolls_back_was_never_asked_for(now):
    with transaction.atomic():
        work.enqueue()
        transaction.set_rollback(True)
    assert not OutboxMessage.objects.exists()


def test_a_deferred_task_waits(now):
    later = now.replace(year=now.year + 1)
    work.using(run_after=later).enqueue()
    assert OutboxMessage.objects.get().due_at == later


def test_only_tasks_are_called(now):
    with pytest.raises(TypeError):
        background.run(at=now, path=f"{__name__}.plain", args=[], kwargs={})
    assert done == []


def test_what_is_gone_meanwhile_is_done(now, caplog):
    caplog.set_level("INFO", "cms.background")
    path = "wagtail.tasks.update_reference_index_task"
    background.run(at=now, path=path, args=["wagtailcore", "page", "999999"], kwargs={})
    assert "what it was about is gone" in caplog.text


def test_wagtails_own_tasks_come_this_way(now):
    make_picture(make_department("某局"))
    paths = {message.payload["path"] for message in OutboxMessage.objects.filter(topic="task.run")}
    assert "wagtail.tasks.update_reference_index_task" in paths
    outbox.relay(at=now.replace(year=now.year + 1), queue="heavy")
    assert not OutboxMessage.objects.filter(done_at=None, topic="task.run").exists()
