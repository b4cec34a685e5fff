"""Heads with a sink in Chromium: their kind, their marks, and maps without it."""

import pytest
from playwright.sync_api import expect

import vit
from tests.support.screens.heads import cell, open_heads
from tests.support.sinks import both_differ, lower_line, open_picture
from tests.support.visit import part

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(visit, site):
    """Opens the Heads screen with a picture whose heads have sinks at a lower line."""

    def open_page():
        one = open_picture(visit, site)
        return open_heads(one)

    return open_page


def test_a_sink_is_named_and_counted(opened, site, monkeypatch):
    lower_line(monkeypatch)
    one = opened()
    trace = site.trace(one.token)
    figures = vit.head_statistics(trace)
    layer, head, token = figures.sinks.nonzero()[0].tolist()
    cell(one, trace, layer, head)
    row, col = trace.grid.cell(token)
    expect(part(one, "heads-status")).to_contain_text(f"of all is on patch ({row}, {col})")
    expect(part(one, "heads-status")).to_contain_text("(sink)")
    sinks = sum(tag == "sink" for row in vit.head_tags(figures) for tag in row)
    count = part(one, "stat-tags").locator("[data-tag=sink] .av-tag-count")
    expect(count).to_have_text(str(sinks))
    assert sinks == int(figures.sinks.any(dim=-1).sum())


def test_sinks_are_marked_and_left_out(opened, monkeypatch):
    plain = tiles(opened())
    lower_line(monkeypatch)
    marked = tiles(opened())
    for before, after in zip(plain, marked, strict=True):
        assert before != after


def tiles(one):
    """The cells, the maps of the heads, and these maps without sinks, as they are drawn."""
    one.page.mouse.move(0, 0)
    one.painted()
    drawn = [part(one, name).screenshot() for name in ("stat-board", "stat-ranking")]
    part(one, "stat-without").click()
    one.page.mouse.move(0, 0)
    one.painted()
    return [*drawn, part(one, "stat-ranking").screenshot()]


def test_both_witnesses_have_a_figure(opened):
    one = opened()
    for button, title in (
        ("Sinks", "Share on the patch that gets most"),
        ("Outliers", "Share on outlier patches"),
    ):
        one.page.get_by_role("button", name=button, exact=True).click()
        expect(part(one, "stat-title")).to_have_text(title)


def test_sinks_are_marked_before_and_after_a_change(opened, monkeypatch):
    def pair():
        one = opened()
        part(one, "heads-sections").get_by_role("button", name="Interventions").click()
        part(one, "cut-layer").select_option("0")
        one.painted()
        canvases = [part(one, name) for name in ("cut-before", "cut-after")]
        return one, lambda: [canvas.evaluate("one => one.toDataURL()") for canvas in canvases]

    lower_line(monkeypatch, 2.0)  # no share is so large
    one, read = pair()
    plain = read()
    lower_line(monkeypatch)
    one, read = pair()
    one.until(lambda: both_differ(read, plain), True)
