"""Kinds that show what tokens hold: similarity over pictures, matches, norms, own pictures."""

import re

import pytest
from playwright.sync_api import expect

import vit
from tests.support.screens.compare import Bench
from tests.support.visit import part, slide

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]

LINES = """() => {
  const canvas = document.querySelector('[data-av=links]');
  const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return canvas.hidden ? 0 : data.reduce((sum, level, i) => sum + (i % 4 === 3 && level > 0), 0);
}"""


@pytest.fixture
def pair(visit, site) -> Bench:
    """The first scene beside the second one."""
    one = visit()
    one.reusable = False
    one.page.goto(f"{site.url}?columns=;example:two-2&kind=matches")
    one.ready()
    return Bench(one, 2)


def moved(bench: Bench) -> list[str]:
    """What was requested while the pointer moved, but for measures that come at rest."""
    at_rest = ("/times", "/turned", "/fidelity", "/measures", "/sinks")
    return [url for url in bench.one.data_requests() if not any(one in url for one in at_rest)]


def pairs_of(site, bench: Bench) -> vit.Matches:
    first, second = (site.trace(token) for token in bench.tokens())
    key = site.engine.granted(bench.tokens()[0])
    model, depth = site.engine.record(key).model, first.config.depth
    layer = round(2 / 3 * depth)
    one, other = (vit.facet_directions(model, trace, layer, "value") for trace in (first, second))
    return vit.mutual_matches(one, other, second.grid.cols)


def test_matches_are_lines_between_neighbours(pair, site):
    page, patches = pair.page, 144
    count = len(pairs_of(site, pair).first)
    text = re.compile(rf"{count} of {patches} patches")
    expect(pair.part(1, "apart")).to_have_text(text)
    all_lines = page.evaluate(LINES)
    assert all_lines
    slide(part(pair.one, "pairs"), 5)
    pair.one.painted()
    assert 0 < page.evaluate(LINES) < all_lines
    pair.one.forget()
    pair.point(0, 0.5, 0.5)
    assert moved(pair) == []
    expect(part(pair.one, "told")).to_contain_text("Picture upside down, matches after L4")
    page.get_by_role("button", name="Attention", exact=True).click()
    pair.settle(2)
    assert page.evaluate(LINES) == 0


def test_similarity_follows_the_patch_under_the_pointer_into_the_other_picture(pair, site):
    pair.show("Similarity", 2)
    first, second = (site.trace(token) for token in pair.tokens())
    model = site.engine.record(site.engine.granted(pair.tokens()[0])).model
    one, other = (vit.facet_directions(model, trace, 4, "value") for trace in (first, second))
    for index, (here, there) in enumerate(((one, other), (other, one))):
        pair.one.forget()
        pair.point(index, 0.4, 0.6)
        values = there @ here[7 * 12 + 4]
        best = int(values.argmax())
        text = f"Best match ({best // 12}, {best % 12}): cosine {values.max():.2f}"
        expect(pair.part(index, "from")).to_have_text("with (7, 4)")
        expect(pair.part(1 - index, "peak")).to_contain_text(f"{values.max():.2f}")
        if not index:
            expect(pair.part(1, "apart")).to_contain_text(text)
        assert moved(pair) == []
    pair.point(1, 0.4, 0.6, click=True)
    pair.leave()
    expect(pair.page.locator("[data-av=line]")).to_contain_text("with (7, 4) of house and snowman")
    expect(pair.page).to_have_url(re.compile("source=1"))


def waits_for_axes_of_all_pictures(pair):
    """While they are on their way, the columns say what takes so long."""
    held, common = [], re.compile("axes=pictures")
    pair.page.route(common, lambda route: held.append(route))
    pair.page.locator(".av-compare [data-av=axes]").select_option("pictures")
    expect(pair.part(0, "loading")).to_be_visible()
    expect(pair.part(0, "loading")).to_contain_text("every picture of the strip")
    pair.page.route(common, lambda route: route.continue_())  # before the first one
    for route in held:
        route.continue_()
    pair.settle(2)
    expect(pair.part(0, "loading")).to_be_hidden()


def test_columns_differ_in_facet_and_say_what_has_no_similarity(pair):
    pair.part(1, "facet").select_option("key")
    pair.settle(2)
    expect(pair.part(1, "apart")).to_have_text(
        "A value and a key have no common similarity. No lines."
    )
    assert pair.page.evaluate(LINES) == 0
    expect(pair.page).to_have_url(re.compile("facet:key"))
    pair.show("Norms", 2)
    expect(pair.part(1, "apart")).to_contain_text("times the median")
    pair.show("Colours", 2)
    expect(pair.part(1, "peak")).to_contain_text("of what differs")
    waits_for_axes_of_all_pictures(pair)
    pair.show("Foreground", 2)
    expect(pair.part(1, "apart")).to_contain_text("of the picture is foreground")
    slide(part(pair.one, "front-line"), 1)
    expect(pair.part(1, "from")).to_have_text("by your threshold")
    expect(pair.part(1, "apart")).to_contain_text(re.compile(r"^[01]\.?\d*\s% of the picture"))
    part(pair.one, "front-otsu").click()
    expect(pair.part(1, "from")).to_have_text("by Otsu's threshold")
    pair.show("Segments", 2)
    expect(pair.part(0, "from")).to_have_text("4 segments")
    pair.show("Sinks", 2)
    expect(pair.part(0, "from")).to_contain_text("sink")


def test_a_column_takes_a_picture_that_was_opened_here(pair, photo):
    page, one = pair.page, pair.one
    before = one.token
    page.get_by_role("tab", name="Explore").click()
    page.locator("#av-own input[type=file]").set_input_files(photo())
    before = one.ready(after=before)
    page.locator("[data-av=strip] .av-thumb").nth(0).click()
    one.ready(after=before)
    page.get_by_role("tab", name="Compare").click()
    pair.settle(2)
    pair.part(1, "setup").click()
    box = pair.part(1, "example")
    option = box.locator("optgroup[label='Opened here'] option")
    expect(option).to_have_count(1)
    box.select_option(option.get_attribute("value"))
    page.keyboard.press("Escape")
    pair.settle(2)
    expect(pair.part(1, "setup")).to_contain_text(f"{option.inner_text()} · ")
    expect(page).to_have_url(re.compile(r"own:[0-9a-f]{12}(&|$)"))
