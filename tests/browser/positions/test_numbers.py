"""The Positions screen's own arithmetic: other grids, and the parts of a score."""

import numpy as np
import pytest
import torch

from tests.support.tiny import tiny_model, tiny_pixels
from vit.anatomy.position_similarity import (
    offset_similarity,
    position_norms,
    position_similarity,
    prefix_similarity,
    sinusoidal_similarity,
)
from vit.anatomy.score_parts import score_parts
from vit.resample import resize

pytestmark = pytest.mark.browser

SHARES = """async ([old, now, mode]) => {
  const {axisShares} = await attentionViewer.load('positions/similarity/resampling');
  return axisShares(old, now, mode).map(({first, shares}) => {
    const row = new Array(old).fill(0);
    shares.forEach((share, j) => { row[first + j] = share; });
    return row;
  });
}"""


@pytest.mark.parametrize("mode", ["bicubic", "bilinear", "flexivit"])
@pytest.mark.parametrize(("old", "now"), [(14, 14), (14, 24), (14, 9), (7, 15), (16, 3), (3, 40)])
def test_an_axis_goes_to_another_length_as_in_torch(modules, mode, old, now):
    columns = torch.eye(old, dtype=torch.float64).view(1, 1, old, old)
    expected = resize(columns, (now, old), mode)[0, 0]
    assert np.array(modules.evaluate(SHARES, [old, now, mode])) == pytest.approx(
        expected.numpy(), abs=1e-9
    )


FIELD = """async ([facts, cosines, apart, rows, cols]) => {
  const {StoredField} = await attentionViewer.load('positions/similarity/field');
  const flat = values => Float32Array.from(values.flat());
  const grid = new StoredField(facts, flat(cosines), flat(apart)).at(rows, cols);
  const all = Array.from({length: rows * cols}, (_, i) => [...grid.row(i)]);
  const steps = grid.profiling();
  let step = steps.next();
  while (!step.done) step = steps.next();
  const {rows: down, cols: across} = step.value;
  return {all, norms: [...grid.norms], apart: facts.prefix.map((_, k) => [...grid.apart(k)]),
    down: [...down], across: [...across]};
}"""


@pytest.mark.parametrize("resampling", ["bicubic", "bilinear"])
@pytest.mark.parametrize(("rows", "cols"), [(4, 6), (7, 11), (2, 3), (9, 4)])
def test_the_similarity_on_any_grid_follows_from_the_stored_one(modules, resampling, rows, cols):
    model = tiny_model(resampling=resampling)
    stored = position_similarity(model).view(24, 24)
    prefix = model.pos_embed[0, :3].norm(dim=-1).tolist()
    facts = {
        "stored": [4, 6],
        "resampling": resampling,
        "norms": position_norms(model).flatten().tolist(),
        "prefix": [{"name": str(k), "norm": norm} for k, norm in enumerate(prefix)],
    }
    apart = prefix_similarity(model).view(3, 24).tolist()
    found = modules.evaluate(FIELD, [facts, stored.tolist(), apart, rows, cols])
    other = model.at_grid(rows, cols)
    expected = position_similarity(other)
    near = {"abs": 2e-6}
    assert np.array(found["all"]) == pytest.approx(expected.view(rows * cols, -1).numpy(), **near)
    assert found["norms"] == pytest.approx(position_norms(other).flatten().tolist(), **near)
    assert np.array(found["apart"]) == pytest.approx(
        prefix_similarity(other).flatten(1).numpy(), **near
    )
    means = offset_similarity(expected)
    assert found["down"] == pytest.approx(means[:, 0].tolist(), **near)
    assert found["across"] == pytest.approx(means[0].tolist(), **near)


SINUSOIDAL = """async ([axis, width, rows, cols]) => {
  const {sinusoidalField} = await attentionViewer.load('positions/similarity/offset_field');
  const grid = sinusoidalField(axis, width).at(rows, cols);
  return {all: [...grid.row(8)], norms: [...grid.norms]};
}"""


def test_sinusoidal_positions_follow_from_their_offsets(modules):
    model = tiny_model(positions="sinusoidal")
    axis = sinusoidal_similarity(12, 24).tolist()
    found = modules.evaluate(SINUSOIDAL, [axis, 24, 4, 6])
    expected = position_similarity(model)[1, 2].flatten()
    assert found["all"] == pytest.approx(expected.tolist(), abs=1e-6)
    assert found["norms"] == pytest.approx(position_norms(model).flatten().tolist(), abs=1e-6)


PARTS = """async ([parts, meta, head, token]) => {
  const {partScores} = await attentionViewer.load('positions/score_parts');
  return partScores(Float32Array.from(parts), meta, head, token).map(values => [...values]);
}"""


def test_the_four_maps_of_a_head_are_the_parts_of_its_scores(modules):
    model = tiny_model()
    parts = score_parts(model, tiny_pixels(model))
    meta = {"heads": 3, "tokens": 27, "prefix": 3, "position_width": 24}
    flat = torch.stack(list(parts)).flatten().tolist()
    found = np.array(modules.evaluate(PARTS, [flat, meta, 2, 3 + 7]))
    expected = parts.scores(2)[:, 3 + 7, 3:]
    expected = expected - expected.mean(dim=-1, keepdim=True)
    assert found == pytest.approx(expected.numpy(), abs=1e-4)


STACKED = """async shares => {
  const {stacked} = await attentionViewer.load('positions/score_parts');
  return stacked(shares);
}"""


def test_a_share_below_zero_goes_to_the_left(modules):
    found = modules.evaluate(STACKED, [0.75, -0.25, 0.75, -0.25])
    assert found == [[0, 0.75], [-0.25, 0], [0.75, 1.5], [-0.5, -0.25]]
