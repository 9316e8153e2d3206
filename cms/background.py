"""Wagtail's background tasks go the way of everything that follows a commit: through the outbox."""

import logging
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.utils import get_module_path, get_random_id

from consultation import clock, outbox

logger = logging.getLogger(__name__)


class OutboxBackend(BaseTaskBackend):
    """A task is one message; it is run at least once, and its result is kept nowhere."""

    supports_priority = True
    supports_defer = True

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        self.validate_task(task)
        at = clock.now()
        result = TaskResult(
            task=task, id=get_random_id(), status=TaskResultStatus.READY, enqueued_at=at,
            started_at=None, finished_at=None, last_attempted_at=None, args=args, kwargs=kwargs,
            backend=self.alias, errors=[], worker_ids=[],
        )  # fmt: skip
        outbox.write(
            topic="task.run", at=at, due_at=task.run_after, path=get_module_path(task.func),
            args=result.args, kwargs=result.kwargs,
        )  # fmt: skip
        return result


def run(*, at: datetime, path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    """Consumer of `task.run`: only what was declared as a task is called."""
    task = import_string(path)
    if not isinstance(task, Task):
        raise TypeError(f"{path} is not a task")
    try:
        task.call(*args, **kwargs)
    except ObjectDoesNotExist:
        logger.info("%s: what it was about is gone", path)
