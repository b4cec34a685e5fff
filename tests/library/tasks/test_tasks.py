"""Facets, matches, segments and regions against brute force, scipy and closed forms."""

import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from scipy.linalg import eigh

import vit
from tests.support.tiny import tiny_model
from vit.anatomy.features import feature_directions
from vit.maps.flow import rollout_tokens
from vit.tasks.facets import facet_directions
from vit.tasks.matches import mutual_matches
from vit.tasks.regions import region_attention, region_similarity, region_source
from vit.tasks.segments import FAINT, agreement, kmeans, lloyd, normalised_cut, token_cut


@pytest.fixture
def seen():
    model = tiny_model().float()
    draw = np.random.default_rng(0)
    prepared = vit.prepare(model, draw.integers(0, 256, (40, 60, 3), dtype=np.uint8))
    return model, vit.trace(model, prepared.pixels, prepared.view)


def units(count: int, width: int, seed: int = 0) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return F.normalize(torch.randn(count, width, generator=generator), dim=1)


# ---- facets


@pytest.mark.parametrize("facet", ["token", "key", "query", "value"])
@pytest.mark.parametrize("head", [None, 1])
def test_facets_are_directions_from_the_mean_of_the_patches(seen, facet, head):
    model, trace = seen
    if facet == "token":
        with torch.no_grad():
            table = model.norm(trace.residual[2, 3:])
    else:
        parts = getattr(trace, facet)[1, :, 3:]
        table = torch.cat(list(parts), dim=1) if head is None else parts[head]
    expected = F.normalize(table - table.mean(dim=0), dim=1)
    directions = facet_directions(model, trace, 2, facet, head)
    torch.testing.assert_close(directions, expected, rtol=1e-5, atol=1e-6)


def test_a_layer_that_has_no_such_facet_is_one_sentence(seen):
    model, trace = seen
    assert facet_directions(model, trace, 0).shape == (24, 24)
    with pytest.raises(IndexError, match="layer 0 has no key: layers are 1 to 3"):
        facet_directions(model, trace, 0, "key")
    with pytest.raises(IndexError, match="layer 4 has no token: layers are 0 to 3"):
        facet_directions(model, trace, 4)
    with pytest.raises(IndexError, match="head 3 does not exist: heads are 0 to 2"):
        facet_directions(model, trace, 1, "value", 3)


# ---- correspondences


@pytest.mark.parametrize("seed", range(4))
def test_mutual_pairs_are_those_of_brute_force(seed):
    first, second, cols = units(30, 8, seed), units(24, 8, seed + 50), 6
    cosines = (first @ second.T).tolist()
    expected = {}
    for i, row in enumerate(cosines):
        j = max(range(24), key=row.__getitem__)
        if max(range(30), key=lambda k: cosines[k][j]) == i:
            far = [
                row[q]
                for q in range(24)
                if max(abs(q // cols - j // cols), abs(q % cols - j % cols)) > 1
            ]
            expected[i, j] = row[j], row[j] - max(far)
    matches = mutual_matches(first, second, cols)
    pairs = zip(matches.first.tolist(), matches.second.tolist(), strict=True)
    numbers = zip(matches.cosine.tolist(), matches.margin.tolist(), strict=True)
    found = dict(zip(pairs, numbers, strict=True))
    assert found.keys() == expected.keys()
    for pair, values in expected.items():
        assert found[pair] == pytest.approx(values, abs=1e-6)
    assert matches.margin.tolist() == sorted(matches.margin.tolist(), reverse=True)


def test_a_picture_matches_itself_and_masks_leave_patches_out():
    table = units(24, 16)
    matches = mutual_matches(table, table, 6)
    assert matches.first.equal(matches.second)
    assert len(matches.first) == 24
    kept = torch.arange(24) < 5
    some = mutual_matches(table, table, 6, (kept, torch.ones(24, dtype=torch.bool)))
    assert sorted(some.first.tolist()) == [0, 1, 2, 3, 4]
    none = mutual_matches(table, table, 6, (~kept, kept))
    assert not len(mutual_matches(table, table, 6, (kept & ~kept, kept)).first)
    assert not set(none.first.tolist()) & {0, 1, 2, 3, 4}
    with pytest.raises(ValueError, match="width 16 and 8 have no similarity"):
        mutual_matches(table, units(24, 8), 6)


# ---- segments


def blobs() -> tuple[torch.Tensor, torch.Tensor]:
    centres = units(3, 10, 5)
    truth = torch.tensor([0] * 20 + [1] * 12 + [2] * 8)
    noise = 0.1 * torch.randn(40, 10, generator=torch.Generator().manual_seed(1))
    return F.normalize(centres[truth] + noise, dim=1), truth


def test_kmeans_finds_blobs_and_numbers_them_by_size():
    directions, truth = blobs()
    labels, inertia = kmeans(directions, 3)
    assert labels.equal(truth)
    means = torch.stack([directions[truth == c].mean(0) for c in range(3)])
    expected = (directions - means[truth]).square().sum().item()
    assert inertia == pytest.approx(expected, rel=1e-5)
    assert kmeans(directions, 3, seed=0)[0].equal(labels)
    with pytest.raises(ValueError, match="41 segments are not possible: choose 1 to 40"):
        kmeans(directions, 41)


def test_lloyds_steps_are_those_of_numpy():
    directions = units(60, 6)
    centres = directions[:4].clone()
    labels, _ = lloyd(directions, centres)
    table, own = directions.numpy().astype(np.float64), centres.numpy().astype(np.float64)
    for _ in range(50):
        nearest = ((table[:, None] - own) ** 2).sum(-1).argmin(1)
        own = np.stack([table[nearest == c].mean(0) for c in range(4)])
    assert labels.tolist() == nearest.tolist()


def test_agreement_is_one_for_the_same_and_near_zero_by_chance():
    draw = torch.Generator().manual_seed(0)
    first = torch.randint(3, (3000,), generator=draw)
    assert agreement(first, (first + 1) % 3) == pytest.approx(1)
    second = torch.randint(3, (3000,), generator=draw)
    assert abs(agreement(first, second)) < 0.01
    a, b = torch.tensor([0, 0, 1, 1]), torch.tensor([0, 0, 1, 2])
    assert agreement(a, b) == pytest.approx(4 / 7)


@pytest.mark.parametrize("seed", range(3))
def test_the_cut_is_the_second_eigenvector(seed):
    directions = F.normalize(units(50, 6, seed) + 0.8 * units(2, 6, 9)[torch.arange(50) % 2], dim=1)
    cosines = directions.double() @ directions.double().T
    weights = torch.where(cosines > 0, 1.0, FAINT).double().numpy()
    degree = np.diag(weights.sum(1))
    values, vectors = eigh(degree - weights, degree)
    vector, value = normalised_cut(directions)
    assert value == pytest.approx(values[1], abs=1e-6)
    expected = torch.from_numpy(vectors[:, 1].copy())
    assert abs(F.cosine_similarity(vector.double(), expected, dim=0)) > 1 - 1e-6


def test_the_object_is_the_side_without_the_corners():
    inside = torch.zeros(6, 8, dtype=torch.bool)
    inside[1:4, 2:6] = True
    centres = units(2, 12, 3)
    noise = 0.05 * torch.randn(48, 12, generator=torch.Generator().manual_seed(2))
    directions = F.normalize(centres[inside.flatten().long()] + noise, dim=1)
    directions = F.normalize(directions - directions.mean(dim=0), dim=1)
    assert token_cut(directions, 6, 8).equal(inside)


# ---- regions


def test_attention_of_a_region(seen):
    _, trace = seen
    tokens = torch.tensor([4, 5, 11])
    out, into = region_attention(trace, 1, tokens)
    maps = trace.attention(1)
    torch.testing.assert_close(out, maps[:, tokens].mean(dim=1))
    torch.testing.assert_close(into, maps[:, :, tokens].sum(dim=2))
    torch.testing.assert_close(out.sum(dim=1), torch.ones(3))
    one = torch.tensor([6])
    out, into = region_attention(trace, 2, one)
    torch.testing.assert_close(out, trace.attention_from(6)[2])
    torch.testing.assert_close(into, trace.attention_to(6)[2])


def test_similarity_of_features_with_a_region_is_that_with_its_mean_direction(seen):
    _, trace = seen
    tokens = torch.tensor([4, 5, 11])
    expected, _ = region_similarity(feature_directions(trace, 2), tokens)
    similar = vit.feature_similarity(trace, 2, tokens)
    torch.testing.assert_close(similar.flatten(), expected[trace.grid.prefix :])
    alone = vit.feature_similarity(trace, 2, torch.tensor([6]))
    torch.testing.assert_close(alone, vit.feature_similarity(trace, 2, 6))


def test_similarity_with_a_region_and_its_agreement():
    directions = units(20, 6)
    similar, agrees = region_similarity(directions, torch.tensor([3]))
    torch.testing.assert_close(similar, directions @ directions[3])
    assert agrees == pytest.approx(1)
    opposite = torch.stack([directions[0], -directions[0]])
    assert region_similarity(opposite, torch.tensor([0, 1]))[1] == pytest.approx(0, abs=1e-6)
    pair = F.normalize(torch.tensor([[1.0, 0], [0, 1]]), dim=1)
    assert region_similarity(pair, torch.tensor([0, 1]))[1] == pytest.approx(math.sqrt(0.5))


def test_rollout_from_a_region_is_the_mean_of_those_from_its_tokens(seen):
    _, trace = seen
    tokens = torch.tensor([4, 5])
    whole = rollout_tokens(trace, source=region_source(tokens, 27))
    parts = torch.stack([rollout_tokens(trace, source=token) for token in (4, 5)])
    torch.testing.assert_close(whole, parts.mean(dim=0))


@pytest.mark.parametrize("tokens", [[], [27], [-1]])
def test_a_region_that_is_not_there_is_refused(seen, tokens):
    _, trace = seen
    with pytest.raises((ValueError, IndexError), match=r"the region is empty|tokens 0 to 26"):
        region_attention(trace, 0, torch.tensor(tokens, dtype=torch.long))
