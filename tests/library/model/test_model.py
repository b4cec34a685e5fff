"""The three steps, derived sizes, edits and caches of the model."""

import copy

import pytest
import torch
from torch import Tensor

from tests.support.tiny import EXACT, tiny_batch, tiny_config, tiny_model
from vit.edits import Edits
from vit.layers import cut_patches
from vit.mlp import quick_gelu
from vit.model import ViT


class Taps:
    """What each block showed."""

    def __init__(self) -> None:
        self.seen: list[dict[str, Tensor]] = []

    def __call__(self, layer: int, *tensors: Tensor) -> None:
        names = ("query", "key", "value", "context", "residual")
        assert layer == len(self.seen)
        self.seen.append(dict(zip(names, tensors, strict=True)))


def test_forward_is_embed_encode_classify():
    model = tiny_model()
    tokens = model.embed(tiny_batch(model))
    assert tokens.shape == (2, 3 + 4 * 6, 24)
    encoded = model.encode(tokens)
    assert encoded.shape == tokens.shape
    assert torch.equal(model.classify(encoded), model(tiny_batch(model)))
    assert model(tiny_batch(model)).shape == (2, 5)


def test_patches_are_cut_row_by_row():
    picture = torch.arange(4 * 6).view(1, 1, 4, 6)
    patches = cut_patches(picture, 2)
    assert patches.shape == (1, 6, 4)
    assert patches[0, 0].tolist() == [0, 1, 6, 7]
    assert patches[0, 1].tolist() == [2, 3, 8, 9]
    assert patches[0, 3].tolist() == [12, 13, 18, 19]


def test_prefix_tokens_stand_first_class_token_then_registers():
    model = tiny_model(prefix_positions=False)
    tokens = model.embed(tiny_batch(model))
    assert torch.equal(tokens[:, :1], model.cls_token.expand(2, -1, -1))
    assert torch.equal(tokens[:, 1:3], model.reg_token.expand(2, -1, -1))
    model = tiny_model()
    first = model.cls_token[0] + model.pos_embed[0, :1]
    torch.testing.assert_close(model.embed(tiny_batch(model))[0, :1], first, **EXACT)


def test_the_tap_sees_what_the_block_used_and_changes_nothing():
    model, taps = tiny_model(), Taps()
    tokens = model.embed(tiny_batch(model))
    encoded = model.encode(tokens, taps)
    assert torch.equal(encoded, model.encode(tokens))
    assert len(taps.seen) == 3
    for seen in taps.seen:
        heads = (2, 3, 27, 8)
        assert all(seen[name].shape == heads for name in ("query", "key", "value", "context"))
        attention = (seen["query"] @ seen["key"].mT / 8**0.5).softmax(-1)
        torch.testing.assert_close(attention @ seen["value"], seen["context"], **EXACT)
    assert torch.equal(taps.seen[0]["residual"], tokens)


def test_removed_tokens_are_as_if_they_had_never_been_there():
    """Without its last row of patches, a model without positions is one of a smaller picture."""
    model = tiny_model()
    with torch.no_grad():
        model.pos_embed.zero_()
    tokens = model.embed(tiny_batch(model))
    keep = torch.arange(3 + 18)
    found = model.classify(model.encode(tokens[:, keep]))
    smaller = model.at_grid(3, 6)
    torch.testing.assert_close(found, smaller(tiny_batch(model)[:, :, :24]), **EXACT)


def test_tokens_may_be_kept_in_any_order():
    model = tiny_model()
    tokens = model.embed(tiny_batch(model))
    order = torch.cat([torch.arange(3), 3 + torch.randperm(24)])
    whole, shuffled = model.encode(tokens), model.encode(tokens[:, order])
    torch.testing.assert_close(shuffled, whole[:, order], rtol=0, atol=1e-10)


@pytest.mark.parametrize(("pool", "first"), [("token", 0), ("avg", 3)])
def test_pooling(pool: str, first: int):
    model = tiny_model(pool=pool)
    tokens = torch.randn(2, 27, 24, dtype=torch.float64)
    expected = tokens[:, 0] if pool == "token" else tokens[:, first:].mean(dim=1)
    assert torch.equal(model.pool(tokens), expected)


def test_without_a_classifier_the_features_come_out():
    model = tiny_model(classes=0, outputs="none")
    assert model(tiny_batch(model)).shape == (2, 24)


def test_an_image_of_another_size_is_refused_with_the_remedy():
    model = tiny_model()
    with pytest.raises(ValueError, match=r"48 x 32 px do not fit .* input of 32 x 48: use vit"):
        model(tiny_batch(model).mT)


def test_quick_gelu_is_near_gelu_and_not_gelu():
    x = torch.linspace(-4, 4, 101)
    difference = (quick_gelu(x) - torch.nn.functional.gelu(x)).abs().max()
    assert 0.01 < difference < 0.03


def test_a_gate_of_one_leaves_a_head_alone_and_zero_switches_it_off():
    model = tiny_model()
    pixels = tiny_batch(model)
    gate = torch.ones(3, 3)
    assert torch.equal(model(pixels, Edits(head_gate=gate)), model(pixels))
    gate[1, 2] = 0
    gated = model(pixels, Edits(head_gate=gate))
    without = copy.deepcopy(model)
    with torch.no_grad():
        without.blocks[1].attn.proj.weight[:, 16:24] = 0
    torch.testing.assert_close(gated, without(pixels), **EXACT)
    assert not torch.equal(gated, model(pixels))


def test_positions_can_be_replaced_for_one_pass():
    model = tiny_model()
    pixels = tiny_batch(model)
    table = model.patch_positions()
    assert torch.equal(model(pixels, Edits(positions=table)), model(pixels))
    shuffled = model.embed(pixels, Edits(positions=table.flip(0)))
    expected = model.embed(pixels)[:, 3:] - table + table.flip(0)
    torch.testing.assert_close(shuffled[:, 3:], expected, **EXACT)


def test_initial_weights_are_small_and_norms_are_neutral():
    model = ViT(tiny_config())
    assert 0.01 < model.blocks[0].attn.qkv.weight.std() < 0.03
    assert (model.norm.weight == 1).all()
    assert not model.head.bias.any()


@pytest.mark.gpu
def test_the_same_numbers_on_a_gpu():
    if not torch.cuda.is_available():
        pytest.skip("no CUDA device")
    model = tiny_model().at_patch_size(16)
    expected = model(tiny_batch(model))
    found = model.cuda()(tiny_batch(model).cuda()).cpu()
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-10)
