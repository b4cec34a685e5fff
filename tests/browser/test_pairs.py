"""One table of the page's shared facts: wherever one is chosen, every screen that shows it does.

Every pair (place that sets, place that shows) of a class, a head, a layer, a query, a patch size
and a method is walked on one page.
"""

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.support.screens.shared import (
    Set,
    Show,
    another,
    column_point,
    go,
    holds,
    key,
    lone_head,
    marks,
    pressed,
    radio_size,
    row,
    says,
    shows_size,
    slide_size,
    slider_size,
)
from tests.support.visit import Visit

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Fact:
    """Where a fact is set and where it is shown; `read` gives its text from the page's state."""

    read: str
    sets: dict[str, Set]
    shows: dict[str, Show]


METHOD = "[data-set=method][data-to={}]"
QUERY = {
    "Explore": "[data-av=status]",
    "Explain/laboratory": "[data-av=lab-from]",
    "Compare": "[data-av=from]",
    "Positions/tiles": "[data-av=tiles-title]",
    "Positions/lab": "[data-av=poslab-map-title]",
    "Positions/filters": "[data-av=pos-status]",
    "Heads/finder": "[data-av=find-from]",
    "Heads/interventions": "[data-av=cut-from]",
    "Heads/depth": "[data-av=deep-field-title]",
}
FACTS = {
    "class": Fact(
        "facts.target.index",
        {
            "Explore": row("[data-av=bars]"),
            "Explain/maps": row("[data-av=why-bars]"),
            "Compare": row(".av-col:first-of-type [data-av=bars]"),
            "Heads/interventions": row("[data-av=cut-bars]"),
            "Heads/depth": row("[data-av=deep-bars]"),
        },
        {
            "Explore": marks("[data-av=bars] button", "data-index"),
            "Explain/maps": says("[data-av=why-title]", "Maps of class {}"),
            "Compare": marks(".av-col:first-of-type [data-av=bars] button", "data-target"),
            "Heads/interventions": says("[data-av=worth-title]", "for class {}"),
            "Heads/depth": says("[data-av=deep-lens-title]", "of class {} after"),
        },
    ),
    "head": Fact(
        "facts.head",
        {
            "Explore": key(","),
            "Explain/laboratory": lone_head,
            "Compare": another(".av-col [data-av=head]"),
            "Heads/statistics": key("."),
            "Heads/finder": key("."),
            "Heads/interventions": another("[data-av=cut-head]"),
            "Learn/6": another("[data-av=learn-head]"),
        },
        {
            "Explore": says("[data-av=status]", "H{} ", plus=1),
            "Explain/laboratory": holds("[data-av=lab-head]"),
            "Compare": holds(".av-col [data-av=head]"),
            "Positions/lab": says("[data-av=poslab-parts-title]", "head {}", plus=1),
            "Heads/statistics": says("[data-av=heads-status]", "H{} ", plus=1),
            "Heads/finder": says("[data-av=find-title]", "H{}", plus=1),
            "Heads/interventions": holds("[data-av=cut-head]"),
            "Learn/6": holds("[data-av=learn-head]"),
        },
    ),
    "layer": Fact(
        "facts.layer ?? facts.pass.meta.layers - 1",
        {
            "Explore": key("k"),
            "Compare": another(".av-col [data-av=layer]"),
            "Heads/statistics": key("j"),
            "Heads/finder": key("k"),
            "Heads/interventions": another("[data-av=cut-layer]"),
            "Learn/6": another("[data-av=learn-layer]"),
        },
        {
            "Explore": says("[data-av=status]", "L{} ", plus=1),
            "Compare": holds(".av-col [data-av=layer]"),
            "Heads/statistics": says("[data-av=heads-status]", "L{} ", plus=1),
            "Heads/finder": says("[data-av=find-title]", "L{} ", plus=1),
            "Heads/interventions": holds("[data-av=cut-layer]"),
            "Learn/6": holds("[data-av=learn-layer]"),
        },
    ),
    "query": Fact(
        "`(${Math.floor((facts.query - 1) / 12)}, ${(facts.query - 1) % 12})`",
        {
            "Explore": key("ArrowRight"),
            "Explain/laboratory": key("ArrowDown"),
            "Compare": column_point,
            "Positions/tiles": key("ArrowRight"),
            "Positions/lab": key("ArrowUp"),
            "Positions/filters": key("ArrowRight"),
            "Heads/finder": key("ArrowDown"),
            "Heads/interventions": key("ArrowRight"),
            "Heads/depth": key("ArrowUp"),
            "Learn/6": key("ArrowRight"),
        },
        {place: says(selector, "{}") for place, selector in QUERY.items()},
    ),
    "patch size": Fact(
        "facts.pass.meta.patch",
        {"Explore": radio_size, "Compare": slide_size},
        {
            "Explore": lambda one, value: expect(
                one.page.locator(f"#av-patch input[value='{value}']")
            ).to_be_checked(),
            "Compare": slider_size,
            "Explain/maps": shows_size,
            "Positions/tiles": shows_size,
            "Heads/statistics": shows_size,
            "Learn/0": says(".av-learn", "squares of {0} × {0}"),
        },
    ),
    "method": Fact(
        "facts.kind",
        {
            "Explore": pressed(".av-explore " + METHOD, "rollout", "attention"),
            "Compare": pressed(".av-compare [data-set=kind][data-to={}]", "attention", "rollout"),
            "Positions/lab": pressed(
                ".av-positions [data-set=kind][data-to={}]", "rollout", "attention"
            ),
        },
        {
            "Explore": marks(".av-explore [data-set=method]", "data-to"),
            "Compare": marks(".av-compare [data-set=kind]", "data-to"),
            "Positions/lab": marks(".av-positions [data-set=kind]", "data-to"),
        },
    ),
}
STATE = """async read => {
  const {pageState} = await attentionViewer.load('state/page');
  return String(new Function('facts', `return ${read}`)(pageState.facts));
}"""


def changed(one: Visit, read: str, before: str) -> str:
    """The fact, when it is there and another than before."""
    one.until(lambda: one.page.evaluate(STATE, read) not in (before, "null"), True)
    return one.page.evaluate(STATE, read)


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_is_known_wherever_it_was_chosen(visit, name: str):
    fact, one, value = FACTS[name], visit(), ""
    for place, choose in fact.sets.items():
        go(one, place)
        choose(one)
        one.painted()
        value = changed(one, fact.read, value)
        for other, shows in fact.shows.items():
            go(one, other)
            shows(one, value)
