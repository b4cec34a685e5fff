"""The architecture diagram in Chromium: shapes of the model in hand, and where steps lead."""

import pytest
from playwright.sync_api import expect

from app.screens.learn.diagram_routes import shapes
from tests.support.checkpoints import MEAN
from tests.support.screens.explore import choose_model
from tests.support.screens.learn import open_section
from tests.support.visit import part

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]


def drawn(one, token):
    """The diagram of a trace."""
    expect(one.page.locator(f"#av-learn-view [data-drawn='{token}']")).to_have_count(1)
    return part(one, "diagram")


@pytest.mark.parametrize("model", [None, MEAN])
def test_the_diagram_has_the_shapes_of_the_model_in_hand(visit, site, model):
    one = visit()
    if model:
        choose_model(one, model)
    diagram = drawn(open_section(one, "diagram"), one.token)
    steps = shapes(site.recorded(one.token))["steps"]
    for name, shape in steps.items():
        step = diagram.locator(f"[data-step={name}]")
        if shape is None or name == "encoded":
            expect(step).to_have_count(0)
        else:
            expect(step.locator(".is-shape")).to_have_text(" × ".join(map(str, shape)))


def test_every_step_of_the_diagram_leads_somewhere(visit):
    one = visit()
    diagram = drawn(open_section(one, "diagram"), one.token)
    diagram.locator("[data-step=positions]").click()
    tab = one.page.get_by_role("tab", name="Positions")
    expect(tab).to_have_attribute("aria-selected", "true")
    open_section(one, "diagram")
    step = drawn(one, one.token).locator("[data-step=query_key_value]")
    step.focus()
    expect(part(one, "diagram-step")).to_have_text("Query, key, value")
    step.press("Enter")
    expect(part(one, "learn-title")).to_have_text("Query, key and value")
