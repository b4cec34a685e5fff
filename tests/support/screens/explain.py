"""The Explain screen: its cards, its classes, and the numbers that it shows."""

import math
import re

import pytest
from playwright.sync_api import expect

from app.screens.explain import maps
from app.wire.question import Question
from tests.support.visit import part
from vit.maps.methods import METHODS

QUICK = [name for name in METHODS if name != maps.REMOVAL]
PRINTED = 0.051  # what two figures of a number leave out
SHOWN = """token => {
  const {shown, painted} = document.querySelector('[data-shown]')?.dataset ?? {};
  return shown === token && painted !== undefined;
}"""
ANSWERED = """([target, against]) => {
  const {answered, painted} = document.querySelector('[data-shown]').dataset;
  return answered === `${target}/${against}` && painted !== undefined;
}"""


def card(one, name):
    return one.page.locator(f"[data-av=why-plates] [data-method={name}]")


def picture(one, name):
    """The map on a card."""
    return card(one, name).locator("canvas").first


def open_explain(one):
    one.page.get_by_role("tab", name="Explain").click()
    shown(one)
    return one


def shown(one):
    """Wait until the maps of the page's own view are drawn."""
    one.page.wait_for_function(SHOWN, arg=one.token)


def section(one, name):
    button = one.page.get_by_role("button", name=name)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    one.painted()


def bars(one):
    return part(one, "why-bars").get_by_role("button")


def chosen(one):
    pressed = part(one, "why-bars").locator("[aria-pressed=true]")
    return int(pressed.get_attribute("data-index") or "")


def answered(one, target, against=None):
    """Wait until the maps of this class are drawn."""
    asked = [target, "null" if against is None else against]
    one.page.wait_for_function(ANSWERED, arg=asked)


def likeness_answered(one, name):
    """Wait until the maps of this similarity are drawn."""
    one.page.wait_for_function(ANSWERED, arg=[name, "null"])


def ask(one, row):
    """Click on a class; its number, when its maps are drawn."""
    target = int(bars(one).nth(row).get_attribute("data-index") or "")
    bars(one).nth(row).click()
    pressed = part(one, "why-bars").locator(f"[data-index='{target}'][aria-pressed=true]")
    expect(pressed).to_be_visible()
    answered(one, target)
    return target


def class_maps(site, one, target, names, make=maps.maps):
    """The library's own maps of a class, by the names of their methods."""
    question = Question(target, tuple(names))
    found = make(site.engine, site.recorded(one.token), question)
    return dict(zip(names, found, strict=True))


def number(text):
    """The first number in a text, as a share where it is given in percent; nan without one."""
    found = re.search(r"(-?)(\d*\.?\d+(?:e-?\d+)?)( %)?", text.replace("\N{MINUS SIGN}", "-"))
    if not found:
        return math.nan
    value = float(found[1] + found[2])
    return value / 100 if found[3] else value


def expect_number(one, locator, value, **tolerance):
    """The first number in a part of the page, soon."""
    one.until(lambda: number(locator.inner_text()), pytest.approx(float(value), **tolerance))
