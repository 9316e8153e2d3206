"""Redis as a cache: its loss slows, never refuses."""

import pytest
from django.core.cache import caches
from django.test import override_settings

from cms.caching import PatientRedisCache
from cms.settings import services
from tests.factories import pages
from tests.services import running_redis, wait_until

pytestmark = pytest.mark.services


@pytest.fixture(scope="module")
def redis():
    with running_redis() as server:
        yield server


@pytest.fixture
def cache(redis):
    PatientRedisCache._resting_until = 0.0
    with override_settings(CACHES=services.caches(redis.url)):
        yield caches["default"]
        PatientRedisCache._resting_until = 0.0


@pytest.fixture(params=["killed", "frozen"])
def lost(request, redis):
    """Lose Redis, and bring it back afterwards."""
    if request.param == "killed":
        redis.kill()
        yield
        redis.start()
    else:
        redis.freeze()
        yield
        redis.thaw()


def test_it_keeps_what_it_is_given(cache):
    cache.set("a", {"words": "户口"})
    cache.set_many({"b": 1, "c": 2})
    assert cache.get("a") == {"words": "户口"}
    assert cache.get_many(["b", "c", "d"]) == {"b": 1, "c": 2}
    assert cache.incr("b") == 2
    assert not cache.add("b", 5)
    assert cache.touch("b", 60)
    assert cache.has_key("b")
    assert cache.delete("b")
    cache.clear()
    assert cache.get("a") is None


def test_without_it_every_question_is_a_miss(cache, lost):
    cache.set("a", 1)
    cache.delete("a")
    cache.delete_many(["a"])
    cache.clear()
    assert cache.get("a", "made anew") == "made anew"
    assert cache.get_many(["a"]) == {}
    assert cache.set_many({"a": 1}) == ["a"]
    assert cache.get_or_set("a", lambda: "made anew") == "made anew"
    assert not cache.has_key("a")
    assert not cache.add("a", 1)
    assert not cache.touch("a")
    assert cache.incr("a") == 1


def test_it_is_left_alone_for_a_while_after_a_failure(cache, lost, monkeypatch):
    cache.get("a")
    asked = []
    monkeypatch.setattr("redis.Redis.get", lambda *arguments: asked.append(arguments))
    for _time in range(10):
        cache.get("a")
    assert asked == []
    PatientRedisCache._resting_until = 0.0
    cache.get("a")
    assert len(asked) == 1


def test_it_is_used_again_once_it_is_back(cache, redis):
    redis.kill()
    cache.set("a", 1)
    redis.start()
    PatientRedisCache._resting_until = 0.0  # the pause is over
    wait_until(lambda: (cache.set("a", 1), cache.get("a"))[1] == 1, 30)
    assert cache.get("a") == 1


@pytest.mark.django_db
def test_pages_are_shown_without_it(cache, lost, client):
    pages.make_site()
    assert client.get("/").status_code == 200
