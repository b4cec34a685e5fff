"""One record per pass for the whole page: what one screen has fetched, no other fetches again."""

import re
from collections import Counter

import pytest

from tests.support.screens.explore import stop_the_clock
from tests.support.screens.heads import open_heads

pytestmark = pytest.mark.browser

TABS = ("Explain", "Compare", "Positions", "Heads", "Learn")
NUMBERS = re.compile(r"/vit/([\w-]{32})/(qk(?:/\d+)?|(?:from|to|rollout)/\w+|fused/mean/\d+)$")


def numbers(requests):
    """(token, path) of every request for queries, keys, rows or fused maps."""
    return [match.groups() for url in requests if (match := NUMBERS.search(url))]


def test_interventions_with_nothing_changed_fetch_no_queries_and_keys(visit):
    one = visit()
    one.page.get_by_role("tab", name="Heads").click()
    one.painted()
    one.forget()
    open_heads(one, "Interventions")
    one.painted()
    assert [path for _, path in numbers(one.data_requests()) if path.startswith("qk")] == []


def test_a_tour_of_all_screens_fetches_every_number_of_the_page_s_pass_once(visit):
    one = visit()
    for tab in TABS:
        one.page.get_by_role("tab", name=tab, exact=True).click()
        one.painted()
    sent = numbers(one.requests)
    tokens = {sent[0][0], one.token}  # of all who come, then of the page: one pass
    own = Counter(path for token, path in sent if token in tokens)
    assert len(own) > 6
    assert {path: count for path, count in own.items() if count > 1} == {}


def test_a_record_goes_when_the_page_shows_another_pass(visit):
    one = visit()
    open_heads(one, "Interventions")
    one.page.get_by_role("tab", name="Explore").click()
    before = one.token
    one.page.locator("#av-patch label", has_text="16").click()
    one.ready(after=before)
    one.page.get_by_role("tab", name="Heads").click()
    one.painted()
    held = one.page.evaluate(
        """async token => {
          const {isHeld} = await attentionViewer.load('record/record');
          return [isHeld(token), isHeld(document.querySelector('[data-token]').dataset.token)];
        }""",
        before,
    )
    assert held == [False, True]


def test_a_query_chosen_on_another_screen_is_fetched_when_explore_is_seen(visit):
    one = visit()
    one.page.get_by_role("tab", name="Positions").click()
    one.painted()
    one.forget()
    stop_the_clock(one)
    one.page.keyboard.press("ArrowRight")
    one.page.clock.run_for(1000)  # ms, more than a choice rests
    assert numbers(one.data_requests()) == []
    one.page.clock.resume()
    one.page.get_by_role("tab", name="Explore").click()
    one.painted()
    rows = [path for _, path in numbers(one.data_requests())]
    assert any(path.startswith("from/") for path in rows)
