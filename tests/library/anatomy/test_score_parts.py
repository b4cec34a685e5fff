"""Content and position in the first layer's scores: the parts sum to the scores, exactly."""

import pytest
import torch

from tests.support.tiny import tiny_model, tiny_pixels
from vit.anatomy.score_parts import PARTS, ScoreParts, part_shares, score_parts
from vit.edits import Edits
from vit.trace import trace

MODELS = {
    "standard": {},
    "norm before the blocks": {"pre_norm": True},
    "root mean square norm": {"norm": "rms"},
    "norm after each branch": {"post_norm": True},
    "no biases": {"qkv_bias": False, "patch_bias": False},
    "positions of patches alone": {"prefix_positions": False},
    "sinusoidal": {"positions": "sinusoidal"},
    "another patch size": {"base_patch": 16, "base_grid": (2, 3)},
}


def made(changes):
    model = tiny_model(**changes)
    return model, score_parts(model, tiny_pixels(model))


@pytest.mark.parametrize("changes", MODELS.values(), ids=MODELS)
def test_the_four_parts_sum_to_the_scores_of_the_pass(changes):
    model, parts = made(changes)
    passed = trace(model, tiny_pixels(model))
    for head in range(3):
        scores = passed.query[0, head] @ passed.key[0, head].T / 8**0.5
        torch.testing.assert_close(parts.scores(head).sum(dim=0), scores)
        torch.testing.assert_close(
            parts.scores(head).sum(dim=0).softmax(-1), passed.attention(0)[head]
        )


def test_the_content_is_that_of_a_pass_without_positions_where_nothing_is_normed():
    model, parts = made({"post_norm": True, "prefix_positions": False})
    bare = trace(
        model,
        tiny_pixels(model),
        edits=Edits(positions=torch.zeros_like(model.patch_positions())),
    )
    torch.testing.assert_close(parts.query_content, bare.query[0])
    torch.testing.assert_close(parts.key_content, bare.key[0])


@pytest.mark.parametrize("norm", ["layer", "rms"])
def test_the_position_part_is_the_normed_position_times_the_weights(norm):
    model, parts = made({"norm": norm})
    block, token = model.block(0), 3 + 9
    entering = trace(model, tiny_pixels(model)).residual[0, token]
    position = model.pos_embed[0, token]
    if norm == "layer":
        spread = (entering.var(correction=0) + model.config.eps).sqrt()
        position = position - position.mean()
    else:
        spread = (entering.square().mean() + model.config.eps).sqrt()
    expected = block.attn.qkv.weight[24:48] @ (position / spread * block.norm1.weight)
    torch.testing.assert_close(parts.key_position[:, token].flatten(), expected)


def test_without_positions_all_is_content():
    model = tiny_model()
    model.pos_embed.zero_()
    shares = part_shares(score_parts(model, tiny_pixels(model)), 3)
    expected = torch.tensor([1.0, 0, 0, 0]).double().expand(3, 4)
    torch.testing.assert_close(shares, expected)


def test_shares_sum_to_one_and_are_covariances():
    _, parts = made({})
    shares = part_shares(parts, 3)
    assert shares.shape == (3, len(PARTS))
    torch.testing.assert_close(shares.sum(dim=1), torch.ones(3, dtype=torch.float64))
    rows = parts.scores(1)[:, 3:, 3:]
    whole = rows.sum(dim=0)
    shared = sum(torch.cov(torch.stack([a, b]))[0, 1] for a, b in zip(rows[2], whole, strict=True))
    torch.testing.assert_close(shares[1, 2], shared / whole.var(dim=1).sum())


def test_one_number_by_hand():
    row = torch.tensor([[[1.0], [2.0]]])
    parts = ScoreParts(row, 10 * row, 3 * row, torch.zeros(1, 2, 1))
    scores = parts.scores(0)
    assert scores[0].tolist() == [[3, 6], [6, 12]]
    assert scores[2].tolist() == [[30, 60], [60, 120]]
    torch.testing.assert_close(part_shares(parts, 0), torch.tensor([[1 / 11, 0, 10 / 11, 0]]))


def test_what_cannot_be_split_says_why():
    with pytest.raises(ValueError, match="adds no position embeddings"):
        made({"positions": "none"})
    with pytest.raises(ValueError, match="norms or turns queries and keys"):
        made({"qk_norm": True})
