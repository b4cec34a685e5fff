"""The embedding filters: their components, their colours, and what they answer to a picture."""

import pytest
import torch
import torch.nn.functional as F

from tests.support.tiny import tiny_model, tiny_pixels
from vit.anatomy.patch_filters import filter_colours, filter_components, filter_responses


def test_the_components_of_a_kernel_of_two_patterns_are_these():
    model = tiny_model(width=48)
    generator = torch.Generator().manual_seed(5)
    first, second = torch.linalg.qr(torch.randn(192, 2, generator=generator).double())[0].T
    amounts = torch.zeros(48, 1, dtype=torch.float64)
    amounts[:4, 0] = torch.tensor([1.0, -1, 1, -1])
    kernel = 5 * amounts * first + amounts.roll(8, 0) * second
    model.patch_embed.proj.weight.copy_(kernel.view(48, 3, 8, 8))
    components, shares = filter_components(model, 2)
    assert components.shape == (2, 3, 8, 8)
    found = (components.flatten(1) @ torch.stack([first, second]).T).abs()
    torch.testing.assert_close(found, torch.eye(2, dtype=torch.float64))
    torch.testing.assert_close(shares, torch.tensor([25 / 26, 1 / 26]).double())


def test_there_are_28_as_in_the_paper_or_as_many_as_there_are():
    assert filter_components(tiny_model(width=48))[0].shape == (28, 3, 8, 8)
    assert filter_components(tiny_model())[0].shape == (24, 3, 8, 8)


@pytest.mark.parametrize("patch", [4, 8, 16])
def test_every_patch_size_has_the_components_of_its_own_kernel(patch):
    model = tiny_model(width=48).at_patch_size(patch)
    components, shares = filter_components(model, 5)
    kernel = model.kernel().flatten(1)
    places = (kernel - kernel.mean(dim=0)) @ components.flatten(1).T
    spread = (kernel - kernel.mean(dim=0)).square().sum()
    torch.testing.assert_close(places.square().sum(dim=0) / spread, shares)


@pytest.mark.parametrize("patch", [4, 8, 16])
def test_a_response_is_a_convolution_and_the_linear_projection(patch):
    model = tiny_model().at_patch_size(patch)
    pixels, kernel = tiny_pixels(model), model.kernel()
    responses = filter_responses(kernel, pixels)
    expected = F.conv2d(pixels.unsqueeze(0), kernel, stride=patch)[0]
    torch.testing.assert_close(responses, expected)
    projected = model.patch_embed(pixels.unsqueeze(0), kernel)[0] - model.patch_embed.proj.bias
    torch.testing.assert_close(responses.flatten(1).T, projected)


def test_pixels_that_no_patch_covers_are_left_out():
    filters = torch.ones(1, 3, 4, 4)
    pixels = torch.ones(3, 10, 13)
    assert filter_responses(filters, pixels).tolist() == [[[48.0] * 3] * 2]


def test_zero_is_grey_and_the_largest_entry_is_at_an_end():
    filters = torch.zeros(3, 3, 2, 2)
    filters[0, 0, 1, 0] = -0.1
    filters[1, 2, 0, 1] = 4.0
    filters[1, 1, 0, 1] = -1.0
    colours = filter_colours(filters)
    assert colours[0, 1, 0].tolist() == [0, 0.5, 0.5]
    assert colours[1, 0, 1].tolist() == [0.5, 0.375, 1]
    assert (colours[2] == 0.5).all()
