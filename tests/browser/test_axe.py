"""Accessibility of every screen by axe-core: nothing serious that a bare Gradio page lacks."""

from collections.abc import Iterator
from typing import Any

import gradio as gr
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.support.filled import fill
from tests.support.keyboard import Keyboard
from tests.support.sections import PLACES, SECTIONS, show
from tests.support.visit import Visit, part

pytestmark = pytest.mark.browser

VIEWS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}},
}
AXE = Axe()
SERIOUS = ("serious", "critical")
THEMES = ("light", "dark")
OF_COLOURS = ("color-contrast", "link-in-text-block")
PANEL = "[role=tabpanel]:not([style*=none])"


Rules = tuple[str, ...]


def faults(page: Page, within: str = "html", rules: Rules = ()) -> dict[str, list[str]]:
    """Rules that are broken seriously in a part of the page, each with what breaks it there.

    `rules` are those to check, all of axe's own choice where none is named.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": list(rules)}
    found = page.evaluate("args => axe.run(...args)", [within, options])["violations"]
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


def own(
    one: Visit, known: set[str], within: str = "html", rules: Rules = ()
) -> dict[str, list[str]]:
    """The faults that are not Gradio's."""
    found = faults(one.page, within, rules)
    return {rule: nodes for rule, nodes in found.items() if rule not in known}


@pytest.mark.parametrize("theme", THEMES)
def test_no_section_has_a_serious_fault_of_its_own(visit, known, theme):
    """Markup is the same in both themes: in the dark only rules about colours are left."""
    one = visit(**VIEWS[theme])
    fill(one)
    seen = set()
    for screen, section in PLACES:
        show(one, screen, section)
        within = PANEL if screen in seen else "html"  # what is around it was looked at
        seen.add(screen)
        found = own(one, known, within, OF_COLOURS if theme == "dark" else ())
        assert found == {}, f"{screen}, {section}"


def test_no_screen_has_one_on_a_phone(visit, known):
    one = visit(**VIEWS["phone"])
    fill(one)
    for screen in SECTIONS:
        show(one, screen)
        assert own(one, known, "html" if screen == "Explore" else PANEL) == {}, screen
    for section in SECTIONS["Heads"]:
        show(one, "Heads", section)
        assert own(one, known, PANEL) == {}, section


@pytest.mark.parametrize("theme", THEMES)
def test_no_dialog_has_one(visit, known, theme):
    one = visit(**VIEWS[theme])
    keyboard = Keyboard(one)
    keyboard.press("n")
    one.page.wait_for_function("document.querySelector('.av-drawer')?.dataset.shown")
    assert own(one, known) == {}
    keyboard.press("Escape", "?")
    for name, opener in (("keys", None), ("save", "save-button"), ("link", "share")):
        if opener:
            part(one, opener).click()
        expect(part(one, name)).to_be_visible()
        assert own(one, known, f"[data-av={name}]") == {}, name
        keyboard.press("Escape")
        expect(part(one, name)).to_be_hidden()
    one.page.evaluate("document.querySelector('.av-veil').hidden = false")
    assert own(one, known, ".av-veil") == {}
    one.page.evaluate("document.querySelector('.av-veil').hidden = true")
    part(one, "skip").focus()
    assert own(one, known, ".av-skip") == {}


@pytest.mark.parametrize("theme", THEMES)
def test_nothing_that_opens_within_a_section_has_one(visit, known, theme):
    one = visit(**VIEWS[theme])
    show(one, "Explain")
    one.page.locator("#av-why-target").focus()
    expect(one.page.get_by_role("option").first).to_be_visible()
    assert own(one, known, PANEL) == {}
    show(one, "Compare")
    one.page.locator("[data-av=setup]").first.click()
    panel = one.page.get_by_role("dialog", name="What this column shows")
    expect(panel).to_be_visible()
    assert own(one, known, ".av-setup-panel:popover-open") == {}
    one.page.keyboard.press("Escape")
    show(one, "Heads", "Interventions")
    one.page.get_by_role("switch", name="Layer 1, head 2").click()
    one.page.get_by_text("As Python", exact=True).click()
    one.painted()
    assert own(one, known, PANEL) == {}


def test_every_card_of_learn_is_free_of_them(visit, known):
    one = visit()
    show(one, "Learn")
    for place in range(12):
        one.page.locator(f"[data-set=card][data-to='{place}']").click()
        one.painted()
        assert own(one, known, ".av-learn-card") == {}, place


def test_a_serious_fault_is_found(visit):
    one = visit()
    one.page.evaluate("document.querySelector('.av-brand').style.color = 'var(--line)'")
    assert "color-contrast" in faults(one.page)
