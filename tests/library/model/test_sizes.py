"""One model at other patch sizes and grids, all derived from the stored weights."""

import pytest
import timm
import torch

from tests.support.random_weights import randomise
from tests.support.tiny import flexible, tiny_batch, tiny_model
from vit.loading.weights import from_timm


def test_another_patch_size_and_back_is_the_same_bit_for_bit():
    model = flexible()
    pixels = tiny_batch(model)
    before = model(pixels)
    other = model.at_patch_size(16)
    assert other.config.tokens == 3 + 2 * 3
    assert other(pixels).shape == (2, 5)
    back = other.at_patch_size(8)
    assert back.config == model.config
    assert torch.equal(back(pixels), before)


def test_every_size_derives_from_the_stored_weights_not_from_the_last_size():
    model = flexible()
    pixels = tiny_batch(model)
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
    assert model.at_patch_size(4)(tiny_batch(model)).shape == (2, 5)
    assert model.patch_positions().dtype == torch.float64


def test_training_at_another_size_reaches_the_stored_weights():
    model = flexible().requires_grad_()
    twin = model.at_patch_size(16)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
    before = twin(tiny_batch(model)).detach()
    twin(tiny_batch(model)).square().sum().backward()
    assert model.patch_embed.proj.weight.grad is not None
    assert model.pos_embed.grad is not None
    assert model.pos_embed.grad.abs().sum() > 0
    optimiser.step()
    assert not torch.equal(twin(tiny_batch(model)), before)
