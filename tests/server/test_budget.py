"""The bound that caches share: what it never exceeds, and which value goes first."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.engine.budget import AT_HAND, LONG, NEVER, PASS, Budget
from app.engine.cache import Cache


def caches(limit, *worths, ranks=None):
    """A budget and caches of texts in it, each as large as it is long."""
    shown = ranks if ranks is not None else {}
    budget = Budget(limit, lambda visit: shown.get(visit, shown))
    return budget, *(Cache(budget, len, worth=worth) for worth in worths)


def held(several):
    """Bytes of all values, counted one by one."""
    return sum(len(value.value) for cache in several for value in cache._entries.values())


def test_after_each_put_the_bound_holds():
    draw = random.Random(1)
    budget, *several = caches(100, AT_HAND, PASS, PASS, LONG, NEVER, ranks={3: 1, 5: 2, 7: 2})
    for _ in range(3000):
        cache, key = draw.choice(several), draw.randrange(30)
        if draw.random() < 0.3:
            cache.get(key)
        cache.put(key, "x" * draw.choice([1, 5, 20, 60, 100]))
        assert budget.nbytes <= 100
        assert cache is several[0] or cache.get(key) is not None
        assert budget.nbytes == held(several)


def test_the_least_recently_used_of_all_caches_goes_first():
    _, one, other = caches(4, PASS, PASS)
    one.put("a", "1")
    other.put("b", "1")
    one.put("c", "1")
    other.put("d", "1")
    assert one.get("a") == "1"  # which makes "b" the oldest
    one.put("e", "11")
    assert (one.keys(), other.keys()) == (["a", "e"], ["d"])
    other.put("f", "11")
    assert (one.keys(), other.keys()) == (["e"], ["f"])


def test_a_value_that_takes_its_place_counts_once():
    budget, one = caches(10, PASS)
    for length in (4, 9, 2):
        one.put("a", "x" * length)
        assert budget.nbytes == length


def test_what_is_at_hand_goes_before_what_takes_long():
    _, pixels, records, models, files = caches(4, AT_HAND, PASS, LONG, NEVER)
    for cache in (files, models, records, pixels):
        cache.put("a", "1")
    for number in range(3):  # the newest one stays, whatever it is
        pixels.put(number, "1")
    assert [len(cache) for cache in (files, models, records, pixels)] == [1, 1, 1, 1]


def test_but_not_for_ever():
    """A pass unused for four times as long as pixels goes first, a model after sixteen times."""
    _, pixels, records, models = caches(3, AT_HAND, PASS, LONG)
    models.put("m", "1")
    records.put("r", "1")
    pixels.put("p", "1")
    for _ in range(10):
        pixels.get("p")
    pixels.put("q", "1")
    assert (len(models), len(records), pixels.keys()) == (1, 0, ["p", "q"])
    for _ in range(200):
        pixels.get("p")
    pixels.put("q", "12")
    assert (len(models), pixels.keys()) == (0, ["p", "q"])


def test_what_a_visitor_looks_at_stays_though_others_pass_by():
    _, records = caches(10, PASS, ranks={"his": 2})
    records.put("his", "12")
    for number in range(100):
        records.put(number, "1234")
    assert records.get("his") == "12"
    assert len(records) == 3


def test_a_page_goes_after_its_lanes_and_both_only_where_they_do_not_fit():
    ranks = {"page": 2, "lane": 1}
    _, records = caches(10, PASS, ranks=ranks)
    for key in ("page", "lane", "passing"):
        records.put(key, "123")
    records.put("new", "1234")
    assert records.keys() == ["page", "lane", "new"]
    records.put("newer", "123456")
    assert records.keys() == ["page", "newer"]
    records.put("newest", "1234567890")
    assert records.keys() == ["newest"]


def test_a_visitor_s_next_view_takes_the_place_of_the_one_before():
    """Not that of another visitor, who has been reading for longer."""
    everybody, but_her = {"his": 2, "hers": 2}, {"his": 2, "hers": 1}
    _, records = caches(10, PASS, ranks={"": everybody, "she": but_her})
    records.put("his", "12345")
    records.put("hers", "12345", "she")
    records.put("her next", "12345", "she")
    assert records.keys() == ["his", "her next"]


def test_pixels_are_not_kept_for_a_screen():
    _, pixels, records = caches(4, AT_HAND, PASS, ranks={"a": 2})
    pixels.put("a", "12")
    records.put("b", "12")
    records.put("c", "12")
    assert (pixels.keys(), records.keys()) == ([], ["b", "c"])


def test_new_pixels_are_not_kept_in_place_of_a_view():
    _, pixels, records = caches(4, AT_HAND, PASS, ranks={"a": 2})
    records.put("a", "123")
    pixels.put("b", "12")
    assert (pixels.keys(), records.keys()) == ([], ["a"])
    pixels.put("c", "1")
    assert (pixels.keys(), records.keys()) == (["c"], ["a"])
    assert pixels.get_or_make("d", lambda: "1234567") == "1234567"
    assert (pixels.keys(), records.keys()) == ([], ["a"])


def test_beside_one_that_is_too_large_a_quarter_of_the_bound_is_kept():
    """So that a model that alone exceeds the bound works, with a picture and a record of it."""
    budget, models, records = caches(100, LONG, PASS, ranks={"large": 2})
    records.put("old", "x" * 60)
    models.put("large", "x" * 150)
    assert len(records) == 0
    for number in range(10):
        records.put(number, "x" * 10)
        assert models.get("large")
        assert budget.nbytes <= 150 + 25
    assert records.keys() == [8, 9]


def test_one_that_is_too_large_goes_when_no_screen_shows_it():
    budget, models, records = caches(100, LONG, PASS)
    models.put("large", "x" * 150)
    records.put("new", "x")
    assert (len(models), records.keys()) == (0, ["new"])
    assert budget.nbytes == 1


def test_the_model_of_a_pass_stays_while_that_is_made():
    """Though no screen shows it yet, and it is larger than the bound."""
    budget = Budget(100)
    models, records = Cache(budget, len, worth=LONG, keeps_last=True), Cache(budget, len)
    models.put("before", "x" * 10)
    models.put("large", "x" * 150)
    for number in range(5):
        records.put(number, "x" * 12)
        assert budget.nbytes <= 150 + 25
    assert (models.keys(), records.keys()) == (["large"], [3, 4])
    models.put("after", "x" * 10)
    assert models.keys() == ["after"]
    assert budget.nbytes <= 100


def test_what_grows_counts_as_it_is():
    budget = Budget(10)
    grown, other = Cache(budget, len, grows=True), Cache(budget, len)
    value = ["x"]
    grown.put("a", value)
    other.put("b", "1234")
    value += "xxxxx"
    assert budget.nbytes == 10
    other.put("c", "1")
    assert (len(grown), other.keys()) == (0, ["b", "c"])


def test_freed_memory_is_given_back_from_time_to_time():
    calls = []
    budget = Budget(160, give_back=lambda: calls.append(1))
    cache = Cache(budget, len)
    for number in range(16):
        cache.put(number, "x" * 10)
    assert calls == []
    for number in range(16, 24):
        cache.put(number, "x" * 10)
    assert len(calls) == 4  # after more than a sixteenth part, 10 bytes, each time


@pytest.mark.parametrize("seed", [0, 1])
def test_many_threads_keep_the_bound_and_the_count(seed):
    budget, *several = caches(200, AT_HAND, PASS, LONG, ranks={3: 2})

    def work(number):
        draw, most = random.Random(seed * 100 + number), 0
        for _ in range(400):
            cache, key = draw.choice(several), draw.randrange(25)
            value = cache.get_or_make(key, lambda k=key: "x" * (1 + 3 * k))
            assert len(value) == 1 + 3 * key
            if draw.random() < 0.1:
                cache.drop(draw.randrange(25))
            most = max(most, budget.nbytes)
        return most

    with ThreadPoolExecutor(8) as pool:
        assert max(pool.map(work, range(8))) <= 200
    assert budget.nbytes == held(several)
    assert not any(cache._pending for cache in several)
