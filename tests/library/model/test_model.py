"""The three steps, derived sizes, edits and caches of the model."""

import copy
from typing import Any

import pytest
import timm
import torch
from torch import Tensor

from tests.support.random_weights import randomise
from tests.support.tiny import tiny_config, tiny_model, tiny_pixels
from vit.edits import Edits
from vit.layers import cut_patches
from vit.loading.weights import from_timm
from vit.mlp import quick_gelu
from vit.model import ViT

EXACT = {"rtol": 0.0, "atol": 1e-12}


def images(model: ViT, batch: int = 2) -> Tensor:
    return torch.stack([tiny_pixels(model, seed) for seed in range(batch)])


def flexible(**changes: Any) -> ViT:
    """Stored at another patch size and grid than used."""
    return tiny_model(base_patch=6, base_grid=(5, 7), resampling="bilinear", **changes)


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
    tokens = model.embed(images(model))
    assert tokens.shape == (2, 3 + 4 * 6, 24)
    encoded = model.encode(tokens)
    assert encoded.shape == tokens.shape
    assert torch.equal(model.classify(encoded), model(images(model)))
    assert model(images(model)).shape == (2, 5)


def test_patches_are_cut_row_by_row():
    picture = torch.arange(4 * 6).view(1, 1, 4, 6)
    patches = cut_patches(picture, 2)
    assert patches.shape == (1, 6, 4)
    assert patches[0, 0].tolist() == [0, 1, 6, 7]
    assert patches[0, 1].tolist() == [2, 3, 8, 9]
    assert patches[0, 3].tolist() == [12, 13, 18, 19]


def test_prefix_tokens_stand_first_class_token_then_registers():
    model = tiny_model(prefix_positions=False)
    tokens = model.embed(images(model))
    assert torch.equal(tokens[:, :1], model.cls_token.expand(2, -1, -1))
    assert torch.equal(tokens[:, 1:3], model.reg_token.expand(2, -1, -1))
    model = tiny_model()
    first = model.cls_token[0] + model.pos_embed[0, :1]
    torch.testing.assert_close(model.embed(images(model))[0, :1], first, **EXACT)


def test_the_tap_sees_what_the_block_used_and_changes_nothing():
    model, taps = tiny_model(), Taps()
    tokens = model.embed(images(model))
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
    tokens = model.embed(images(model))
    keep = torch.arange(3 + 18)
    found = model.classify(model.encode(tokens[:, keep]))
    smaller = model.at_grid(3, 6)
    torch.testing.assert_close(found, smaller(images(model)[:, :, :24]), **EXACT)


def test_tokens_may_be_kept_in_any_order():
    model = tiny_model()
    tokens = model.embed(images(model))
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
    assert model(images(model)).shape == (2, 24)


def test_an_image_of_another_size_is_refused_with_the_remedy():
    model = tiny_model()
    with pytest.raises(ValueError, match=r"48 x 32 px do not fit .* input of 32 x 48: use vit"):
        model(images(model).mT)


def test_quick_gelu_is_near_gelu_and_not_gelu():
    x = torch.linspace(-4, 4, 101)
    difference = (quick_gelu(x) - torch.nn.functional.gelu(x)).abs().max()
    assert 0.01 < difference < 0.03


# Derived sizes


def test_another_patch_size_and_back_is_the_same_bit_for_bit():
    model = flexible()
    pixels = images(model)
    before = model(pixels)
    other = model.at_patch_size(16)
    assert other.config.tokens == 3 + 2 * 3
    assert other(pixels).shape == (2, 5)
    back = other.at_patch_size(8)
    assert back.config == model.config
    assert torch.equal(back(pixels), before)


def test_every_size_derives_from_the_stored_weights_not_from_the_last_size():
    model = flexible()
    pixels = images(model)
    assert torch.equal(
        model.at_patch_size(16).at_patch_size(4)(pixels), model.at_patch_size(4)(pixels)
    )
    there = model.at_grid(7, 3).at_grid(2, 5)
    assert torch.equal(there.patch_positions(), model.at_grid(2, 5).patch_positions())


def test_another_size_shares_every_parameter():
    model = flexible()
    twin = model.at_patch_size(16).at_grid(3, 2)
    own = dict(model.named_parameters())
    assert all(parameter is own[name] for name, parameter in twin.named_parameters())
    with torch.no_grad():
        model.head.bias += 1
    assert torch.equal(twin.head.bias, model.head.bias)


def test_another_size_keeps_the_facts_and_changes_the_input_size():
    model = flexible()
    twin = model.at_grid(3, 5)
    assert twin.preprocessing.size == twin.config.image == (24, 40)
    assert model.preprocessing.size == model.config.image == (32, 48)
    assert twin.labels is model.labels


def test_a_patch_size_that_does_not_divide_the_input_is_refused():
    with pytest.raises(ValueError, match="image height 32 is not a multiple of patch 5: use 30"):
        tiny_model().at_patch_size(5)


@pytest.mark.parametrize(("image", "patch"), [((96, 96), 8), ((64, 128), 16), ((96, 160), 32)])
def test_other_sizes_equal_timms(image: tuple[int, int], patch: int):
    narrow = {"embed_dim": 48, "num_heads": 3, "depth": 2, "img_size": 64}
    theirs = randomise(timm.create_model("vit_tiny_patch16_224", **narrow)).double()
    ours = from_timm(theirs).at_grid(image[0] // 16, image[1] // 16).at_patch_size(patch)
    theirs.set_input_size(img_size=image, patch_size=(patch, patch))
    pixels = torch.randn(1, 3, *image, dtype=torch.float64)
    with torch.no_grad():
        torch.testing.assert_close(ours(pixels), theirs(pixels), rtol=0, atol=2e-4)


def test_sinusoidal_positions_need_no_weights():
    model = tiny_model(positions="sinusoidal")
    assert "pos_embed" not in model.state_dict()
    assert model.at_patch_size(4)(images(model)).shape == (2, 5)
    assert model.patch_positions().dtype == torch.float64


# Edits


def test_a_gate_of_one_leaves_a_head_alone_and_zero_switches_it_off():
    model = tiny_model()
    pixels = images(model)
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
    pixels = images(model)
    table = model.patch_positions()
    assert torch.equal(model(pixels, Edits(positions=table)), model(pixels))
    shuffled = model.embed(pixels, Edits(positions=table.flip(0)))
    expected = model.embed(pixels)[:, 3:] - table + table.flip(0)
    torch.testing.assert_close(shuffled[:, 3:], expected, **EXACT)


# Derived tensors are kept while the weights stand still, and only then


def test_a_derived_kernel_is_computed_once():
    model = flexible()
    assert model.kernel() is model.kernel()
    assert model.patch_positions() is model.patch_positions()


def _copied(model: ViT, state: dict[str, Tensor]) -> None:
    model.load_state_dict(state)


def _assigned(model: ViT, state: dict[str, Tensor]) -> None:
    model.load_state_dict(state, assign=True)
    model.requires_grad_(requires_grad=False)


def _swapped(model: ViT, state: dict[str, Tensor]) -> None:
    for name, parameter in model.named_parameters():
        parameter.data = state[name]


@pytest.mark.parametrize("replace", [_copied, _assigned, _swapped])
def test_new_weights_give_new_derived_tensors(replace: Any):
    model, other = flexible(), flexible(seed=7)
    pixels = images(model)
    twin = model.at_patch_size(16)
    model(pixels)
    twin(pixels)
    replace(model, copy.deepcopy(other.state_dict()))
    assert torch.equal(model(pixels), other(pixels))
    assert torch.equal(twin(pixels), other.at_patch_size(16)(pixels))


def test_a_change_of_dtype_reaches_the_derived_tensors():
    model = flexible()
    pixels = images(model)
    model(pixels)
    model.to(torch.bfloat16)
    assert model(pixels.to(torch.bfloat16)).dtype == torch.bfloat16
    model.double()
    fresh = ViT(model.config).double()
    fresh.load_state_dict(model.state_dict())
    assert torch.equal(model(pixels), fresh(pixels))


def test_after_an_inference_pass_the_model_still_serves_autograd():
    model = flexible()
    pixels = images(model)
    with torch.inference_mode():
        model(pixels)
    pixels = pixels.clone().requires_grad_()
    model(pixels)[:, 0].sum().backward()
    assert pixels.grad is not None
    assert pixels.grad.abs().sum() > 0


def test_training_at_another_size_reaches_the_stored_weights():
    model = flexible().requires_grad_()
    twin = model.at_patch_size(16)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
    before = twin(images(model)).detach()
    twin(images(model)).square().sum().backward()
    assert model.patch_embed.proj.weight.grad is not None
    assert model.pos_embed.grad is not None
    assert model.pos_embed.grad.abs().sum() > 0
    optimiser.step()
    assert not torch.equal(twin(images(model)), before)


def test_a_model_made_in_inference_mode_works():
    with torch.inference_mode():
        model = flexible()
        assert model(images(model)).shape == (2, 5)


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
    expected = model(images(model))
    found = model.cuda()(images(model).cuda()).cpu()
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-10)
