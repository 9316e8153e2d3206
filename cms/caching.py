"""Redis as a cache that may be missed: without it pages are made anew, never refused."""

import logging
import time
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

# After a failure Redis is left alone for so many seconds, so that its time-outs do not add up
PAUSE = 2.0
logger = logging.getLogger(__name__)


class PatientRedisCache(RedisCache):
    """Every failure is a miss, or a write that did not happen. The pause is per process."""

    _resting_until = 0.0

    def _try(self, missed: Any, act: Any, *arguments: Any, **options: Any) -> Any:
        cls = type(self)
        if time.monotonic() < cls._resting_until:
            return missed
        try:
            return act(*arguments, **options)
        except RedisError as error:
            cls._resting_until = time.monotonic() + PAUSE
            logger.warning("cache unreachable: %s", type(error).__name__)
            return missed

    def get(self, key: str, default: Any = None, version: Any = None) -> Any:
        return self._try(default, super().get, key, default, version)

    def get_many(self, keys: Any, version: Any = None) -> Any:
        return self._try({}, super().get_many, keys, version)

    def has_key(self, key: str, version: Any = None) -> Any:
        return self._try(False, super().has_key, key, version)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        return self._try(False, super().add, key, value, timeout, version)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        return self._try(None, super().set, key, value, timeout, version)

    def set_many(self, data: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        return self._try(list(data), super().set_many, data, timeout, version)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        return self._try(False, super().touch, key, timeout, version)

    def delete(self, key: str, version: Any = None) -> Any:
        return self._try(False, super().delete, key, version)

    def delete_many(self, keys: Any, version: Any = None) -> Any:
        return self._try(None, super().delete_many, keys, version)

    def incr(self, key: str, delta: int = 1, version: Any = None) -> Any:
        return self._try(delta, super().incr, key, delta, version)

    def clear(self) -> Any:
        return self._try(False, super().clear)
