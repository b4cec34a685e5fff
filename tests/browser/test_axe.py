"""Accessibility of every screen by axe-core: nothing serious that a bare Gradio page lacks."""

from collections.abc import Iterator

import gradio as gr
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

SCREENS = ("Explore", "Explain", "Compare", "Positions", "Heads", "Learn", "Model card")
VIEWS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}},
}
AXE = Axe()
SERIOUS = ("serious", "critical")
OPEN = """name => [...document.querySelectorAll(
  '#av-tabs [role=tab], #av-tabs .overflow-dropdown button')]
  .find(node => node.textContent.trim() === name).click()"""


def faults(page: Page) -> dict[str, list[str]]:
    """Rules that are broken seriously, each with the elements that break it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return {
        fault["id"]: [node["html"] for node in fault["nodes"]]
        for fault in found
        if fault["impact"] in SERIOUS
    }


@pytest.fixture(scope="module")
def bare() -> Iterator[str]:
    """A page of the Gradio components that ours is made of, and nothing else."""
    with gr.Blocks(title="Bare", analytics_enabled=False) as demo, gr.Tabs():
        with gr.Tab("One"):
            gr.Dropdown(["first", "second"], label="Model", allow_custom_value=True)
            gr.Radio([6, 8, 12], label="Patch size")
            gr.UploadButton("Open a picture")
            gr.HTML("<p>Text</p>")
        with gr.Tab("Two"):
            gr.HTML("<p>Text</p>")
    options = {"quiet": True, "prevent_thread_lock": True, "footer_links": [], "ssr_mode": False}
    _, url, _ = demo.launch(**options)
    yield url
    demo.close()


@pytest.fixture(scope="module")
def known(chrome, bare: str) -> set[str]:
    """The rules that the bare page breaks."""
    found: set[str] = set()
    for view in VIEWS.values():
        page = chrome.new_context(**view).new_page()
        page.goto(bare)
        expect(page.get_by_role("tab", name="One")).to_be_visible()
        found |= faults(page).keys()
        page.context.close()
    return found


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_no_screen_has_a_serious_fault_of_its_own(visit, known, view):
    one = visit(**view)
    for name in SCREENS:
        one.page.evaluate(OPEN, name)
        if name != "Model card":  # which paints nothing
            one.painted()
        own = {rule: nodes for rule, nodes in faults(one.page).items() if rule not in known}
        assert own == {}, name


def test_neither_the_drawer_nor_the_panels_nor_the_drop_zone_have_any(visit, known):
    one = visit()
    one.page.keyboard.press("n")
    one.page.wait_for_function("document.querySelector('.av-drawer')?.dataset.shown")
    assert faults(one.page).keys() - known == set()
    one.page.keyboard.press("Escape")
    one.page.keyboard.press("?")
    assert faults(one.page).keys() - known == set()
    one.page.keyboard.press("Escape")
    one.page.evaluate("document.querySelector('.av-veil').hidden = false")
    assert faults(one.page).keys() - known == set()


def test_every_card_and_section_of_learn_is_free_of_them(visit, known):
    one = visit()
    one.page.evaluate(OPEN, "Learn")
    one.painted()
    for place in range(12):
        one.page.locator(f"[data-set=card][data-to='{place}']").click()
        one.painted()
        assert faults(one.page).keys() - known == set(), place
    sections = one.page.locator(".av-learn [data-set=section]")
    for place in range(1, sections.count()):
        sections.nth(place).click()
        expect(sections.nth(place)).to_have_attribute("aria-pressed", "true")
        assert faults(one.page).keys() - known == set(), sections.nth(place).inner_text()


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_every_section_of_heads_is_free_of_them(visit, known, view):
    one = visit(**view)
    one.page.evaluate(OPEN, "Heads")
    for name in ("Head finder", "Interventions", "Depth"):
        one.page.get_by_role("button", name=name, exact=True).click()
        one.painted()
        own = {rule: nodes for rule, nodes in faults(one.page).items() if rule not in known}
        assert own == {}, name
    one.page.get_by_role("button", name="Interventions", exact=True).click()
    one.page.get_by_role("switch", name="Layer 1, head 2").click()
    one.page.get_by_text("As Python", exact=True).click()
    one.painted()
    assert faults(one.page).keys() - known == set()


def test_a_serious_fault_is_found(visit):
    one = visit()
    one.page.evaluate("document.querySelector('.av-brand').style.color = 'var(--line)'")
    assert "color-contrast" in faults(one.page)
