"""The test settings for workers in processes of their own: the same database, more topics."""

from cms.settings.test import *  # noqa: F403
from cms.settings.test import OUTBOX_CONSUMERS

OUTBOX_CONSUMERS = OUTBOX_CONSUMERS | {"linger": "tests.cms.lingering.linger"}
PERIODIC_JOBS: list[str] = []
