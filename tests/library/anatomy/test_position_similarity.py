"""Position similarity is the cosine between position embeddings, in rows and columns."""

import itertools

import torch

from tests.support.tiny import tiny_model
from vit.anatomy.position_similarity import (
    offset_similarity,
    position_components,
    position_directions,
    position_norms,
    position_similarity,
    prefix_similarity,
    sinusoidal_similarity,
)


def test_equals_the_cosine_of_the_stored_positions():
    model = tiny_model()
    similarity = position_similarity(model)
    assert similarity.shape == (4, 6, 4, 6)
    stored = model.pos_embed[0, 3:]
    expected = torch.nn.functional.cosine_similarity(stored[2 * 6 + 1], stored[3 * 6 + 5], dim=0)
    torch.testing.assert_close(similarity[2, 1, 3, 5], expected)


def test_a_position_equals_itself_and_the_map_is_symmetric():
    similarity = position_similarity(tiny_model()).view(24, 24)
    torch.testing.assert_close(similarity.diagonal(), torch.ones(24, dtype=torch.float64))
    torch.testing.assert_close(similarity, similarity.T)


def test_other_patch_sizes_have_their_own_grid():
    model = tiny_model().at_patch_size(4)
    assert position_directions(model).shape == (96, 24)
    assert position_similarity(model).shape == (8, 12, 8, 12)


def test_sinusoidal_positions_depend_on_the_offset_alone():
    similarity = position_similarity(tiny_model(positions="sinusoidal"))
    torch.testing.assert_close(similarity[0, 0, 1, 2], similarity[2, 3, 3, 5])


def test_the_similarity_of_sinusoidal_positions_is_that_of_their_two_offsets():
    model = tiny_model(positions="sinusoidal")
    axis = sinusoidal_similarity(6, 24)
    down, across = torch.meshgrid(torch.arange(4), torch.arange(6), indexing="ij")
    expected = (axis[down] + axis[across]) / 2
    torch.testing.assert_close(position_similarity(model)[0, 0], expected, rtol=0, atol=1e-6)
    frequencies = 10_000.0 ** (-torch.arange(6).double() / 6)
    torch.testing.assert_close(axis[3], (3 * frequencies).cos().mean(), rtol=0, atol=1e-6)


def test_norms_are_the_lengths_of_the_stored_positions():
    model = tiny_model()
    expected = model.pos_embed[0, 3 + 2 * 6 + 4].norm()
    torch.testing.assert_close(position_norms(model)[2, 4], expected)


def test_prefix_positions_are_compared_apart():
    model = tiny_model()
    similarity = prefix_similarity(model)
    assert similarity.shape == (3, 4, 6)
    stored = model.pos_embed[0]
    expected = torch.nn.functional.cosine_similarity(stored[2], stored[3 + 7], dim=0)
    torch.testing.assert_close(similarity[2, 1, 1], expected)


def test_a_prefix_token_without_a_position_is_like_none():
    similarity = prefix_similarity(tiny_model(prefix_positions=False))
    assert similarity.shape == (3, 4, 6)
    assert not similarity.any()
    assert prefix_similarity(tiny_model(class_token=False, pool="avg", registers=0)).shape[0] == 0


def test_profiles_are_means_over_all_pairs_so_far_apart():
    similarity = position_similarity(tiny_model())
    means = offset_similarity(similarity)
    assert means.shape == (4, 6)
    for down, across in ((0, 0), (1, 0), (0, 4), (3, 5), (2, 1)):
        pairs = [
            similarity[r1, c1, r2, c2]
            for r1, c1, r2, c2 in itertools.product(range(4), range(6), range(4), range(6))
            if (abs(r1 - r2), abs(c1 - c2)) == (down, across)
        ]
        torch.testing.assert_close(means[down, across], torch.stack(pairs).mean())


def test_component_maps_hold_all_that_differs_between_the_positions():
    model = tiny_model()
    maps, shares = position_components(model, 24)
    positions = model.patch_positions()
    apart = positions - positions.mean(dim=0)
    assert maps.shape == (24, 4, 6)
    torch.testing.assert_close(maps.square().sum(dim=0).flatten(), apart.square().sum(dim=1))
    torch.testing.assert_close(maps.square().sum(dim=(1, 2)) / apart.square().sum(), shares)
    assert (shares.diff() <= 1e-12).all()
