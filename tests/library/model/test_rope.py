"""Rotary positions: turned by hand, only the patches, for any grid and any subset of the tokens."""

import math
from typing import Any

import pytest
import torch
from torch import Tensor

from tests.support.explicit import explicit_maps
from tests.support.rotary import KINDS, turning
from tests.support.tiny import tiny_pixels
from vit.anatomy.branch_ratios import branch_ratios
from vit.config import Rope
from vit.edits import Edits
from vit.gradient import trace_gradient
from vit.maps.ablation import token_removal
from vit.maps.legrad import legrad_tokens
from vit.model import ViT
from vit.trace import trace

EXACT = {"rtol": 0.0, "atol": 1e-12}
SINGLE = {"rtol": 0.0, "atol": 1e-5}  # the tables are made in float32


def angle_by_hand(model: ViT, layer: int, head: int, place: tuple[int, int], pair: int) -> float:
    """Radians that a pair of a head's channels turns by at a patch (row, col)."""
    rope, grid = model.config.rope, model.config.grid
    if rope.kind == "mixed":
        first, second = model.rope.freqs[:, layer, head, pair].tolist()
        x, y = reversed(place) if rope.columns_first else place
        return first * x + second * y
    axis = pair // 2 if not rope.columns_first else 1 - pair // 2
    size, at = (grid.rows, grid.cols)[axis], place[axis]
    period = rope.temperature ** (pair % 2 / 2)
    if rope.kind == "centred":
        return 2 * math.pi * ((2 * at + 1) / size - 1) / period
    scale = rope.reference[axis] / size if rope.reference else 1.0
    return (at + rope.offset) * scale / period


def turned_by_hand(model: ViT, layer: int, flat: Tensor) -> Tensor:
    """Queries [H,N,8] that were not turned, turned one pair at a time."""
    turned, grid = flat.clone(), model.config.grid
    for head in range(model.config.heads):
        for token in range(grid.prefix, grid.tokens):
            for pair in range(4):
                angle = angle_by_hand(model, layer, head, grid.cell(token), pair)
                ends = slice(2 * pair, 2 * pair + 2)
                a, b = flat[head, token, ends].tolist()
                cos, sin = math.cos(angle), math.sin(angle)
                turned[head, token, ends] = turned.new_tensor(
                    [a * cos - b * sin, a * sin + b * cos]
                )
    return turned


def flat_parts(model: ViT, layer: int, normed: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Query, key and value [H,N,K] as projected, before anything turns."""
    attn = model.block(layer).attn
    joint = attn.qkv(normed).view(-1, 3, model.config.heads, model.config.head_width)
    return tuple(joint.permute(1, 2, 0, 3))


@pytest.mark.parametrize("rope", KINDS.values(), ids=KINDS)
def test_queries_and_keys_turn_as_by_hand_and_values_stay(rope: Rope):
    model = turning(rope)
    record = trace(model, tiny_pixels(model))
    for layer in (0, 2):
        entering = model.block(layer).entering(record.residual[layer].clone())
        query, key, value = flat_parts(model, layer, entering)
        for found, flat in ((record.query, query), (record.key, key)):
            expected = turned_by_hand(model, layer, flat)
            torch.testing.assert_close(found[layer], expected, **SINGLE)
        torch.testing.assert_close(record.value[layer], value, **EXACT)


@pytest.mark.parametrize("rope", KINDS.values(), ids=KINDS)
def test_prefix_tokens_are_not_turned_at_all(rope: Rope):
    model = turning(rope)
    record = trace(model, tiny_pixels(model))
    normed = model.block(1).entering(record.residual[1].clone())
    query, key, _ = model.block(1).attn.split(normed[None], model.turns(1))
    flat_query, flat_key, _ = flat_parts(model, 1, normed)
    assert torch.equal(query[0, :, :3], flat_query[:, :3])
    assert torch.equal(key[0, :, :3], flat_key[:, :3])
    assert not torch.allclose(query[0, :, 3:], flat_query[:, 3:])


@pytest.mark.parametrize("rope", KINDS.values(), ids=KINDS)
def test_the_records_attention_is_the_one_the_model_uses(rope: Rope):
    model, contexts = turning(rope), []
    pixels = tiny_pixels(model)
    record = trace(model, pixels)
    model.encode(model.embed(pixels[None]), lambda *seen: contexts.append(seen[4][0]))
    for layer, context in enumerate(contexts):
        found = record.attention(layer) @ record.value[layer]
        torch.testing.assert_close(found, context, **EXACT)


@pytest.mark.parametrize("rope", KINDS.values(), ids=KINDS)
def test_scores_of_one_query_and_key_depend_on_the_offset_alone(rope: Rope):
    model = turning(rope)
    generator = torch.Generator().manual_seed(4)
    same = torch.randn(1, 1, 24, generator=generator, dtype=torch.float64).expand(1, 27, -1)
    query, key, _ = model.block(0).attn.split(same, model.turns(0))
    scores = (query @ key.mT)[0, :, 3:, 3:].view(3, 4, 6, 4, 6)
    close = {"rtol": 1e-5, "atol": 1e-4}
    torch.testing.assert_close(scores[:, 0, 1, 2, 4], scores[:, 1, 2, 3, 5], **close)
    assert not torch.allclose(scores[:, 0, 1, 2, 4], scores[:, 1, 2, 3, 4], **close)
    assert not torch.allclose(scores[:, 0, 1, 2, 4], scores[:, 1, 2, 2, 5], **close)


@pytest.mark.parametrize("rope", KINDS.values(), ids=KINDS)
def test_tokens_left_out_are_as_if_nobody_looked_at_them(rope: Rope):
    model = turning(rope)
    tokens = model.embed(tiny_pixels(model)[None])
    kept = torch.tensor([0, 1, 2, 4, 5, 9, 17, 26])
    hidden = torch.full((27,), -1e9, dtype=torch.float64)
    hidden[kept] = 0
    expected = model.classify(model.encode(tokens, edits=Edits(score_bias=hidden)))
    encoded = model.encode(tokens[:, kept], kept=kept)
    torch.testing.assert_close(model.classify(encoded), expected, **EXACT)
    twice = torch.stack([kept, kept.flip(0)])
    rows = model.encode(tokens[0][twice], kept=twice)
    torch.testing.assert_close(rows, torch.cat([encoded, encoded.flip(1)]), **EXACT)


def test_tokens_without_their_places_are_refused():
    model = turning(KINDS["centred"])
    tokens = model.embed(tiny_pixels(model)[None])
    with pytest.raises(ValueError, match="must know where 8 tokens lie: say by `kept`"):
        model.encode(tokens[:, :8])
    with pytest.raises(ValueError, match="or give a block the turns of its layer"):
        model.block(0).attend(tokens, 0, None, Edits())


def test_removal_leaves_the_others_where_they_are():
    model = turning(KINDS["mixed"])
    record = trace(model, tiny_pixels(model))
    hidden = torch.zeros(27, dtype=torch.float64)
    hidden[3 + 8] = -1e9
    without = trace(model, tiny_pixels(model), edits=Edits(score_bias=hidden))
    expected = record.probabilities()[1] - without.probabilities()[1]
    torch.testing.assert_close(token_removal(model, record, 1)[1, 2], expected, **EXACT)


@pytest.mark.parametrize("changes", [{}, {"qk_norm": True, "norm": "rms"}], ids=["", "normed"])
@pytest.mark.parametrize("rope", [None, *KINDS.values()], ids=["none", *KINDS])
def test_gradients_equal_autograd(rope: Rope | None, changes: dict[str, Any]):
    model = turning(rope, **changes)
    pixels = tiny_pixels(model)
    found = trace_gradient(model, pixels, 2)
    attention, gradient, _ = explicit_maps(model, pixels, 2)
    for layer in range(3):
        torch.testing.assert_close(found.trace.attention(layer), attention[layer], **EXACT)
        torch.testing.assert_close(found.attention_grad(layer), gradient[layer], **EXACT)
    block, before = model.block(2), found.trace.residual[2].clone()[None]
    normed = block.entering(before).requires_grad_()
    query, key, value = block.attn.split(normed, model.turns(2))
    context = torch.nn.functional.scaled_dot_product_attention(query, key, value)
    logits = model.classify(block.feed(block.add(before, block.attn.join(context))))
    (expected,) = torch.autograd.grad(logits[0, 2], normed)
    torch.testing.assert_close(found.normed_grad, expected[0], **EXACT)
    assert legrad_tokens(model, found.trace, 2).isfinite().all()


def test_what_branches_bring_in_is_found_with_the_turns():
    model = turning(KINDS["mixed"])
    record = trace(model, tiny_pixels(model))
    before, block = record.residual[1].clone(), model.block(1)
    attended = block.attn.join((record.attention(1) @ record.value[1])[None])[0]
    expected = before.norm(dim=-1) / attended.norm(dim=-1)
    torch.testing.assert_close(branch_ratios(model, record)[1, 0], expected.float())


def test_a_pooling_of_its_own_heads_has_its_gradient():
    model = turning(KINDS["axial"], pool="attention", pool_heads=2, pool_mlp_ratio=2.0)
    pixels = tiny_pixels(model)
    found = trace_gradient(model, pixels, 2)
    *_, (attention, gradient) = explicit_maps(model, pixels, 2)
    assert found.trace.pooling.shape == (2, 27)
    torch.testing.assert_close(found.trace.pooling, attention, **EXACT)
    torch.testing.assert_close(found.pooling_grad, gradient, **EXACT)


def test_turns_are_made_once_for_each_grid_and_anew_for_other_frequencies():
    model = turning(KINDS["mixed"])
    assert model.turns(0).data_ptr() == model.turns(0).data_ptr()
    assert model.derived_nbytes == 3 * 3 * 27 * 4 * 16
    other = model.at_grid(2, 9)
    assert other.turns(0).shape == (3, 3 + 18, 4)
    assert model.turns(0).shape == (3, 27, 4)
    before = model.turns(0).clone()
    with torch.no_grad():
        model.rope.freqs.mul_(2)
    assert not torch.allclose(model.turns(0)[:, 3:], before[:, 3:])


def test_learned_frequencies_can_be_trained():
    model = turning(KINDS["mixed"]).requires_grad_()
    model(tiny_pixels(model)[None]).sum().backward()
    assert model.rope.freqs.grad is not None
    assert model.rope.freqs.grad.abs().sum() > 0


def test_half_precision_turns_in_single():
    model = turning(KINDS["centred"]).bfloat16()
    assert model.turns(0).dtype == torch.complex64
    record = trace(model, tiny_pixels(model))
    assert record.query.dtype == torch.bfloat16
