"""The Heads screen: its sections, its boards of heads, and the figures that it shows."""

import re

from playwright.sync_api import expect

from tests.support.visit import part

BOARD = (30, 16)  # px: where the cells begin
PRINTED = 0.051  # what two figures of a share leave out
SHOWN = """token => [...document.querySelectorAll('[data-shown]')].some(
  screen => screen.querySelector('.av-heads-view') && screen.dataset.shown === token
    && screen.dataset.painted !== undefined)"""


def open_heads(one, section="Statistics"):
    one.page.get_by_role("tab", name="Heads").click()
    one.page.wait_for_function(SHOWN, arg=one.token)
    if section != "Statistics":
        button = part(one, "heads-sections").get_by_role("button", name=section, exact=True)
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        one.painted()
    return one


def cell(one, trace, layer, head, name="stat-board"):
    """Point at a head's cell."""
    box, (left, top) = part(one, name).bounding_box(), BOARD
    across = (box["width"] - left) // trace.config.heads
    down = (box["height"] - top) / trace.config.depth
    one.page.mouse.move(
        box["x"] + left + (head + 0.4) * across, box["y"] + top + (layer + 0.4) * down
    )


def first_tile(one, name="stat-ranking"):
    box = part(one, name).bounding_box()
    one.page.mouse.move(box["x"] + 8, box["y"] + 8)


def number(text):
    """The first number in a text, as a share where it is given in percent."""
    found = re.search(r"(\d*\.?\d+)( %)?", text)
    value = float(found[1]) if found else float("nan")
    return value / 100 if found and found[2] else value


def expect_head(one, layer, head):
    expect(part(one, "heads-status")).to_contain_text(f"L{layer + 1} H{head + 1} ")


def strongest(values, *, largest=True):
    """Layer and head of the largest or smallest of values [L,H]."""
    index = int(values.argmax() if largest else values.argmin())
    return divmod(index, values.shape[1])
