"""What Explore says of where a map lies on a drawn scene, against the scene's own mask."""

import re

import numpy as np
import pytest

import vit
from app.engine.engine import Engine
from app.engine.gallery import drawn_scene, examples
from app.engine.pictures import open_example, open_scene
from app.settings import Selection, Settings
from app.wire.scene_objects import objects
from vit.loading.weights import load
from vit.maps.flow import attention_rows

pytestmark = pytest.mark.browser

EXAMPLES = [i for i, example in enumerate(examples()) if example.drawn and example.drawn.names]
SCENES = [(kind, seed) for kind in ("one", "two", "tiny", "cluttered") for seed in range(900, 910)]
COARSE = 0.02  # the mask is read pixel by pixel, the page's shares patch by patch
SAY = """async cases => {
  const {landing} = await attentionViewer.load('explore/landing');
  const {peak} = await attentionViewer.load('record/measures');
  return cases.map(([objects, values, prefix]) =>
    landing(objects, values, peak(values, prefix), prefix)); }"""


@pytest.fixture(scope="module")
def engine():
    """The embedded checkpoint itself: the sentences are claims about its maps."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vit, "load", load, raising=False)
        yield Engine(Settings(device="cpu", threads=1))


def labels(mask, trace):
    """[rows, cols, pixels] the mask's labels of each patch, from the crop that the model sees."""
    grid, crop = trace.grid, trace.view.crop
    steps = 24  # points of a patch along each axis
    y = crop.top + (np.arange(grid.rows * steps) + 0.5) * crop.height / (grid.rows * steps)
    x = crop.left + (np.arange(grid.cols * steps) + 0.5) * crop.width / (grid.cols * steps)
    points = mask[y.astype(int)][:, x.astype(int)]
    blocks = points.reshape(grid.rows, steps, grid.cols, steps).swapaxes(1, 2)
    return blocks.reshape(grid.rows, grid.cols, steps * steps)


def figures(trace):
    """The two maps of the readout that Explore opens with, as shares [N]."""
    last = attention_rows(trace, None, "from")[-1].mean(dim=0)
    prefix = trace.grid.prefix
    return [last.tolist(), [0.0] * prefix + vit.rollout(trace).flatten().tolist()]


def number(text):
    return float(text.replace("<", "").replace("\u00a0", ""))


def check(said, drawn, trace, values):
    """The sentences about one map, against shares counted on the mask itself."""
    prefix = trace.grid.prefix
    heat = np.array(values[prefix:]).reshape(trace.grid.rows, trace.grid.cols)
    pieces = labels(drawn.mask, trace)
    parts = [(pieces == label).mean(axis=2) for label in range(1, len(drawn.names) + 1)]
    weights = [(part * heat).sum() / heat.sum() for part in parts]
    first, second = re.fullmatch(r"(.*?\.) (The strongest patch .*\.)", said).groups()
    shares = [number(found) / 100 for found in re.findall(r"(<?[\d.]+) % (?:of the map|on)", first)]
    areas = [number(found) / 100 for found in re.findall(r"times its (<?[\d.]+) %", first)]
    assert shares == pytest.approx(weights, abs=COARSE), said
    assert areas == pytest.approx([part.mean() for part in parts], abs=COARSE), said
    times = [number(found) for found in re.findall(r"([\d.]+) times its", first)]
    assert times == pytest.approx(np.divide(shares, areas), rel=0.15), said
    row, col = np.unravel_index(heat.argmax(), heat.shape)
    on_peak = number(re.search(r"it is (<?[\d.]+) %", second)[1]) / 100
    assert on_peak == pytest.approx(max(part[row, col] for part in parts), abs=3 * COARSE), said
    if sum(weights) > 0.5:
        assert "miss" not in said, said
    if on_peak > 0:
        assert "misses" not in second, said
    return sum(weights) > 0.5, second


def test_shares_come_first_and_no_map_on_an_object_misses_it(modules, engine):
    """All examples, and 40 scenes that nothing here was tuned to, with two maps each."""
    drawings = [(examples()[i].drawn, open_example(engine, i)) for i in EXAMPLES]
    drawings += [(drawn_scene(kind, seed), open_scene(engine, kind, seed)) for kind, seed in SCENES]
    cases, told = [], []
    for drawn, digest in drawings:
        recorded = engine.record(engine.key(Selection(digest, "embedded")))
        for values in figures(recorded.trace):
            cases.append((drawn, recorded.trace, values))
            told.append([objects(engine, recorded), values, recorded.trace.grid.prefix])
    sentences = modules.evaluate(SAY, told)
    checked = [check(said, *case) for said, case in zip(sentences, cases, strict=True)]
    assert len(checked) == 2 * (len(EXAMPLES) + len(SCENES))
    # Maps on an object whose strongest patch is not: the sentence has something to get wrong.
    assert any(on_object and "hits" not in second for on_object, second in checked)


@pytest.mark.parametrize(
    ("cover", "values", "verb"),
    [
        ([0, 0, 1, 0], [0.1, 0.1, 0.6, 0.2], "hits the cat: it is 100 % cat"),
        ([0.6, 0, 0, 0], [0.6, 0.1, 0.2, 0.1], "hits the cat: it is 60 % cat"),
        ([0.4, 0, 0, 0], [0.6, 0.1, 0.2, 0.1], "touches the cat: it is 40 % cat"),
        ([0, 1, 1, 0], [0.4, 0.3, 0.3, 0.0], "lies beside the cat: it is 0 % cat"),
        ([0, 1, 0, 0], [0.6, 0.2, 0.1, 0.1], "misses the cat: it is 0 % cat"),
    ],
)
def test_the_strongest_patch_hits_touches_lies_beside_or_misses(modules, cover, values, verb):
    found = {"names": ["cat"], "centres": [int(c > 0.9) for c in cover], "coverage": [cover]}
    (said,) = modules.evaluate(SAY, [[found, [0.0, *values], 1]])
    assert said.endswith(f"The strongest patch {verb}.")


def test_nothing_is_said_of_what_is_not_in_sight_or_of_a_map_of_zeros(modules):
    gone = {"names": ["cat"], "centres": [0] * 4, "coverage": [[0.0] * 4]}
    there = {"names": ["cat"], "centres": [1, 0, 0, 0], "coverage": [[1.0, 0, 0, 0]]}
    nothing = {"names": [], "centres": [0] * 4, "coverage": []}
    cases = [[gone, [0.25] * 4, 0], [there, [0.0] * 4, 0], [nothing, [0.25] * 4, 0]]
    assert modules.evaluate(SAY, [*cases, [None, [0.25] * 4, 0]]) == [""] * 4
