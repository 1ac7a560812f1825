"""The shared cache of production. Redis makes pages faster; without it they are slower, never broken."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


# Seconds without a try after Redis failed to answer: it costs one call the timeout, not every page again and again.
PAUSE = 20.0
_away_until: dict[str, float] = {}


class ForgivingRedisCache(RedisCache):
    """A cache that is empty while Redis is away. What it should have dropped meanwhile lives until its time is up."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._server = server

    def _tolerate(self, otherwise: Any, act: Callable, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() < _away_until.get(self._server, 0.0):
            return otherwise
        try:
            return act(*args, **kwargs)
        except RedisError as error:
            _away_until[self._server] = time.monotonic() + PAUSE
            logger.warning("cache unavailable: %s", type(error).__name__)
            return otherwise

    def add(self, *args: Any, **kwargs: Any) -> bool:
        # As if added: whoever guards something by it may go on.
        return self._tolerate(True, super().add, *args, **kwargs)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._tolerate(default, super().get, key, default, version)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._tolerate(None, super().set, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return self._tolerate(False, super().touch, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return self._tolerate(False, super().delete, *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> dict:
        return self._tolerate({}, super().get_many, *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return self._tolerate(False, super().has_key, *args, **kwargs)

    def set_many(self, data: dict, *args: Any, **kwargs: Any) -> list:
        return self._tolerate(list(data), super().set_many, data, *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._tolerate(None, super().delete_many, *args, **kwargs)
