"""The Positions screen: its sections, its grids and its status line."""

import math
import re

from playwright.sync_api import expect

from tests.support.screens.explore import choose_model
from tests.support.visit import part, point_at

SHOWN = """token => {
  const screen = document.querySelector('.av-positions')?.closest('[data-shown]');
  const {shown, painted} = screen?.dataset ?? {};
  return shown === token && painted !== undefined;
}"""


def open_positions(one):
    one.page.get_by_role("tab", name="Positions").click()
    one.page.wait_for_function(SHOWN, arg=one.token)
    return one


def open_with(one, key):
    """Another model on the Explore screen; back to this one."""
    before = one.token
    one.page.get_by_role("tab", name="Explore").click()
    choose_model(one, key)
    one.ready(before)
    return open_positions(one)


def section(one, name):
    button = part(one, "pos-sections").get_by_role("button", name=name, exact=True)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    one.painted()


def cell(one, name, grid, row, col, *, click=False):
    """Bring the pointer, or a click, to a cell of a part that is divided into (rows, cols)."""
    point_at(one, part(one, name), (col + 0.5) / grid[1], (row + 0.5) / grid[0], click=click)


def number(text):
    """The last number in a text; nan without one."""
    found = re.findall(r"-?\d*\.?\d+(?:e-?\d+)?", text.replace("\N{MINUS SIGN}", "-"))
    return float(found[-1]) if found else math.nan


def status(one):
    return part(one, "pos-status").inner_text()
