"""How far a pass at another patch size is from the trained one: cosine and correlation."""

import numpy as np
import pytest
import torch

import vit
from app.engine.gallery import example_picture, examples
from app.engine.input_sizes import fitted
from tests.support.tiny import EXACT, tiny_model, tiny_pixels, trace_of_maps
from vit.maps.fidelity import feature_cosine, map_correlation, resampled


@pytest.mark.parametrize(("old", "new"), [((4, 6), (12, 18)), ((6, 4), (3, 2)), ((5, 7), (3, 4))])
def test_resampling_by_area_is_a_mean_over_single_pixels(old, new):
    values = torch.rand(old, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    fine = np.kron(values.numpy(), np.ones(new))
    cells = fine.reshape(new[0], old[0], new[1], old[1]).mean(axis=(1, 3))
    torch.testing.assert_close(resampled(values, new), torch.from_numpy(cells), **EXACT)
    torch.testing.assert_close(resampled(values, old), values, **EXACT)


def last_row(values):
    """A pass whose class token attends to patches [rows,cols] in proportion to these values."""
    rows, cols = np.shape(values)
    tokens = rows * cols + 1
    maps = torch.full((1, tokens, tokens), 1 / tokens, dtype=torch.float64)
    row = torch.tensor([1.0, *np.ravel(values)], dtype=torch.float64)
    maps[0, 0] = row / row.sum()
    return trace_of_maps(maps, rows=rows)


def test_the_correlation_is_that_of_the_maps_on_the_second_grid():
    fine = [[1.0, 3, 2, 2], [5, 3, 4, 8], [1, 1, 6, 2], [2, 4, 1, 3]]
    coarse = [[4.0, 3], [1, 5]]
    means = [[3, 4], [2, 3]]
    expected = np.corrcoef(np.ravel(means), np.ravel(coarse))[0, 1]
    assert map_correlation(last_row(fine), last_row(coarse)) == pytest.approx(expected, abs=1e-9)
    assert map_correlation(last_row(fine), last_row(fine)) == pytest.approx(1)
    assert map_correlation(last_row(np.ones((2, 2))), last_row(coarse)) is None


@pytest.mark.parametrize(
    "readout",
    [{}, {"class_token": False, "pool": "avg"}, {"pool": "attention", "class_token": False}],
    ids=["class token", "mean", "attention pooling"],
)
def test_the_cosine_is_that_of_the_features_a_model_without_classes_returns(readout):
    model = tiny_model(outputs="none", classes=0, **readout)
    other = model.at_size((30, 50), 10)
    traces = [vit.trace(one, tiny_pixels(one)) for one in (model, other)]
    outputs = [one(tiny_pixels(one)[None])[0] for one in (model, other)]
    expected = torch.cosine_similarity(*outputs, dim=0).item()
    assert feature_cosine(model, traces[0], traces[1]) == pytest.approx(expected, abs=1e-9)
    assert feature_cosine(other, traces[1], traces[1]) == pytest.approx(1)


def test_the_map_of_a_model_without_class_token_is_that_of_what_it_reads():
    model = tiny_model(class_token=False, pool="avg", registers=0)
    one, other = (vit.trace(m, tiny_pixels(m)) for m in (model, model.at_size((30, 50), 10)))
    rows = [t.attention(2).mean(dim=(0, 1)).view(t.grid.rows, t.grid.cols) for t in (one, other)]
    maps = torch.stack([resampled(rows[0], (3, 5)).flatten(), rows[1].flatten()])
    assert map_correlation(one, other) == pytest.approx(torch.corrcoef(maps)[0, 1].item(), abs=1e-9)


@pytest.fixture(scope="module")
def passes(dinov2):
    """A cat in the checkpoint for photographs, at its own patch size and three others."""
    rgb = example_picture([one.name for one in examples()].index("cat")).rgb
    traces = {}
    for patch in (14, 16, 28, 37):
        model = dinov2.at_size(fitted(dinov2.config, (518, 518), patch), patch)
        prepared = vit.prepare(model, rgb)
        traces[patch] = vit.trace(model, prepared.pixels, prepared.view)
    return traces


def test_the_weights_for_photographs_bear_16_px_and_less_so_37(dinov2, passes):
    trained = passes[14]
    cosines = {p: feature_cosine(dinov2, passes[p], trained) for p in (16, 28, 37)}
    maps = {p: map_correlation(passes[p], trained) for p in (16, 28, 37)}
    assert cosines[16] == pytest.approx(0.99, abs=0.01)
    assert cosines[16] > cosines[28] > 0.88
    assert 0.82 < cosines[37] < 0.97
    assert 0.78 < maps[16] < 0.95
    assert maps[16] > maps[28] > maps[37] > 0.55
