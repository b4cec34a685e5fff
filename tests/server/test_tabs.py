"""A tab is one visit, also after a reload; its pictures and tokens are its own."""

import pytest

from app.engine.recorded import TraceKey
from app.engine.tabs import Tabs
from app.engine.visits import IDLE, OPENED, PAGE, Visits

SECRET, OTHER = "0123456789abcdef" * 2, "fedcba9876543210" * 2
KEY = TraceKey("picture", "embedded", 96, 96, 8)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_secret_is_a_visit_whatever_the_session():
    tabs = Tabs()
    visit = tabs.enter("first", SECRET)
    assert tabs.enter("after a reload", SECRET) == visit
    assert tabs.visit("first") == tabs.visit("after a reload") == visit
    assert tabs.enter("another tab", OTHER) != visit
    assert SECRET not in visit


@pytest.mark.parametrize("secret", ["", "x" * 32, SECRET[1:], SECRET.upper(), SECRET + "\n"])
def test_a_page_without_a_secret_is_a_visit_of_its_own(secret: str):
    tabs = Tabs()
    assert tabs.enter("a", secret) == tabs.visit("a") != tabs.visit("b")


def test_no_session_names_the_visit_of_a_tab():
    tabs = Tabs()
    visit = tabs.enter("mine", SECRET)
    assert tabs.enter(visit, "") != visit
    assert tabs.enter("yours", visit) != visit


def test_a_page_that_was_used_longest_ago_is_forgotten_first():
    tabs = Tabs(most=2)
    visit = tabs.enter("a", SECRET)
    tabs.enter("b", OTHER)
    assert tabs.visit("a") == visit
    tabs.enter("c", OTHER)
    assert tabs.visit("a") == visit
    assert tabs.visit("b") != tabs.visit("c")


def test_pictures_are_the_visits_own(clock):
    visits = Visits(clock)
    visits.own("mine", "abcdef")
    assert visits.owned("mine", "abc") == "abcdef"
    assert visits.owned("mine", "abd") is None
    assert visits.owned("yours", "abc") is None
    visits.own("yours", "abcfff")
    assert visits.owned("mine", "abc") == "abcdef"
    for number in range(OPENED):
        visits.own("mine", f"{number:06}")
    assert visits.owned("mine", "abc") is None
    assert visits.owned("mine", "000000") == "000000"


def test_pictures_go_with_the_last_sign_of_life(clock):
    visits = Visits(clock)
    visits.own("mine", "abcdef")
    token = visits.grant("mine", PAGE, KEY)
    clock.now += IDLE
    assert visits.granted(token)
    clock.now += IDLE
    assert visits.owned("mine", "abc") == "abcdef"  # asking for it is no sign of life
    clock.now += 1
    assert visits.owned("mine", "abc") is None
    visits.own("mine", "abcdef")
    visits.leave("mine")
    assert visits.owned("mine", "abc") is None
