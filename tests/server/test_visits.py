"""Tokens belong to pages: what is no longer shown goes, and nobody's goes for another's sake."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.engine.recorded import TraceKey
from app.engine.visits import IDLE, KEPT, LANES, OF_LANE, OF_PAGE, PAGE, RECENT, Visits

KEY = TraceKey("picture", "embedded", 96, 96, 8)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def visits(clock: Callable[[], float]) -> Visits:
    return Visits(clock)


def at(patch: int) -> TraceKey:
    return replace(KEY, patch=patch)


def test_the_same_pass_of_a_page_has_one_token(visits: Visits):
    token = visits.grant("mine", PAGE, KEY)
    assert visits.grant("mine", "heads", KEY) == token
    assert visits.grant("mine", PAGE, KEY) == token
    assert len(visits) == 1
    assert visits.grant("yours", PAGE, KEY) != token


def test_a_lane_keeps_what_it_shows_and_what_that_replaces(visits: Visits):
    tokens = [visits.grant("mine", "heads", at(patch)) for patch in range(1, 6)]
    held = [token for token in tokens if visits.granted(token)]
    assert held == tokens[-KEPT:]


def test_a_token_stays_while_any_lane_shows_it(visits: Visits):
    own = visits.grant("mine", PAGE, KEY)
    assert visits.grant("mine", "heads", KEY) == own
    for patch in range(1, 9):
        visits.grant("mine", "heads", at(patch))
    grant = visits.granted(own)
    assert grant is not None
    assert (grant.key, grant.visit) == (KEY, "mine")


def test_what_a_page_held_goes_when_it_is_closed(visits: Visits):
    mine, yours = (visits.grant(visit, PAGE, KEY) for visit in ("mine", "yours"))
    visits.leave("mine")
    assert visits.granted(mine) is None
    assert visits.granted(yours) is not None
    visits.leave("mine")  # twice, or somebody unknown, is no fault


def test_tokens_go_ten_minutes_after_the_last_sign_of_life(visits: Visits, clock: Clock):
    mine, yours = (visits.grant(visit, PAGE, KEY) for visit in ("mine", "yours"))
    clock.now = IDLE - 1
    assert visits.granted(mine) is not None
    clock.now = IDLE + 1
    assert visits.granted(mine) is not None  # its last sign of life was two seconds ago
    assert visits.granted(yours) is None
    clock.now += IDLE + 1
    assert visits.granted(mine) is None
    assert len(visits) == 0


def test_fifty_pages_with_two_hundred_changes_each_expire_nobody_s_view(visits: Visits):
    views = {page: visits.grant(f"page {page}", PAGE, at(page)) for page in range(50)}
    for change in range(200):
        for page in views:
            visits.grant(f"page {page}", "heads", at(1000 + change))
    assert all(visits.granted(token) for token in views.values())
    assert len(visits) == 50 * (1 + KEPT)


def test_a_page_that_names_lanes_without_end_loses_its_own_lanes_only(visits: Visits):
    own, other = (visits.grant(visit, PAGE, KEY) for visit in ("mine", "yours"))
    for lane in range(1000):
        visits.grant("mine", f"lane {lane}", at(lane))
    assert visits.granted(own) is not None
    assert visits.granted(other) is not None
    assert len(visits) <= LANES + 2


def test_beyond_the_bound_the_longest_idle_page_goes_first(clock: Clock):
    visits = Visits(clock, most=3)
    tokens = {name: visits.grant(name, PAGE, KEY) for name in "abc"}
    visits.granted(tokens["a"])
    visits.grant("d", PAGE, KEY)
    assert [name for name, token in tokens.items() if not visits.granted(token)] == ["b"]


def test_a_released_token_is_unknown_and_a_new_one_takes_its_place(visits: Visits):
    token = visits.grant("mine", PAGE, KEY)
    visits.release(token)
    assert visits.granted(token) is None
    again = visits.grant("mine", PAGE, KEY)
    assert again != token
    assert visits.granted(again) is not None


def test_what_a_page_shows_ranks_before_its_lanes_and_both_before_the_rest(visits: Visits):
    for patch, lane in ((8, PAGE), (16, PAGE), (24, "column/0")):
        visits.grant("mine", lane, at(patch))
    ranks = visits.ranks()
    assert (ranks[at(16)], ranks[at(24)], ranks.get(at(8))) == (OF_PAGE, OF_LANE, None)
    assert (ranks[KEY.digest], ranks[KEY.checkpoint]) == (OF_PAGE, OF_PAGE)


def test_a_page_will_replace_what_it_shows_itself_but_not_what_another_shows(visits: Visits):
    visits.grant("mine", PAGE, at(8))
    visits.grant("mine", "column/0", at(16))
    visits.grant("hers", PAGE, at(16))
    assert visits.ranks("mine")[at(8)] == OF_LANE
    assert visits.ranks("mine")[at(16)] == OF_PAGE
    assert visits.ranks("hers")[at(8)] == OF_PAGE


def test_the_pictures_that_a_page_opened_last_rank_as_high(visits: Visits):
    for number in range(RECENT + 1):
        visits.own("mine", f"{number}")
    ranks = visits.ranks("mine")
    assert "0" not in ranks
    assert set(ranks.values()) == {OF_PAGE}
    assert len(ranks) == RECENT


def test_nothing_of_a_page_that_is_gone_or_idle_has_a_rank(visits: Visits, clock: Clock):
    for visit in ("mine", "hers"):
        visits.grant(visit, PAGE, KEY)
        visits.own(visit, visit)
    visits.leave("mine")
    assert set(visits.ranks()) == {KEY, KEY.digest, KEY.checkpoint, "hers"}
    clock.now += IDLE + 1
    assert visits.ranks() == {}
