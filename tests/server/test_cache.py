"""The cache: bounded in bytes, oldest out first, one maker per value."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.engine.budget import Budget
from app.engine.cache import Cache


def words(limit):
    return Cache(Budget(limit), len)


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


def test_many_callers_share_one_maker():
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


def test_one_maker_for_those_who_waited_and_those_who_come_later():
    """A value that is let go at once is made again by one asker at a time, never by two."""
    cache, inside, together = words(1), [], []
    start = threading.Barrier(6)

    def make():
        inside.append(1)
        together.append(len(inside))
        inside.pop()
        return "long"

    def ask(_):
        start.wait(10)
        for _ in range(50):
            cache.get_or_make("key", make)
            cache.drop("key")

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(ask, range(6)))
    assert max(together) == 1
    assert not cache._pending


def test_values_go_by_what_their_keys_say():
    cache = words(100)
    for word in ("aa", "ab", "bb"):
        cache.put(word, word)
    cache.drop_where(lambda key: key.startswith("a"))
    assert (cache.get("aa"), cache.get("ab"), cache.get("bb")) == (None, None, "bb")


def test_a_failure_is_not_kept():
    cache = words(100)

    def fail():
        raise OSError("no")

    with pytest.raises(OSError, match="no"):
        cache.get_or_make("key", fail)
    assert not cache._pending
    assert cache.get_or_make("key", lambda: "value") == "value"


def test_dropped_values_are_gone():
    cache = words(100)
    cache.put("key", "value")
    cache.drop("key")
    cache.drop("key")
    assert cache.get("key") is None
    assert cache.nbytes == 0
