"""The cache of production, with Redis and without."""

import socket

import pytest
from django.conf import settings

from config.cache import ForgivingRedisCache


@pytest.fixture
def deaf_cache():
    """It leads to a port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        yield ForgivingRedisCache(f"redis://127.0.0.1:{probe.getsockname()[1]}/0", {"OPTIONS": settings.REDIS_TIMEOUTS})


def test_without_redis_everything_is_a_miss_and_nothing_fails(deaf_cache):
    deaf_cache.set("a", 1)
    assert deaf_cache.get("a", "nothing") == "nothing"
    assert deaf_cache.get_many(["a", "b"]) == {}
    assert deaf_cache.set_many({"a": 1}) == ["a"]
    assert deaf_cache.get_or_set("a", lambda: 7) == 7
    assert deaf_cache.add("a", 1) is True
    assert deaf_cache.delete("a") is False
    assert deaf_cache.delete_many(["a"]) is None
    assert deaf_cache.touch("a") is False
    assert deaf_cache.has_key("a") is False


@pytest.mark.redis
def test_with_redis_it_keeps_what_it_is_given():
    cache = ForgivingRedisCache(settings.CACHES["default"]["LOCATION"], {})
    cache.set_many({"a": 1, "b": "二"})
    assert cache.get_many(["a", "b", "c"]) == {"a": 1, "b": "二"}
    assert cache.add("a", 2) is False
    cache.delete("a")
    assert cache.get("a") is None
