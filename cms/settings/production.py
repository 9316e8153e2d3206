"""Serving people: the embedded default, or services where the environment names them."""

from cms.settings.base import *  # noqa: F403
