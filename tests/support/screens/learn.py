"""The Learn screen: its cards, its drawer, and numbers as they are written there."""

import math
import re

from app.screens.learn.card_facts import Chosen

FILLED = """wanted => {
  const {shown, painted} = document.querySelector('#av-learn-view [data-shown]')?.dataset ?? {};
  return painted !== undefined && shown?.startsWith(wanted) && shown;
}"""
CARDS_ON_PAGE = (
    "patches", "projection", "positions", "class_token", "block", "query_key_value",
    "dot_product", "heads", "layer_norm", "depth", "limits", "patch_size",
    "features", "sinks", "teaching",
)  # fmt: skip


def figure(value: float) -> str:
    """As the cards write a number."""
    if value == int(value):
        return signed(value, grouped(str(abs(int(value)))))
    text = number(value, 4)
    return text.rstrip("0") if float(f"{value:.4g}") == value and "." in text else text


def number(value: float, figures: int) -> str:
    """In so many figures, without powers of ten."""
    if abs(value) < 1e-6:
        return signed(value, "<0.000001")
    rounded = float(f"{abs(value):.{figures}g}")
    places = max(0, figures - 1 - math.floor(math.log10(rounded)))
    return signed(value, grouped(f"{rounded:.{places}f}"))


def percent(share: float) -> str:
    """A share in two figures."""
    if 0 < share < 0.0000995:
        return "<0.01 %"
    if 0.995 <= share < 0.9995:
        return f"{share * 100:.1f} %"
    text = number(share * 100, 2) if share < 0.0995 else f"{share * 100:.0f}"
    return f"{text if share else 0} %"


def signed(value: float, text: str) -> str:
    return ("\N{MINUS SIGN}" if value < 0 else "") + text


def grouped(text: str) -> str:
    """Digits in groups of three, from five digits on."""
    whole, point, places = text.partition(".")
    if len(whole) < 5:
        return text
    return re.sub(r"\B(?=(\d{3})+$)", "\N{NO-BREAK SPACE}", whole) + point + places


def fixed(value: float) -> str:
    """In four places; what rounds to zero has no sign."""
    text = f"{abs(value):.4f}"
    return signed(value if float(text) else 0, grouped(text))


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
