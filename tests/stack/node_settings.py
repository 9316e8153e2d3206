"""The test settings for nodes that leave the work after a commit to workers."""

from cms.settings.test import *  # noqa: F403

OUTBOX_SENDER = "cms.celery.send"
