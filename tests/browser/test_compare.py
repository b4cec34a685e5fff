"""The Compare screen in Chromium: what a person does, and the numbers the page computes."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

import vit
from tests.conftest import ABSENT, WIDE
from vit.anatomy.cost import map_bytes, multiply_adds, record_bytes
from vit.maps.relevance import relevance_tokens

pytestmark = pytest.mark.browser

SETTLED = """count => {
  const columns = [...document.querySelectorAll('.av-col')];
  const measured = one => one.querySelector('[data-av=distance]').textContent !== '–';
  const refused = one => one.classList.contains('is-refused');
  return columns.length === count
    && document.querySelector('.av-columns').closest('[data-painted]')
    && columns.every(one => refused(one) || one.dataset.ready && measured(one))
    && !columns.some(one => one.hasAttribute('data-waiting'));
}"""


class Bench:
    """A page on the Compare screen."""

    def __init__(self, one, columns=3):
        self.one, self.page = one, one.page
        self.page.get_by_role("tab", name="Compare").click()
        self.settle(columns)

    def settle(self, columns):
        """Wait until every column shows and measures what it was asked for."""
        self.page.wait_for_function(SETTLED, arg=columns)

    def show(self, kind, columns=3):
        """Another kind of map."""
        button = self.page.get_by_role("button", name=kind, exact=True)
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        self.settle(columns)

    def column(self, index):
        return self.page.locator(".av-col").nth(index)

    def part(self, index, name):
        return self.column(index).locator(f"[data-av={name}]")

    def add(self, what, columns=4):
        self.page.get_by_role("button", name=f"another {what}").click()
        self.settle(columns)

    def set(self, index, field, value):
        """Change a field of a column's panel."""
        self.part(index, "setup").click()
        box = self.part(index, field)
        if box.evaluate("one => one.matches('select')"):
            box.select_option(value)
        else:
            box.fill(value)
            box.press("Tab")
        self.page.keyboard.press("Escape")

    def point(self, index, across, down, *, click=False):
        box = self.part(index, "eye").bounding_box()
        at = box["x"] + across * box["width"], box["y"] + down * box["height"]
        (self.page.mouse.click if click else self.page.mouse.move)(*at)

    def expect_patches(self, *cells):
        for index, cell in enumerate(cells):
            expect(self.column(index)).to_have_attribute("data-patch", cell)

    def expect_peak(self, index, value):
        """The peak of a column's map, in multiples of uniform: two digits below 10, else three."""

        def shown():
            found = re.search(r"peak ([\d.]+)×", self.part(index, "peak").inner_text())
            return found and float(found[1])

        self.one.until(shown, pytest.approx(float(value), rel=0.06))

    def leave(self):
        """The pointer goes: nothing is read under it any more."""
        self.page.mouse.move(5, 5)
        expect(self.page.locator("[data-av=line]")).not_to_contain_text("read at")

    def tokens(self):
        """The token of the view that each column shows."""
        return self.page.locator(".av-col").evaluate_all("all => all.map(one => one.dataset.ready)")

    def slide(self, step):
        self.page.locator("#av-size").evaluate(SLIDE, step)


SLIDE = """(slider, step) => {
  slider.value = step;
  slider.dispatchEvent(new Event('input', {bubbles: true}));
}"""


@pytest.fixture
def bench(visit):
    return Bench(visit())


def cell(across, down, rows, cols=None):
    return f"({int(down * rows)}, {int(across * (cols or rows))})"


def asked(bench, word):
    return [url for url in bench.one.data_requests() if word in url]


# ---- columns and the cursor


def test_columns_are_added_changed_and_removed(bench):
    expect(bench.part(0, "fixed")).to_have_text("8 px")
    expect(bench.part(0, "live")).to_be_visible()
    for index, patch in enumerate(("24", "16"), 1):
        expect(bench.part(index, "patch")).to_have_value(patch)
    expect(bench.part(1, "trained")).to_have_text("trained size")
    bench.add("patch size")
    expect(bench.part(3, "patch")).to_have_value("6")
    expect(bench.page.locator("[data-av=add]")).to_be_hidden()
    bench.part(3, "patch").select_option("12")
    expect(bench.part(3, "cells")).to_have_text("8 × 8 patches")
    for columns in (3, 2):
        bench.part(1, "remove").click()
        bench.settle(columns)
    expect(bench.part(1, "patch")).to_have_value("12")
    expect(bench.part(1, "remove")).to_be_hidden()
    bench.add("head", 3)
    expect(bench.part(2, "head")).to_have_value("0")


def test_one_point_selects_its_patch_in_every_column_without_a_request(bench):
    bench.add("patch size")
    bench.one.forget()
    for step in range(20):
        across, down = (2 * step + 1.5) / 48, (46.5 - 2 * step) / 48  # on no patch's edge
        bench.point(step % 4, across, down)
        bench.expect_patches(*(cell(across, down, rows) for rows in (12, 4, 6, 16)))
    expect(bench.part(1, "from")).to_have_text(re.compile(r"from \(\d, \d\)"))
    assert bench.one.data_requests() == []


def test_a_click_pins_keys_walk_and_escape_lets_go(bench, site):
    crop = site.trace(bench.tokens()[0]).view.crop
    at = "({0:.0f}, {0:.0f}) px"
    bench.point(0, 0.3, 0.3, click=True)
    status = bench.page.locator("[data-av=line]")
    pinned = at.format(crop.left + 0.3 * crop.width)
    expect(status).to_contain_text(f"from the patch under {pinned} of the picture, pinned")
    bench.point(0, 0.8, 0.8)
    expect(status).to_contain_text("pinned, read at " + at.format(crop.left + 0.8 * crop.width))
    expect(bench.part(0, "from")).to_have_text("from (3, 3)")
    expect(bench.part(0, "peak")).to_contain_text("here ")
    bench.leave()
    bench.page.keyboard.press("ArrowRight")
    bench.expect_patches("(3, 4)", "(1, 1)", "(1, 2)")
    bench.page.keyboard.press("Escape")
    expect(bench.part(0, "from")).to_have_text("from the class token")
    bench.part(1, "eye").focus()
    bench.page.keyboard.press("ArrowDown")  # the middle patch of the column that has the focus
    bench.expect_patches("(7, 7)", "(2, 2)", "(3, 3)")


def test_models_that_crop_differently_select_what_lies_under_the_point(visit, site, photo):
    one = visit()
    before = one.token
    one.page.locator("#av-own input[type=file]").set_input_files(photo(size=(90, 160)))
    one.ready(after=before)
    bench = Bench(one)
    bench.set(1, "checkpoint", WIDE)
    expect(bench.part(1, "cells")).to_have_text("4 × 6 patches")
    bench.settle(3)
    live, wide = (site.trace(token) for token in bench.tokens()[:2])
    for across, down in ((0.1, 0.2), (0.5, 0.5), (0.9, 0.85)):
        bench.point(0, across, down)
        crop = live.view.crop
        x, y = crop.left + across * crop.width, crop.top + down * crop.height
        seen = wide.view.crop
        right, low = (x - seen.left) / seen.width, (y - seen.top) / seen.height
        assert 0 < right < 1
        assert 0 < low < 1
        bench.expect_patches(cell(across, down, 12), cell(right, low, 4, 6))


# ---- the slider


def test_the_slider_predicts_at_every_size_it_passes(bench):
    marks = bench.page.locator(".av-stop")
    expect(marks).to_have_text(["(4)", "6", "8", "12", "16", "24", "(32)"])
    bench.one.forget()
    for step, (patch, rows) in enumerate([(4, 24), (6, 16), (8, 12), (12, 8), (16, 6)]):
        bench.slide(step)
        expect(bench.part(0, "fixed")).to_have_text(f"{patch} px")
        expect(bench.part(0, "cells")).to_have_text(f"{rows} × {rows} patches")
        expect(bench.part(0, "tokens")).to_have_text(str(rows * rows + 1))
        bench.settle(3)
        expect(bench.part(1, "cells")).to_have_text("4 × 4 patches")
    assert len(asked(bench, "/column?")) == 3  # 4, 6 and 12: 8 and 16 were in the columns already
    bench.one.forget()
    for step in (2, 0, 3):
        bench.slide(step)
        bench.settle(3)
    assert bench.one.data_requests() == []
    expect(bench.part(0, "curve")).to_have_attribute(
        "aria-label", re.compile(r"17 tokens .* 37 tokens .* 65 tokens .* 145 .* 257 .* 577 tokens")
    )


def test_the_grid_is_cut_again_before_the_answer_and_older_requests_are_dropped(bench):
    held, dropped = [], []
    bench.page.on("requestfailed", lambda request: dropped.append(request.url))
    bench.page.route("**/column?*", lambda route: held.append(route))
    before = bench.part(0, "eye").screenshot()
    bench.slide(1)
    expect(bench.part(0, "fixed")).to_have_text("6 px")
    bench.page.wait_for_function("() => document.querySelector('.av-col[data-waiting]')")
    bench.one.until(lambda: bench.part(0, "eye").screenshot() != before, True)
    expect(bench.part(0, "tokens")).to_have_text("145")
    for step, sizes in ((3, ["6", "12"]), (0, ["6", "12", "4"])):
        bench.slide(step)
        bench.one.until(lambda: [size_of(route.request.url) for route in held], sizes)
    expect(bench.part(0, "fixed")).to_have_text("4 px")
    bench.one.until(lambda: [size_of(url) for url in dropped], ["6", "12"])
    held[-1].continue_()
    bench.settle(3)
    expect(bench.part(0, "tokens")).to_have_text("577")


def size_of(url):
    return re.search(r"patch=(\d+)", url)[1]


def test_a_size_that_was_not_trained_says_how_far_its_kernel_is_off(bench, site):
    bench.slide(0)
    told = bench.part(0, "trained")
    expect(told).to_have_text(re.compile(r"not trained, kernel error \d"))
    expect(bench.page.locator("#av-size")).to_have_attribute(
        "aria-valuetext", "4 pixels, not trained"
    )


# ---- what goes wrong stays in its column


def test_an_error_is_said_in_its_column_and_the_others_go_on(bench):
    refusal = bench.part(1, "refusal")
    bench.set(1, "height", "100")
    expect(refusal).to_have_text("Input height 100 is not a multiple of patch 24: use 96 or 120.")
    bench.point(0, 0.4, 0.6)
    bench.expect_patches("(7, 4)")
    expect(bench.column(2)).to_have_attribute("data-patch", "(3, 2)")
    bench.show("Rollout")
    expect(refusal).to_contain_text("use 96 or 120")
    expect(bench.part(2, "overlap")).to_have_text(re.compile(r"\d\.\d\d"))
    bench.set(1, "height", "120")
    expect(refusal).to_be_hidden()
    expect(bench.part(1, "cells")).to_have_text("5 × 4 patches")
    bench.set(2, "checkpoint", ABSENT)
    expect(bench.part(2, "refusal")).to_contain_text("there is no network")
    expect(bench.part(1, "cells")).to_have_text("5 × 4 patches")


def test_a_picture_one_pixel_wide_can_be_compared(visit, photo):
    one = visit()
    before = one.token
    one.page.locator("#av-own input[type=file]").set_input_files(photo(size=(60, 1)))
    one.ready(after=before)
    bench = Bench(one)
    bench.point(0, 0.99, 0.01)
    bench.expect_patches("(0, 11)", "(0, 3)", "(0, 5)")


def test_expired_tokens_are_replaced(bench, site):
    for token in bench.tokens():
        site.engine.release(token)
    bench.show("Rollout")
    expect(bench.part(1, "refusal")).to_be_hidden()
    expect(bench.page.locator("[data-av=line]")).to_contain_text("Rollout")
    before = bench.one.token
    site.engine.release(before)
    bench.slide(3)
    bench.one.ready(after=before)
    expect(bench.part(0, "tokens")).to_have_text("65")
    bench.settle(3)


# ---- pictures, checkpoints and kinds of map


def test_the_columns_follow_the_picture_of_explore(bench):
    before = bench.one.token
    bench.page.locator("[data-av=pictures] .av-thumb").nth(2).click()
    bench.one.ready(after=before)
    chosen = bench.page.locator("[data-av=pictures] .av-thumb[aria-pressed=true]")
    expect(chosen).to_have_attribute("data-index", "2")
    label = chosen.get_attribute("title")
    for index in range(3):
        expect(bench.part(index, "setup")).to_contain_text(f"px · {label}")
    bench.set(2, "example", "0")
    expect(bench.part(2, "apart")).to_contain_text("Another picture")
    expect(bench.part(1, "overlap")).to_have_text(re.compile(r"\d\.\d\d"))


def test_another_checkpoint_in_explore_opens_its_own_columns(bench):
    bench.page.get_by_role("tab", name="Explore").click()
    before = bench.one.token
    bench.page.locator("#av-model input").click()
    bench.page.get_by_role("option", name="DINOv2 ViT-S/14", exact=True).click()
    bench.one.ready(after=before)
    bench.page.get_by_role("tab", name="Compare").click()
    bench.settle(2)
    expect(bench.part(0, "setup")).to_contain_text("DINOv2 ViT-S/14")
    expect(bench.part(0, "from")).to_have_text("from the mean of the patches")
    expect(bench.part(0, "bars")).to_have_count(1)


def test_maps_are_those_of_the_trace(bench, site):
    """Peaks of three kinds of map in every column, in multiples of uniform."""
    bench.point(0, 0.3, 0.6, click=True)
    expect(bench.page.locator("[data-av=line]")).to_contain_text("pinned, read at")
    bench.leave()
    bench.expect_patches("(7, 3)", "(2, 1)", "(3, 1)")
    for kind, values in (("Class attention", start), ("Attention", attention)):
        bench.show(kind)
        for index, token in enumerate(bench.tokens()):
            trace = site.trace(token)
            prefix, rows = trace.grid.prefix, trace.grid.rows
            query = prefix + int(0.6 * rows) * rows + int(0.3 * rows)
            row = values(trace, query) * (prefix + rows * rows)
            if kind == "Attention":
                row[query] = 0  # a patch is not its own peak
            bench.expect_peak(index, row[prefix:].max())


def test_a_click_on_a_prediction_shows_its_relevance_everywhere(bench, site):
    chosen = bench.part(0, "bars").get_by_role("button").nth(1)
    name, target = chosen.get_attribute("data-name"), int(chosen.get_attribute("data-target"))
    chosen.click()
    expect(chosen).to_have_attribute("aria-pressed", "true")
    expect(bench.part(1, "layer")).to_be_disabled()
    for index in range(3):
        expect(bench.part(index, "from")).to_have_text(f"for {name}")
    bench.settle(3)
    for index, token in enumerate(bench.tokens()):
        key = site.engine.granted(token)
        tokens = relevance_tokens(site.engine.gradient(key, target))
        prefix = site.trace(token).grid.prefix
        patches = tokens[prefix:] / tokens[prefix:].sum()
        bench.expect_peak(index, patches.max() * len(tokens))
    bench.one.forget()
    bench.point(1, 0.6, 0.6)
    expect(bench.part(2, "peak")).to_contain_text("here ")
    assert bench.one.data_requests() == []


def attention(trace, query):
    return trace.attention_from(query)[-1].mean(dim=0)


def start(trace, query):
    return trace.attention_from(0)[-1].mean(dim=0)


def test_mean_attention_distance_and_costs_are_those_of_the_server(bench, site):
    for index, token in enumerate(bench.tokens()):
        trace = site.trace(token)
        far = float(vit.attention_distance(trace)[-1].mean())
        expect(bench.part(index, "distance")).to_have_text(f"{far:.0f} px")
        adds = multiply_adds(trace.config)
        expect(bench.part(index, "adds")).to_have_text(f"{adds / 1e6:.0f} M")
        for name, count in (
            ("recording", record_bytes(trace.config)),
            ("maps", map_bytes(trace.config)),
        ):
            text = f"{count / 1e3:.0f} kB" if count < 99.5e3 else f"{count / 1e6:.1f} MB"
            expect(bench.part(index, name)).to_have_text(text)


# ---- small screens


def test_at_390_px_nothing_is_cut_off_and_a_touch_pins(visit):
    bench = Bench(visit(viewport={"width": 390, "height": 844}, has_touch=True))
    bench.page.wait_for_function("document.documentElement.scrollWidth === innerWidth")
    for index in range(3):
        for name in ("eye", "setup", "layer", "head", "bars", "peak"):
            box = bench.part(index, name).bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 390
    box = bench.part(0, "eye").bounding_box()
    bench.page.touchscreen.tap(box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"])
    bench.expect_patches("(3, 3)", "(1, 1)", "(1, 1)")
    expect(bench.page.locator("[data-av=line]")).to_contain_text("pinned")


# ---- the numbers, module by module


COMPARE = """async ([one, other, a, b]) => {
  const {Pair} = await import(`/gradio_api/vit/static/record/overlap.js`);
  const found = new Pair(one, other).compare(
    {values: Float32Array.from(a), query: -1}, {values: Float32Array.from(b), query: -1});
  return {...found, difference: [...found.difference], grid: [found.grid.rows, found.grid.cols]};
}"""


def grid(rows, cols, crop=(0, 0, 420, 420)):
    return {"rows": rows, "cols": cols, "crop": list(crop), "prefix": 1}


def spread(values, meta, canvas=(840, 840)):
    """Mass on every pixel of the upload, in float64."""
    left, top, width, height = meta["crop"]
    rows, cols = meta["rows"], meta["cols"]
    mass = np.zeros(canvas)
    block = values[1:].reshape(rows, cols)
    tall, wide = height // rows, width // cols
    assert (tall * rows, wide * cols) == (height, width)
    pixels = np.kron(block, np.full((tall, wide), 1 / (tall * wide)))
    mass[top : top + height, left : left + width] = pixels
    return mass


def gather(mass, meta):
    left, top, width, height = meta["crop"]
    seen = mass[top : top + height, left : left + width]
    rows, cols = meta["rows"], meta["cols"]
    return seen.reshape(rows, height // rows, cols, width // cols).sum(axis=(1, 3)).ravel()


def top_cells(field):
    order = np.sort(field)[::-1]
    cut = order[np.searchsorted(np.cumsum(order), 0.2)]
    return field >= cut * (1 - 1e-5)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (grid(12, 12), grid(4, 4)),
        (grid(4, 6), grid(14, 10)),
        (grid(7, 5), grid(6, 7)),
        (grid(6, 6, (0, 60, 420, 360)), grid(7, 7, (120, 0, 420, 420))),
    ],
)
def test_overlap_divergence_and_difference_are_numpys(modules, one, other):
    """Against mass painted on single pixels: area resampling, in another way."""
    generator = np.random.default_rng(one["rows"])
    maps = [generator.dirichlet(np.full(1 + m["rows"] * m["cols"], 0.3)) for m in (one, other)]
    maps = [values.astype(np.float32) for values in maps]
    found = modules.evaluate(COMPARE, [one, other, *(values.tolist() for values in maps)])
    sizes = [m["crop"][2] * m["crop"][3] / m["rows"] / m["cols"] for m in (one, other)]
    finer = one if sizes[0] <= sizes[1] else other
    assert found["grid"] == [finer["rows"], finer["cols"]]
    masses = [spread(v.astype(float), m) for v, m in zip(maps, (one, other), strict=True)]
    seen = [spread(np.ones(1 + m["rows"] * m["cols"]), m) > 0 for m in (one, other)]
    fields = [gather(mass * (seen[0] & seen[1]), finer) for mass in masses]
    a, b = (field / field.sum() for field in fields)
    both, any_ = top_cells(a) & top_cells(b), top_cells(a) | top_cells(b)
    assert found["overlap"] == pytest.approx(both.sum() / any_.sum(), abs=1e-6)
    mean = (a + b) / 2
    halves = [(x[x > 0] * np.log2(x[x > 0] / mean[x > 0])).sum() for x in (a, b)]
    assert found["divergence"] == pytest.approx(np.mean(halves), abs=1e-5)
    np.testing.assert_allclose(found["difference"], (a - b) * a.size, atol=1e-4)


def test_two_equal_maps_overlap_wholly_and_two_that_never_meet_are_one_bit_apart(modules):
    even, left, right = np.full(17, 1 / 16), np.zeros(17), np.zeros(17)
    left[1], right[16] = 1, 1
    same = modules.evaluate(COMPARE, [grid(4, 4), grid(4, 4), even.tolist(), even.tolist()])
    assert (same["overlap"], same["divergence"]) == (1, 0)
    apart = modules.evaluate(COMPARE, [grid(4, 4), grid(4, 4), left.tolist(), right.tolist()])
    assert (apart["overlap"], apart["divergence"]) == (0, 1)
    assert (apart["difference"][0], apart["difference"][15]) == (16, -16)


def test_the_query_s_own_patch_is_left_out(modules):
    code = COMPARE.replace("query: -1}, {", "query: 1}, {")
    loud = np.full(17, 1 / 17)
    loud[1] = 100
    quiet = np.full(17, 1 / 17)
    found = modules.evaluate(code, [grid(4, 4), grid(4, 4), loud.tolist(), quiet.tolist()])
    assert found["difference"][0] == pytest.approx(-1, abs=1e-5)
    assert found["divergence"] < 0.05


def test_the_sizes_offered(modules):
    code = """async ([meta, trained]) => {
      const {sizesOf, cut, another} = await import('/gradio_api/vit/static/compare/sizes.js');
      const sizes = sizesOf(meta, trained);
      return [sizes.map(s => s.trained ? s.patch : -s.patch), cut(meta.input, 5),
        another(sizes, [meta.patch])];
    }"""
    flexible = modules.evaluate(code, [{"input": [96, 96], "patch": 8}, [6, 8, 12, 16, 24]])
    assert flexible == [[-4, 6, 8, 12, 16, 24, -32], None, 24]
    fixed = modules.evaluate(code, [{"input": [224, 224], "patch": 16}, [16]])
    assert fixed == [[-8, -14, 16, -28, -32, -56], None, 32]


def test_what_the_numbers_say(modules):
    code = """async ([columns, drawn]) => {
      const {agreement, reading} = await import('../compare/compare_verdict.js');
      return [agreement(columns), reading(columns, drawn)];
    }"""

    def column(patch, tokens, milliseconds, kind, *top):
        meta = {"patch": patch, "title": "M", "input": [96, 96], "heads": 6, "digest": "d"}
        meta["picture_name"] = "p"
        cost = {"tokens": tokens, "multiply_adds": 1e6 * tokens, "milliseconds": milliseconds}
        rows = [{"name": name, "p": p} for name, p in top]
        result = {"meta": meta, "cost": cost, "kind": kind, "top": rows}
        return {"result": result, "layer": 5, "head": 6}

    many = "sigmoid"
    columns = [
        column(8, 145, 11.8, many, ("cat", 0.9), ("fish", 0.6), ("key", 0.1)),
        column(16, 37, 2.0, many, ("cat", 0.8), ("fish", 0.2), ("key", 0.1)),
    ]
    assert modules.evaluate(code, [columns, ["cat", "fish"]]) == [
        "Both columns answer cat",
        "8 px against 16 px: 3.9× the tokens, 3.9× the multiply-adds, 5.9× the time. "
        "The fish drawn here is found only at 8 px.",
    ]
    columns.append(column(24, 17, 2.0, many, ("key", 0.3), ("cat", 0.2), ("fish", 0.1)))
    told, line = modules.evaluate(code, [columns, []])
    assert told == "2 of 3 columns answer cat"
    assert "Cat is found only at 8 px and 16 px." in line
    one = [column(8, 145, 2.0, "softmax", ("cat", 0.4)), column(8, 145, 2.0, "none")]
    assert modules.evaluate(code, [one, []]) == ["Only one column names classes", ""]


def test_ticks_are_round_and_never_too_many(modules):
    code = """async cases => {
      const {ticks} = await import('/gradio_api/vit/static/draw/curve.js');
      return cases.map(([max, count]) => ticks(max, count));
    }"""
    found = modules.evaluate(code, [[151, 3], [0.9, 3], [12, 2], [600, 4]])
    assert found == [[0, 50, 100, 150], [0, 0.5], [0, 5, 10], [0, 200, 400, 600]]
