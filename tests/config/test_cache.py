"""The cache of production, with Redis and without."""

import socket
import threading

import pytest
from django.conf import settings

from config.cache import ForgivingRedisCache


@pytest.fixture
def deaf_cache(monkeypatch):
    """It leads to a port where nobody listens, and asks there each time."""
    monkeypatch.setattr("config.cache.PAUSE", 0)
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


def test_a_silent_redis_is_asked_once_and_then_left_alone():
    """It takes connections and never answers, as a frozen one does."""
    accepted = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)
        thread = threading.Thread(target=lambda: accepted.append(server.accept()[0]))
        thread.start()
        cache = ForgivingRedisCache(
            f"redis://127.0.0.1:{server.getsockname()[1]}/0", {"OPTIONS": {"socket_timeout": 0.2}}
        )
        assert [cache.get("a") for _ in range(5)] == [None] * 5
        thread.join()
        server.settimeout(0.5)
        with pytest.raises(TimeoutError):
            server.accept()  # there was no second connection
    accepted[0].close()


@pytest.mark.redis
def test_with_redis_it_keeps_what_it_is_given():
    cache = ForgivingRedisCache(settings.CACHES["default"]["LOCATION"], {})
    cache.set_many({"a": 1, "b": "二"})
    assert cache.get_many(["a", "b", "c"]) == {"a": 1, "b": "二"}
    assert cache.add("a", 2) is False
    cache.delete("a")
    assert cache.get("a") is None
