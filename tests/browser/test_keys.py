"""Keys of the page after a control was used: by the pointer, and by the keyboard itself."""

import pytest
from playwright.sync_api import Locator, expect

from tests.support.visit import part

pytestmark = pytest.mark.browser

LAYER = "K"  # the layer before
CONTROLS = ("slider", "radio", "select")


def control(one, name: str) -> Locator:
    """A control of Explore: how strong the overlay is, a patch size, the colours."""
    if name == "radio":
        return one.page.locator("#av-patch").get_by_role("radio", name="12", exact=True)
    return part(one, {"slider": "opacity", "select": "colormap"}[name])


def press_layers(one, first: int, *, times: int = 3) -> None:
    """K goes through the layers, each time it is pressed."""
    for layer in range(first, first - times, -1):
        one.page.keyboard.press(LAYER)
        expect(part(one, "title")).to_have_text(f"L{layer} mean")


@pytest.mark.parametrize("name", CONTROLS)
def test_every_key_works_after_a_control_was_used_by_the_pointer(visit, name):
    one = visit()
    before = one.token
    used = control(one, name)
    used.click(force=True)
    if name == "select":
        one.page.keyboard.press("Escape")  # closes its list
    if name == "radio":
        one.ready(after=before)
    press_layers(one, 5)
    one.page.keyboard.press("ArrowRight")
    expect(part(one, "where")).to_contain_text("pinned")
    value = used.input_value()
    one.page.keyboard.press("ArrowUp")
    one.page.keyboard.press("Escape")
    expect(part(one, "where")).to_contain_text("from the class token")
    assert used.input_value() == value
    one.page.keyboard.press("g")
    expect(part(one, "grid")).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("name", CONTROLS)
def test_a_control_reached_by_the_keyboard_keeps_the_keys_it_works_by(visit, name):
    one = visit()
    before = one.token
    used = control(one, name) if name != "radio" else one.page.locator("#av-patch input:checked")
    part(one, "stage").click()
    used.focus()
    one.page.keyboard.press("Shift+Tab")
    one.page.keyboard.press("Tab")
    expect(used).to_be_focused()
    shown = part(one, "where").inner_text()
    one.page.keyboard.press("ArrowDown")
    if name == "radio":
        one.ready(after=before)
        expect(one.page.locator("#av-patch input:checked")).to_be_focused()
    else:
        expect(used).not_to_have_value({"slider": "82", "select": "inferno"}[name])
        expect(part(one, "where")).to_have_text(shown)
    press_layers(one, 5)
    one.page.keyboard.press("Escape")
    expect(part(one, "where")).to_contain_text("from the class token")


def test_a_list_keeps_the_letters_that_its_options_begin_with(visit):
    one = visit()
    colours = part(one, "colormap")
    colours.focus()
    one.page.keyboard.press("g")
    expect(colours).to_have_value("grey")
    expect(part(one, "grid")).to_have_attribute("aria-pressed", "true")
    one.page.keyboard.press("f")
    expect(part(one, "where")).to_contain_text("to the class token")


def test_space_belongs_to_a_button_that_the_keyboard_reached(visit):
    one = visit()
    one.page.get_by_role("button", name="Rollout", exact=True).focus()
    one.page.keyboard.press("Space")
    expect(part(one, "title")).to_have_text("Rollout to L6")


def test_patch_sizes_are_one_stop_and_the_arrows_choose(visit):
    one = visit()
    group = one.page.get_by_role("radiogroup", name="Patch size in pixels")
    part(one, "fit").focus()
    while not group.locator(":focus").count():
        one.page.keyboard.press("Shift+Tab")
    expect(group.get_by_role("radio", name="8", exact=True)).to_be_focused()
    one.page.keyboard.press("Shift+Tab")
    expect(group.locator(":focus")).to_have_count(0)
    one.page.keyboard.press("Tab")
    before = one.token
    one.page.keyboard.press("ArrowRight")
    one.ready(after=before)
    expect(part(one, "facts")).to_contain_text("patch 12")
    chosen = group.get_by_role("radio", name="12", exact=True)
    expect(chosen).to_be_focused()
    expect(chosen).to_be_checked()
    assert group.get_by_role("radio", checked=True).count() == 1


def test_the_key_after_a_closed_drawer_is_not_lost(visit):
    one = visit()
    one.page.keyboard.press("n")
    one.page.wait_for_function("document.querySelector('.av-drawer')?.dataset.shown")
    one.page.evaluate("""() => {
      const press = key => document.activeElement.dispatchEvent(
        new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
      press('Escape');
      press('k');  // before the browser has laid out the page without the drawer
    }""")
    expect(part(one, "title")).to_have_text("L5 mean")
