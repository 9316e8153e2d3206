"""gunicorn's settings: one process with threads embedded, more with PostgreSQL (WEB_WORKERS)."""

import os
import shutil
import sys
import tempfile
from typing import Any

from cms.settings import env
from cms.starting import require_settings

require_settings()
host, port = env.text("HOST", "127.0.0.1"), env.number("PORT", 8000, least=1, most=65535)
bind = f"{host}:{port}"
worker_class = "gthread"
workers = env.number("WEB_WORKERS", 1, least=1, most=256)
threads = env.number("WEB_THREADS", 8, least=1, most=256)
timeout = 60
graceful_timeout = 30
limit_request_line = 8190
limit_request_fields = 100
accesslog = None
loglevel = "warning"
logconfig_dict = {
    "formatters": {"json": {"()": "cms.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"gunicorn.error": {"level": "WARNING", "propagate": True}},
}
# Where the processes of this server count together; gone with it
COUNTS = tempfile.mkdtemp(prefix="yanlu-counts-")
os.environ["PROMETHEUS_MULTIPROC_DIR"] = COUNTS
forwarded_allow_ips = env.text("FORWARDED_ALLOW_IPS", "127.0.0.1")


def when_ready(server: Any) -> None:
    sys.stderr.write(f"Serving on http://{bind}/ — stop with Ctrl-C\n")


def post_worker_init(worker: Any) -> None:
    """Start the drainer after the fork, where its thread and connections belong to the worker."""
    from consultation import drainer  # noqa: PLC0415 — needs Django set up by the worker

    drainer.start()


def worker_exit(server: Any, worker: Any) -> None:
    from consultation import drainer  # noqa: PLC0415 — see above

    drainer.stop()


def child_exit(server: Any, worker: Any) -> None:
    from prometheus_client import multiprocess  # noqa: PLC0415 — reads where to count on import

    multiprocess.mark_process_dead(worker.pid)


def on_exit(server: Any) -> None:
    shutil.rmtree(COUNTS, ignore_errors=True)
