"""Foreground, parts and colours of facets against float64 numpy, brute force and drawn blobs."""

import itertools

import numpy as np
import pytest
import torch
import torch.nn.functional as F

import vit
from tests.support.tiny import tiny_model
from vit.anatomy.feature_colours import FeatureComponents
from vit.anatomy.principal_components import weighted_quantile
from vit.tasks.foreground import otsu

ROWS, COLS = 8, 10


@pytest.fixture
def seen():
    model = tiny_model().float()
    draw = np.random.default_rng(0)
    prepared = vit.prepare(model, draw.integers(0, 256, (40, 60, 3), dtype=np.uint8))
    return model, vit.trace(model, prepared.pixels, prepared.view)


def noise(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def blob(top: int, left: int, down: int, across: int) -> torch.Tensor:
    inside = torch.zeros(ROWS, COLS, dtype=torch.bool)
    inside[top : top + down, left : left + across] = True
    return inside.flatten()


def drawn(inside: torch.Tensor, apart: float = 6.0, seed: int = 1) -> torch.Tensor:
    """[P,F] values with the object on the far side of one direction, and noise."""
    return noise(len(inside), 7, seed=seed) + apart * inside[:, None] * noise(7, seed=99)


def leading(rows: torch.Tensor, weights: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvectors [3,F] and shares [3] of a covariance in float64."""
    table = rows.double().numpy()
    each = np.full(len(table), 1 / len(table)) if weights is None else weights / weights.sum()
    apart = table - each @ table
    values, vectors = np.linalg.eigh((apart * each[:, None]).T @ apart)
    return vectors[:, ::-1].T[:3], values[::-1][:3] / values.sum()


def test_the_component_is_that_of_an_eigendecomposition_in_float64():
    values = drawn(blob(2, 3, 3, 4))
    axes, shares = leading(values)
    found = vit.foreground(values, ROWS, COLS)
    expected = (values.double() - values.double().mean(0)).numpy() @ axes[0]
    cosine = F.cosine_similarity(found.places.double(), torch.from_numpy(expected), dim=0)
    assert abs(cosine) >= 0.99999
    assert found.share == pytest.approx(shares[0], abs=1e-6)


def test_the_components_inside_the_foreground_are_those_of_float64():
    values = drawn(blob(2, 3, 4, 5))
    mask = vit.foreground(values, ROWS, COLS).mask
    axes, shares = leading(values[mask])
    places, found = vit.foreground_parts(values, mask)
    np.testing.assert_allclose(found, shares, atol=1e-5)
    for i in range(3):
        along = (values[mask].double().numpy() - values[mask].double().mean(0).numpy()) @ axes[i]
        low, high = np.quantile(along, [0.01, 0.99])
        expected = np.clip((along - low) / (high - low), 0, 1)
        ours = places[mask, i].numpy()
        assert min(np.abs(ours - expected).max(), np.abs(ours - (1 - expected)).max()) < 1e-3


@pytest.mark.parametrize("seed", range(5))
def test_otsus_threshold_is_that_of_brute_force(seed):
    values = torch.cat([noise(30, seed=seed), 4 + noise(12, seed=seed + 50)])
    inside = {}
    ordered = sorted(values.tolist())
    for a, b in itertools.pairwise(ordered):
        line = (a + b) / 2
        sides = values[values <= line].double(), values[values > line].double()
        inside[line] = sum(float((side - side.mean()).square().sum()) for side in sides)
    assert otsu(values) == pytest.approx(min(inside, key=inside.__getitem__))
    assert otsu(-values) == pytest.approx(-otsu(values))


def test_otsu_of_few_values_and_of_equal_ones():
    assert otsu(torch.tensor([1.0, 1.0, 3.0])) == 2
    assert otsu(torch.tensor([5.0, 5.0])) == 5
    assert otsu(torch.tensor([7.0])) == 7


@pytest.mark.parametrize("sign", [1, -1])
def test_the_foreground_is_what_the_rim_has_less_of(sign):
    inside = blob(2, 3, 3, 4)
    assert vit.foreground(sign * drawn(inside), ROWS, COLS).mask.equal(inside)


def test_an_object_that_fills_more_than_half_of_the_picture_is_the_foreground():
    inside = blob(1, 1, 7, 8)  # it touches the rim below
    assert inside.float().mean() > 0.5
    assert vit.foreground(drawn(inside, 12), ROWS, COLS).mask.equal(inside)


def test_where_the_rim_says_nothing_the_smaller_side_is_the_foreground():
    inside = torch.arange(80) < 20
    assert vit.foreground(drawn(inside, 12), 1, 80).mask.equal(inside)
    assert vit.foreground(drawn(~inside, 12), 1, 80).mask.equal(inside)


def test_equal_patches_have_no_foreground_and_no_parts():
    values = torch.ones(80, 7)
    found = vit.foreground(values, ROWS, COLS)
    assert not found.mask.any()
    assert found.share == 0
    places, shares = vit.foreground_parts(values, found.mask)
    assert (places == 0.5).all()
    assert (shares == 0).all()


def test_another_threshold_lies_between_the_percentiles():
    found = vit.foreground(drawn(blob(2, 3, 3, 4)), ROWS, COLS)
    low, high = np.quantile(found.places.numpy(), [0.01, 0.99])
    assert found.at(0).threshold == pytest.approx(low, rel=1e-4)
    assert found.at(1).threshold == pytest.approx(high, rel=1e-4)
    sizes = [int(found.at(part).mask.sum()) for part in (0, 0.3, 0.6, 1)]
    assert sizes == sorted(sizes, reverse=True)
    assert found.at(0.5).mask.equal(found.places > (low + high) / 2)


def test_one_basis_of_parts_gives_every_picture_the_same_weight():
    pictures = [(drawn(mask, seed=i), mask) for i, mask in enumerate([blob(1, 1, 6, 8)])]
    small = blob(2, 2, 2, 2)
    pictures.append((drawn(small, seed=8) + 3, small))
    rows = torch.cat([values[mask] for values, mask in pictures])
    weights = np.concatenate(
        [np.full(int(mask.sum()), 1 / int(mask.sum())) for _, mask in pictures]
    )
    axes, _ = leading(rows, weights)
    basis = vit.common_parts(pictures)
    for ours, theirs in zip(basis.axes, axes, strict=True):
        assert abs(F.cosine_similarity(ours.double(), torch.from_numpy(theirs), dim=0)) >= 0.99999
    repeated = [rows[:48]] + [rows[48:]] * 12  # 48 and 4 patches: the same by repetition
    again = FeatureComponents.of(torch.cat(repeated))
    torch.testing.assert_close(basis.mean, again.mean, rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(basis.axes, again.axes, rtol=1e-3, atol=1e-3)


def test_no_foreground_anywhere_is_one_sentence():
    nothing = torch.zeros(80, dtype=torch.bool)
    with pytest.raises(ValueError, match="none of these pictures has a foreground"):
        vit.common_parts([(drawn(nothing), nothing)])


def test_a_weighted_quantile_is_that_of_torch_and_of_repeated_rows():
    values = noise(33, 4)
    even = torch.full((33,), 1 / 33)
    for level in (0.01, 0.4, 0.99):
        found = weighted_quantile(values, level, even)
        torch.testing.assert_close(found, values.quantile(level, dim=0), rtol=1e-4, atol=1e-5)
    ends = weighted_quantile(values, 1.0, even)
    torch.testing.assert_close(ends, values.amax(dim=0))
    heavy = torch.tensor([0.98, 0.01, 0.01])
    assert float(weighted_quantile(torch.tensor([[2.0], [5.0], [9.0]]), 0.9, heavy)) < 5
    assert float(weighted_quantile(torch.tensor([[3.0]]), 0.5, torch.ones(1))) == 3


# ---- facets as colours


def test_colours_of_the_token_are_those_of_the_features(seen):
    model, trace = seen
    ours, theirs = vit.facet_places(model, trace, "token"), vit.feature_places(model, trace)
    for one, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(("facet", "head"), [("key", None), ("query", 1), ("value", 2)])
def test_colours_of_a_facet_follow_its_components(seen, facet, head):
    model, trace = seen
    places, shares = vit.facet_places(model, trace, facet, head)
    assert (places[0] == 0.5).all()
    assert (shares[0] == 0).all()
    for layer in (1, 3):
        table = vit.facet_values(model, trace, layer, facet, head)[trace.grid.prefix :]
        np.testing.assert_allclose(shares[layer], leading(table)[1], atol=1e-4)
    assert vit.facet_colours(model, trace, facet, head).shape == (4, 4, 6, 3)


def test_axes_of_a_facet_are_common_to_pictures(seen):
    model, trace = seen
    (own,) = {tuple(vit.common_facet_axes(model, [trace], "key")[2].axes.flatten().tolist())}
    twice = vit.common_facet_axes(model, [trace, trace], "key")
    torch.testing.assert_close(twice[2].axes.flatten(), torch.tensor(own), rtol=1e-3, atol=1e-4)
    ours = vit.facet_places(model, trace, "key", None, twice)
    theirs = vit.facet_places(model, trace, "key")
    torch.testing.assert_close(ours[1], theirs[1], rtol=1e-4, atol=1e-5)


def test_directions_with_prefix_tokens_are_from_the_mean_of_the_patches(seen):
    model, trace = seen
    prefix = trace.grid.prefix
    values = vit.facet_values(model, trace, 2, "value", 1)
    expected = F.normalize(values - values[prefix:].mean(0), dim=1)
    ours = vit.facet_directions(model, trace, 2, "value", 1, prefix=True)
    torch.testing.assert_close(ours, expected)
    torch.testing.assert_close(
        ours[prefix:], vit.facet_directions(model, trace, 2, "value", 1), rtol=1e-6, atol=1e-7
    )


def test_attention_of_segments_is_that_of_the_maps(seen):
    _, trace = seen
    prefix = trace.grid.prefix
    labels = torch.arange(24) % 3
    received, within = vit.segment_attention(trace, 1, labels, 4)
    maps = trace.attention(1)
    for segment in range(3):
        tokens = prefix + (labels == segment).nonzero().flatten()
        given = maps[:, :, tokens].sum(dim=2)
        torch.testing.assert_close(received[:, segment], given.mean(dim=1))
        torch.testing.assert_close(within[:, segment], given[:, tokens].mean(dim=1))
    assert (received[:, 3] == 0).all()
    assert (within[:, 3] == 0).all()
