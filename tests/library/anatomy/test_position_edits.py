"""Position embeddings taken away or changed."""

import pytest
import torch

from tests.support.tiny import tiny_model, tiny_pixels
from vit.anatomy.position_edits import changed_positions, shuffled_patches
from vit.edits import Edits
from vit.trace import trace


def test_a_shift_gives_each_patch_its_right_hand_neighbour_s_position():
    model = tiny_model()
    grid, table = model.config.grid, model.patch_positions()
    shifted = changed_positions(model, "shift")
    first = grid.token(1, 2) - grid.prefix
    torch.testing.assert_close(shifted[first], table[first + 1], rtol=0, atol=0)
    last = grid.token(2, grid.cols - 1) - grid.prefix
    torch.testing.assert_close(shifted[last], table[grid.token(2, 0) - grid.prefix])


def test_a_shuffle_is_a_permutation_that_its_seed_repeats():
    model = tiny_model()
    table = model.patch_positions()
    once, again = (changed_positions(model, "shuffle", seed=4) for _ in range(2))
    assert torch.equal(once, again)
    assert not torch.equal(once, changed_positions(model, "shuffle", seed=5))
    back = torch.empty_like(once)
    back[shuffled_patches(len(table), 4)] = once
    assert torch.equal(back, table)


def test_without_positions_the_order_of_the_patches_does_not_matter():
    model = tiny_model()
    grid, pixels = model.config.grid, tiny_pixels(model)
    order = shuffled_patches(grid.patches, 9)
    tiles = pixels.unflatten(1, (grid.rows, grid.patch)).unflatten(3, (grid.cols, grid.patch))
    dealt = tiles.permute(1, 3, 0, 2, 4).flatten(0, 1)[order]
    dealt = dealt.unflatten(0, (grid.rows, grid.cols)).permute(2, 0, 3, 1, 4)
    mixed = dealt.flatten(3, 4).flatten(1, 2)
    edits = Edits(positions=changed_positions(model, "zero"))
    plain, shuffled = trace(model, pixels, edits=edits), trace(model, mixed, edits=edits)
    torch.testing.assert_close(shuffled.logits, plain.logits, rtol=0, atol=1e-12)
    patches = slice(grid.prefix, None)
    expected = plain.residual[:, patches][:, order]
    torch.testing.assert_close(shuffled.residual[:, patches], expected, rtol=0, atol=1e-12)
    assert not torch.allclose(trace(model, mixed).logits, trace(model, pixels).logits)


def test_an_unknown_change_is_named():
    with pytest.raises(ValueError, match="'mirror' is unknown"):
        changed_positions(tiny_model(), "mirror")
