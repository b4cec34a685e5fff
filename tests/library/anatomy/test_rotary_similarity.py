"""What rotary positions say of two patches, against vectors really turned."""

import pytest
import torch

from tests.support.rotary import KINDS, turning
from tests.support.tiny import tiny_model
from vit.anatomy.rotary_similarity import rope_angles, rope_directions, rope_similarity
from vit.config import Rope
from vit.rope import rotate

CLOSE = {"rtol": 0.0, "atol": 1e-5}  # the tables are made in float32
each_kind = pytest.mark.parametrize("rope", KINDS.values(), ids=KINDS)


@each_kind
def test_similarity_is_that_of_an_all_equal_vector_turned(rope: Rope):
    model = turning(rope)
    for layer in (0, 2):
        turned = rotate(torch.ones(1, 3, 27, 8, dtype=torch.float64), model.turns(layer))
        expected = (turned @ turned.mT / 8)[0, :, 3:, 3:].view(3, 4, 6, 4, 6)
        found = rope_similarity(model, layer)
        assert found.shape == ((3 if rope.kind == "mixed" else 1), 4, 6, 4, 6)
        torch.testing.assert_close(found.expand(3, -1, -1, -1, -1), expected)


@each_kind
def test_a_patch_equals_itself_and_only_the_offset_counts(rope: Rope):
    found = rope_similarity(turning(rope))
    own = found.view(-1, 24, 24).diagonal(dim1=1, dim2=2)
    torch.testing.assert_close(own, torch.ones_like(own))
    torch.testing.assert_close(found[:, 0, 0, 1, 2], found[:, 2, 3, 3, 5], **CLOSE)
    torch.testing.assert_close(found, found.permute(0, 3, 4, 1, 2))
    assert found.abs().max() <= 1 + 1e-6


@each_kind
def test_rows_and_columns_are_not_taken_for_each_other(rope: Rope):
    """On a grid that is not square, and frequencies of both axes that differ or do not."""
    model = turning(rope)
    down, across = rope_angles(model)  # [H or 1,P,4] each
    down, across = down.view(-1, 4, 6, 4), across.view(-1, 4, 6, 4)
    assert torch.equal(down, down[:, :, :1].expand_as(down))
    assert torch.equal(across, across[:, :1].expand_as(across))
    assert not torch.allclose(down[:, 0], down[:, 1])
    assert not torch.allclose(across[:, :, 0], across[:, :, 1])


@each_kind
def test_angles_are_those_the_model_turns_by(rope: Rope):
    model = turning(rope)
    angles = rope_angles(model, 1).sum(0)
    torch.testing.assert_close(
        torch.polar(torch.ones_like(angles), angles).to(torch.complex128),
        model.turns(1)[:, 3:],
        **CLOSE,
    )


def test_layers_of_mixed_positions_differ_and_others_do_not():
    mixed, axial = turning(KINDS["mixed"]), turning(KINDS["axial"])
    assert not torch.allclose(rope_directions(mixed, 0), rope_directions(mixed, 1))
    assert torch.equal(rope_directions(axial, 0), rope_directions(axial, 1))


def test_another_grid_has_its_own():
    assert rope_similarity(turning(KINDS["centred"]).at_grid(2, 3)).shape == (1, 2, 3, 2, 3)


def test_a_model_that_turns_nothing_or_lacks_the_layer_says_so():
    for function in (rope_angles, rope_directions, rope_similarity):
        with pytest.raises(ValueError, match="no rotary positions: use position_similarity"):
            function(tiny_model())
        with pytest.raises(IndexError, match="layer 3 does not exist: layers are 0 to 2"):
            function(turning(KINDS["mixed"]), 3)
