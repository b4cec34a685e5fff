"""Derived tensors: made once, and made anew when the weights change."""

import copy
from typing import Any

import pytest
import torch
from torch import Tensor

from tests.support.tiny import flexible, tiny_batch
from vit.model import ViT


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
    pixels = tiny_batch(model)
    twin = model.at_patch_size(16)
    model(pixels)
    twin(pixels)
    replace(model, copy.deepcopy(other.state_dict()))
    assert torch.equal(model(pixels), other(pixels))
    assert torch.equal(twin(pixels), other.at_patch_size(16)(pixels))


def test_a_change_of_dtype_reaches_the_derived_tensors():
    model = flexible()
    pixels = tiny_batch(model)
    model(pixels)
    model.to(torch.bfloat16)
    assert model(pixels.to(torch.bfloat16)).dtype == torch.bfloat16
    model.double()
    fresh = ViT(model.config).double()
    fresh.load_state_dict(model.state_dict())
    assert torch.equal(model(pixels), fresh(pixels))


def test_after_an_inference_pass_the_model_still_serves_autograd():
    model = flexible()
    pixels = tiny_batch(model)
    with torch.inference_mode():
        model(pixels)
    pixels = pixels.clone().requires_grad_()
    model(pixels)[:, 0].sum().backward()
    assert pixels.grad is not None
    assert pixels.grad.abs().sum() > 0


def test_a_model_made_in_inference_mode_works():
    with torch.inference_mode():
        model = flexible()
        assert model(tiny_batch(model)).shape == (2, 5)
