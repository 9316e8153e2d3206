"""gunicorn's settings: one process with threads embedded, more with PostgreSQL (WEB_WORKERS)."""

import os
from typing import Any

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "1"))
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = 60
graceful_timeout = 30
limit_request_line = 8190
limit_request_fields = 100
accesslog = None
loglevel = "warning"
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")


def when_ready(server: Any) -> None:
    host = os.environ.get("HOST", "127.0.0.1")
    server.log.warning("Serving on http://%s:%s/ — stop with Ctrl-C", host, os.environ.get("PORT"))


def post_worker_init(worker: Any) -> None:
    """Start the drainer after the fork, where its thread and connections belong to the worker."""
    from consultation import drainer  # noqa: PLC0415 — needs Django set up by the worker

    drainer.start()


def worker_exit(server: Any, worker: Any) -> None:
    from consultation import drainer  # noqa: PLC0415 — see above

    drainer.stop()
