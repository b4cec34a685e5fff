"""Position similarity is the cosine between position embeddings, in rows and columns."""

import torch

from tests.tiny import tiny_model
from vit.similarity import position_directions, position_similarity


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
