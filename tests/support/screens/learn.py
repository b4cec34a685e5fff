"""The Learn screen: its cards, its drawer, and numbers as they are written there."""

import re

from app.screens.learn.card_facts import Chosen

FILLED = """wanted => {
  const {shown, painted} = document.querySelector('#av-learn-view [data-shown]')?.dataset ?? {};
  return painted !== undefined && shown?.startsWith(wanted) && shown;
}"""
CARDS_ON_PAGE = (
    "patches", "projection", "positions", "class_token", "block", "query_key_value",
    "dot_product", "heads", "layer_norm", "depth", "limits", "patch_size",
)  # fmt: skip


def figure(value: float) -> str:
    """As the cards write a number."""
    if value == int(value):
        return grouped(str(int(value)))
    if len(repr(value)) <= 5:
        return minus(repr(value))
    if abs(value) >= 1e6:
        return grouped(str(round(value)))
    if abs(value) < 1e-4:
        digits, exponent = f"{value:.1e}".split("e")
        return minus(f"{digits}e{int(exponent)}")
    whole = len(str(int(abs(value)))) if abs(value) >= 1 else 0
    text = f"{value:#.4g}".rstrip(".")
    return minus(str(round(value)) if whole >= 4 else text)


def minus(text: str) -> str:
    return text.replace("-", "\N{MINUS SIGN}")


def grouped(text: str) -> str:
    return minus(re.sub(r"\B(?=(\d{3})+(?!\d))", "\N{NARROW NO-BREAK SPACE}", text))


def fixed(value: float) -> str:
    return minus(f"{0 if abs(value) < 5e-5 else value:.4f}")


def open_learn(one):
    one.page.get_by_role("tab", name="Learn").click()
    one.page.wait_for_function(FILLED, arg=one.token)
    return one


def open_section(one, name):
    one.page.get_by_role("tab", name="Learn").click()
    one.painted()
    one.page.locator(f"#av-learn-view [data-set=section][data-to={name}]").click()
    return one


def card(one, name):
    """Open a card; the (layer, head, token) that its numbers are of."""
    place = list(CARDS_ON_PAGE).index(name)
    one.page.locator(f"[data-set=card][data-to='{place}']").click()
    return filled(one, name)


def filled(one, name, rest=""):
    """Wait until a card shows the page's own view."""
    wanted = f"{one.token}/{name}/{rest}"
    shown = one.page.wait_for_function(FILLED, arg=wanted).json_value()
    return Chosen(*map(int, shown.split("/")[2:]))
