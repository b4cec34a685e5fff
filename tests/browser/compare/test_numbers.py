"""The Compare screen's own arithmetic: overlap and difference of maps, sizes, sentences."""

import itertools

import numpy as np
import pytest

pytestmark = pytest.mark.browser

COMPARE = """async ([one, other, a, b]) => {
  const {Pair} = await attentionViewer.load('record/overlap');
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


def offered(*patches, trained, side):
    """Sizes on offer, each with the input nearest to a square one."""

    def size(patch):
        near = max(1, (2 * side + patch - 1) // (2 * patch)) * patch
        return {"patch": patch, "height": near, "width": near, "tokens": (near // patch) ** 2 + 1}

    return [size(patch) | {"trained": patch in trained} for patch in patches]


def test_the_size_of_a_new_column(modules):
    code = """async ([sizes, taken]) => {
      const {another, neighbour} = await attentionViewer.load('compare/sizes');
      return [another(sizes, taken), neighbour(sizes, taken)];
    }"""
    several = offered(4, 6, 8, 12, 16, 24, 32, trained=(6, 8, 12, 16, 24), side=96)
    assert modules.evaluate(code, [several, [8]])[0] == 24
    single = offered(*range(7, 38), trained=(14,), side=518)
    assert modules.evaluate(code, [single, [14, 12, 20]])[1] == 16
    assert modules.evaluate(code, [single, [20]])[1] == 14


def test_one_trained_size_opens_in_the_middle_of_near_ones(modules):
    """Half and twice the patches, or the finest whose pass is short; never 37 and 74."""
    code = """async cases => {
      const {planOf} = await attentionViewer.load('compare/plan');
      return cases.map(([patch, sizes]) =>
        planOf({patch}, {sizes, free: true}).map(choice => choice.patch));
    }"""
    large = offered(*range(7, 38), trained=(14,), side=518)
    small = offered(*range(8, 43), trained=(16,), side=224)
    cases = [[14, large], [20, large], [16, large], [16, small]]
    assert modules.evaluate(code, cases) == [
        *([None, 12, 20], [None, 12, 14], [None, 12, 14], [None, 11, 23]),
    ]


def test_another_input_is_a_common_one_near_the_present(modules):
    code = """async cases => {
      const {otherInput} = await attentionViewer.load('compare/sizes');
      return cases.map(([side, patch, taken]) =>
        otherInput({input: [side, side], patch}, taken)?.height ?? null);
    }"""
    cases = [[518, 14, [518]], [518, 14, [518, 392]], [224, 16, [224]], [518, 14, [224, 392, 518]]]
    assert modules.evaluate(code, cases) == [392, 224, 384, None]


def test_labels_of_many_sizes_keep_apart(modules):
    code = """async cases => {
      const {labelled, needs, spoken} = await attentionViewer.load('record/patch_sizes');
      const known = {multiply_adds: 1e9, milliseconds: 1000};
      return cases.map(sizes => [labelled(sizes).map(i => sizes[i].patch),
        needs({...sizes[0], multiply_adds: 4.2e9}, known), spoken(sizes[0])]);
    }"""
    large = offered(*range(7, 38), trained=(14,), side=518)
    few = offered(4, 8, 16, trained=(8, 16), side=96)
    (labels, needs, spoken), (all_of_few, short, _) = modules.evaluate(code, [large, few])
    assert labels[0] == 7
    assert labels[-1] == 37
    assert 14 in labels
    assert min(b - a for a, b in itertools.pairwise(labels)) >= 3
    assert (needs, spoken) == ("518 × 518 px, 5477 tokens, about 4.2 s", "7 pixels, not trained")
    assert (all_of_few, short) == ([4, 8, 16], "96 × 96 px, 577 tokens")


def test_the_grid_that_is_awaited(modules):
    code = """async () => {
      const {cut, near} = await attentionViewer.load('compare/sizes');
      return [cut([96, 96], 5), cut([96, 48], 8), near([518, 518], 10)];
    }"""
    assert modules.evaluate(code) == [
        None,
        {"rows": 12, "cols": 6, "patch": 8},
        {"rows": 52, "cols": 52, "patch": 10},
    ]


def test_what_the_numbers_say(modules):
    code = """async ([columns, drawn]) => {
      const {agreement, reading} = await attentionViewer.load('compare/verdict');
      return [agreement(columns), reading(columns, drawn)];
    }"""

    def column(patch, tokens, times, kind, *top):
        meta = {"patch": patch, "title": "M", "input": [96, 96], "heads": 6, "digest": "d"}
        meta["picture_name"] = "p"
        cost = {"tokens": tokens, "multiply_adds": 2e6 * tokens, "times": times}
        rows = [{"name": name, "p": p} for name, p in top]
        result = {"meta": meta, "cost": cost, "kind": kind, "top": rows}
        return {"result": result, "layer": 5, "head": 6}

    many = "sigmoid"
    slow, fast = ({"median": m, "low": 0.9 * m, "high": 1.2 * m} for m in (11.8, 2.0))
    columns = [
        column(8, 145, slow, many, ("cat", 0.9), ("fish", 0.6), ("key", 0.1)),
        column(16, 37, fast, many, ("cat", 0.8), ("fish", 0.2), ("key", 0.1)),
    ]
    assert modules.evaluate(code, [columns, ["cat", "fish"]]) == [
        "Both columns answer cat",
        "8 px against 16 px: 3.9× the multiply-adds, 3.9× the tokens, 5.9× the time (4.4 to 7.9). "
        "The fish drawn here is found only at 8 px.",
    ]
    columns.append(column(24, 17, fast, many, ("key", 0.3), ("cat", 0.2), ("fish", 0.1)))
    told, line = modules.evaluate(code, [columns, []])
    assert told == "2 of 3 columns answer cat"
    assert "Cat is found only at 8 px and 16 px." in line
    one = [column(8, 145, None, "softmax", ("cat", 0.4)), column(8, 145, None, "none")]
    assert modules.evaluate(code, [one, []]) == ["Only one column names classes", ""]


def test_ticks_are_round_and_never_too_many(modules):
    code = """async cases => {
      const {ticks} = await attentionViewer.load('draw/curve');
      return cases.map(([max, count]) => ticks(max, count));
    }"""
    found = modules.evaluate(code, [[151, 3], [0.9, 3], [12, 2], [600, 4]])
    assert found == [[0, 50, 100, 150], [0, 0.5], [0, 5, 10], [0, 200, 400, 600]]


def test_times_that_overlap_are_about_the_same_and_unknown_ones_are_left_out(modules):
    code = """async pairs => {
      const {reading} = await attentionViewer.load('compare/verdict');
      return pairs.map(pair => reading(pair.map(([patch, tokens, times]) => ({
        layer: 0, head: 1, result: {
          meta: {patch, title: 'M', input: [96, 96], heads: 1, digest: 'd', picture_name: 'p'},
          cost: {tokens, multiply_adds: tokens ** 2, times}, kind: 'none', top: []},
      })), [])); }"""
    quiet = {"median": 2.0, "low": 1.9, "high": 2.2}
    noisy = {"median": 3.1, "low": 2.1, "high": 6.0}
    none = {"median": None, "low": None, "high": None}
    pairs = [[[8, 100, first], [16, 25, quiet]] for first in (noisy, none, None)]
    said = modules.evaluate(code, pairs)
    start = "8 px against 16 px: 16× the multiply-adds, 4.0× the tokens"
    assert said == [f"{start}, about the same time.", f"{start}.", f"{start}."]


def test_a_plot_of_costs_takes_the_unit_in_which_its_ticks_are_short(modules):
    code = """async cases => {
      const {plotted} = await attentionViewer.load('draw/curve');
      const units = [{name: 'ms', size: 1}, {name: 's', size: 1000}];
      const lines = [{value: point => point, dash: []}];
      return cases.map(points => {
        const found = plotted({title: unit => unit, units, lines}, points);
        return [found.title, found.points.map(found.lines[0].value)];
      }); }"""
    found = modules.evaluate(code, [[2, None, 850], [200, 5330], [None]])
    assert found == [["ms", [2, 850]], ["s", [0.2, 5.33]], ["ms", []]]
