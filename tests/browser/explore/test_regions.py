"""Regions on Explore: drawn by pointer and keys, their maps, chips, undo and link; received."""

import pytest
from playwright.sync_api import expect

from tests.support.screens.explore import exact
from tests.support.visit import Visit, part, point_at, slide

pytestmark = pytest.mark.browser

# The value that the status line shows, and that of the server for the same region.
SERVED = """async ({kind, region, token}) => {
  const viewer = document.querySelector('[data-token]').dataset;
  const fields = region ? `?region=${encodeURIComponent(region)}` : '';
  const reply = await fetch(`/gradio_api/vit/${viewer.token}/${kind}${fields}`);
  const rows = new Float32Array(await reply.arrayBuffer());
  const [layers, heads, tokens] = [6, 6, 145];
  let sum = 0;
  for (let h = 0; h < heads; h++) sum += rows[((layers - 1) * heads + h) * tokens + token];
  return sum / heads;
}"""


def drag(one: Visit, *points: tuple[float, float], shift: bool = False) -> None:
    """Draw through these places of the picture."""
    box = part(one, "stage").bounding_box()
    assert box is not None
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    if shift:
        one.page.keyboard.down("Shift")
    one.page.mouse.move(*places[0])
    one.page.mouse.down()
    for place in places[1:]:
        one.page.mouse.move(*place)
    one.page.mouse.up()
    if shift:
        one.page.keyboard.up("Shift")


def regions(one: Visit) -> list[str]:
    """The regions of the page's address."""
    found = one.page.evaluate("new URLSearchParams(location.search).get('regions')")
    return found.split(";") if found else []


def read(one: Visit) -> float:
    """The value that the status line reads."""
    text = part(one, "status").inner_text()
    return float(text.split(": ")[1].split(" = ")[0])


def place(one: Visit) -> int:
    """The token whose value the status line reads, of a grid of 12 by 12."""
    text = part(one, "status").inner_text().split(" (peak)")[0]
    row, col = text[text.rindex("(") + 1 : text.rindex(")")].split(", ")
    return 1 + 12 * int(row) + int(col)


def check(one: Visit, kind: str) -> None:
    """The map's figure is the server's for the region that was drawn last."""
    region = regions(one)[-1]
    wanted = {"kind": f"{kind}/default", "region": region, "token": place(one)}
    assert one.page.evaluate(SERVED, wanted) == pytest.approx(read(one), rel=1e-4)


def test_the_map_of_a_region_is_that_of_its_patches(visit):
    one = visit()
    status = part(one, "status")
    one.page.locator("[data-tool=block]").click()
    drag(one, (0.05, 0.05), (0.2, 0.2), (0.3, 0.2))
    expect(status).to_have_text(exact("from region of 12 patches to"))
    expect(part(one, "where")).to_have_text("from the region of 12 patches")
    one.until(lambda: len(regions(one)), 1)
    check(one, "from")
    one.page.locator("[data-to=to][data-set=direction]").click()
    expect(status).to_have_text(exact("to region of 12 patches from"))
    check(one, "to")
    one.page.locator("[data-tool=lasso]").click()
    drag(one, (0.6, 0.6), (0.9, 0.6), (0.9, 0.9), (0.6, 0.9))
    expect(status).to_contain_text("region of 16 patches")  # of an edge half a patch counts
    one.until(lambda: regions(one)[0][:5], "lasso")


def test_four_regions_are_kept_undone_and_linked(visit):
    one = visit()
    status, chips = part(one, "status"), part(one, "regions").locator(".av-region")
    drag(one, (0.05, 0.05), (0.2, 0.2), (0.3, 0.2), shift=True)
    drag(one, (0.1, 0.6), (0.3, 0.6), (0.3, 0.9), shift=True)
    part(one, "stage").click(position={"x": 200, "y": 20}, modifiers=["Shift"])
    expect(status).to_contain_text("region of 1 patch ")
    one.page.keyboard.press("Shift+ArrowDown")
    one.page.keyboard.press("Shift+ArrowRight")
    expect(status).to_contain_text("region of 4 patches")
    drag(one, (0.6, 0.6), (0.7, 0.6), (0.7, 0.7), shift=True)
    drag(one, (0.1, 0.6), (0.3, 0.6), (0.3, 0.8), shift=True)
    expect(part(one, "region-note")).to_have_text("4 regions are kept: remove one first")
    one.page.keyboard.press("Delete")
    expect(chips).to_have_count(3)
    one.page.keyboard.press("Control+z")
    expect(chips).to_have_count(4)
    expect(chips.nth(3).locator("button").first).to_have_attribute("aria-pressed", "true")
    chips.nth(0).locator("button").first.click()
    expect(status).to_have_text(exact("from region of 12 patches to"))
    one.until(lambda: "chosen_region=0" in one.page.url and len(regions(one)), 4)
    before = status.inner_text()
    one.page.reload()
    one.ready()
    expect(status).to_have_text(before)
    expect(chips).to_have_count(4)
    one.page.keyboard.press("Escape")
    expect(status).to_contain_text("from class token to")
    expect(chips).to_have_count(4)


def test_received_attention_and_a_region_in_rollout_and_features(visit):
    one = visit()
    status = part(one, "status")
    one.page.locator("[data-to=received]").click()
    expect(part(one, "where")).to_have_text("received, a mean over all queries")
    expect(status).to_have_text(exact("received by"))
    asked = {"kind": "received", "region": "", "token": place(one)}
    assert one.page.evaluate(SERVED, asked) == pytest.approx(read(one), rel=1e-4)
    one.page.keyboard.press("f")
    one.page.locator("[data-set=method][data-to=features]").click()
    one.page.locator("[data-tool=block]").click()
    drag(one, (0.3, 0.3), (0.4, 0.5), (0.6, 0.6))
    expect(status).to_contain_text("Similarity after L6   region of 25 patches and")
    expect(part(one, "reading")).to_contain_text("Its patches agree by")
    one.page.locator("[data-set=method][data-to=rollout]").click()
    expect(status).to_have_text(exact("from region of 25 patches to"))
    expect(part(one, "reading")).to_contain_text("Rollouts of different regions become alike")


def test_heads_are_pinned_in_colours_and_come_back(visit):
    one = visit()
    pins, status = part(one, "pins").locator("[data-pin]"), part(one, "status")
    part(one, "blend").click()
    expect(pins).to_have_count(4)
    expect(part(one, "title")).to_have_text("Heads in colours")
    pins.nth(0).click()
    expect(pins).to_have_count(3)
    one.page.keyboard.press(",")  # the last head; the mean is none
    one.page.keyboard.press("k")
    one.page.keyboard.press("h")
    expect(pins.last).to_contain_text("L5 H6")
    slide(part(one, "mass"), 90)
    expect(part(one, "where")).to_contain_text("patches with 90 % of each head")
    one.until(lambda: "mass=90" in one.page.url, True)
    before = pins.all_inner_texts()
    one.page.reload()
    one.ready()
    assert pins.all_inner_texts() == before
    one.page.keyboard.press("c")
    expect(status).to_have_text(exact("from class token to"))


def test_all_weights_of_a_head_light_query_and_key(visit):
    one = visit()
    status, table = part(one, "status"), part(one, "weights")
    part(one, "cells").select_option("weights")
    expect(part(one, "matrix-title")).to_have_text("All weights of L6 mean")
    point_at(one, table, (1 + 12 * 3 + 4.5) / 145, (1 + 12 * 9 + 2.5) / 145)
    expect(status).to_contain_text("L6 mean   query (9, 2), key (3, 4): ~")
    shown = float(status.inner_text().split("~")[1].split(" =")[0])
    token = {"kind": f"from/{1 + 12 * 9 + 2}", "region": "", "token": 1 + 12 * 3 + 4}
    assert one.page.evaluate(SERVED, token) == pytest.approx(shown, rel=2e-2)
    point_at(one, table, (1 + 12 * 3 + 4.5) / 145, (1 + 12 * 9 + 2.5) / 145, click=True)
    expect(part(one, "where")).to_have_text("from patch (9, 2), pinned")
    table.focus()
    one.page.keyboard.press("ArrowDown")
    expect(status).to_contain_text("query (9, 3), key")
    part(one, "cells").select_option("maps")
    expect(part(one, "matrix-title")).to_have_text("6 layers × 6 heads")
