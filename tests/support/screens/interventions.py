"""Interventions on the Heads screen: their switches, their bars, and the library's own pass."""

import pytest
import torch

import vit
from tests.support.visit import part

PRINTED = 6e-4  # what three decimals of a probability leave out
ROUNDED = 6e-3  # and two of a logit


def cell(one, layer, head):
    return part(one, "cut-switches").locator(f"button[data-layer='{layer}'][data-head='{head}']")


def whole(one, layer):
    return part(one, "cut-switches").locator(f"button[data-layer='{layer}']:not([data-head])")


def button(one, name):
    return part(one, "heads-interventions-side").get_by_role("button", name=name, exact=True)


def choose(one, kind, to):
    one.page.locator(f"[data-set={kind}][data-to='{to}']").click()
    one.painted()


def centre(one, canvas, patch, cols=12, rows=12):
    """The place on the page [x, y] of a patch's centre."""
    box = part(one, canvas).bounding_box()
    row, col = divmod(patch, cols)
    across, down = (col + 0.5) / cols, (row + 0.5) / rows
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def model_and_pixels(site, one):
    key = site.engine.granted(one.token)
    return site.engine.record(key).model, site.engine.prepared(key).pixels


def probabilities(site, one, edits, blanked=()):
    """Those of the page's own picture, changed by the library alone."""
    model, pixels = model_and_pixels(site, one)
    pixels, side = pixels.clone(), model.config.patch
    for patch in blanked:
        row, col = divmod(patch, model.config.grid.cols)
        pixels[:, row * side : (row + 1) * side, col * side : (col + 1) * side] = 0
    return vit.trace(model, pixels, edits=edits).probabilities()


def gate(model, *off):
    """Gates [L,H] that are 0 for these heads (layer, head) and whole layers, else 1."""
    gates = torch.ones(model.config.depth, model.config.heads)
    for place in off:
        gates[place] = 0
    return gates


def value(text):
    if text.startswith("<"):
        return 0.0
    return float(text.replace("\N{MINUS SIGN}", "-"))


def bars(one):
    """What the page says of each class: (index, before, after, change)."""
    rows = part(one, "cut-bars").get_by_role("button")
    script = """rows => rows.map(row => [row.dataset.index,
      row.querySelector('.av-shift-pair').textContent,
      row.querySelector('.av-shift-change').textContent])"""
    found = []
    for index, pair, change in rows.evaluate_all(script):
        before, after = (value(text) for text in pair.split(" → "))
        found.append((int(index), before, after, change))
    return found


def expect_bars(one, before, after):
    """Every class of either pass is listed, with its probability before and after."""
    one.painted()
    rows = bars(one)
    listed = {index for index, *_ in rows}
    assert listed == {*before.topk(5).indices.tolist(), *after.topk(5).indices.tolist()}
    for index, own, new, change in rows:
        assert own == pytest.approx(before[index].item(), abs=PRINTED)
        assert new == pytest.approx(after[index].item(), abs=PRINTED)
        if abs(after[index] - before[index]) > 1e-3:
            difference = (after[index] - before[index]).item()
            assert value(change) == pytest.approx(difference, abs=PRINTED)
