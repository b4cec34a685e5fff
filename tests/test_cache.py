"""The cache: bounded in bytes, oldest out first, one maker per value."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.cache import Cache


def words(limit):
    return Cache(limit, len)


def test_the_least_recently_used_goes_first():
    cache = words(6)
    for word in ("aa", "bb", "cc"):
        cache.put(word, word)
    cache.get("aa")
    cache.put("dd", "dd")
    assert [cache.get(key) for key in ("aa", "bb", "cc", "dd")] == ["aa", None, "cc", "dd"]
    assert cache.nbytes == 6


def test_the_newest_stays_even_when_it_is_too_large():
    cache = words(3)
    cache.put("a", "a")
    cache.put("long", "too long")
    assert len(cache) == 1
    assert cache.get("long") == "too long"


def test_many_askers_share_one_maker():
    cache, made, release = words(100), [], threading.Event()

    def make():
        made.append(1)
        release.wait(5)
        return "value"

    with ThreadPoolExecutor(4) as pool:
        answers = [pool.submit(cache.get_or_make, "key", make) for _ in range(4)]
        release.set()
        assert [answer.result() for answer in answers] == ["value"] * 4
    assert len(made) == 1


def test_a_failure_is_not_kept():
    cache = words(100)

    def fail():
        raise OSError("no")

    with pytest.raises(OSError, match="no"):
        cache.get_or_make("key", fail)
    assert cache.get_or_make("key", lambda: "value") == "value"


def test_dropped_values_are_gone():
    cache = words(100)
    cache.put("key", "value")
    cache.drop("key")
    cache.drop("key")
    assert cache.get("key") is None
    assert cache.nbytes == 0
