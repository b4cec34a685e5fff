"""Colours of patches: laws of their axes, and cases worked out by hand."""

from dataclasses import replace

import pytest
import torch
from torch import Tensor

import vit
from tests.library.anatomy.test_features import random_tokens, trace_of_tokens
from tests.support.tiny import tiny_model, tiny_pixels
from vit.anatomy.feature_colours import FeatureComponents, coded, ramps
from vit.anatomy.principal_components import leading_axes, principal_components

close = torch.testing.assert_close
AXES = ("layer", "layers")


@pytest.fixture(scope="module")
def model() -> vit.ViT:
    return tiny_model()


@pytest.fixture(scope="module")
def trace(model: vit.ViT) -> vit.Trace:
    return vit.trace(model, tiny_pixels(model))


def bare(tokens: Tensor) -> tuple[vit.ViT, vit.Trace]:
    """A trace of tokens [L+1,N,D] and a model whose final norm leaves tokens as they are."""
    trace = trace_of_tokens(tokens)
    sizes = {name: getattr(trace.config, name) for name in ("depth", "width", "heads")}
    model = tiny_model(**sizes)
    model.norm = torch.nn.Identity()
    return model, trace


def oracle(rows: Tensor) -> tuple[Tensor, Tensor]:
    """Places [R,3] on the principal axes, and shares [3], by a singular value decomposition."""
    apart = rows - rows.mean(dim=0)
    _, sizes, axes = torch.linalg.svd(apart, full_matrices=False)
    places, strongest = apart @ axes[:3].T, axes[:3].gather(1, axes[:3].abs().argmax(1, True))
    skew = (places**3).mean(dim=0) / (places**2).mean(dim=0) ** 1.5
    places = places * skew.where(skew.abs() > 0.05, strongest[:, 0]).sign()
    levels = torch.tensor([0.01, 0.99], dtype=rows.dtype)
    low, high = places.quantile(levels, dim=0)
    shares = sizes[:3] ** 2 / (sizes**2).sum()
    return ((places - low) / (high - low)).clamp(0, 1), shares


def test_each_layer_follows_its_own_axes_after_the_final_norm(model, trace):
    places, shares = vit.feature_places(model, trace)
    for layer in range(4):
        rows = model.norm(trace.residual[layer, 3:])
        close(vit.final_tokens(model, trace, layer), rows)
        expected, of_layer = oracle(rows)
        close(places[layer], expected)
        close(shares[layer], of_layer)


def test_no_other_axes_show_more_of_a_layer(model, trace):
    own = vit.feature_places(model, trace)[1].sum(dim=1)
    others = vit.common_axes(model, [trace, vit.trace(model, tiny_pixels(model, seed=5))])
    common = vit.feature_places(model, trace, others)[1].sum(dim=1)
    assert (own >= common).all()
    assert (own <= 1).all()


def test_axes_of_all_layers_are_those_of_their_directions(model, trace):
    stream = trace.residual[:, 3:] - trace.residual[:, 3:].mean(dim=1, keepdim=True)
    rows = torch.nn.functional.normalize(stream, dim=-1).flatten(0, 1)
    places, shares = vit.feature_places(model, trace, "layers")
    close(places.flatten(0, 1), oracle(rows)[0])
    directions = rows.view(4, 24, -1)
    assert shares.shape == (4, 3)
    axes = FeatureComponents.of(rows).axes
    along = ((directions - directions.mean(dim=1, keepdim=True)) @ axes.T).square().sum(dim=1)
    apart = (directions - directions.mean(dim=1, keepdim=True)).square().sum(dim=(1, 2))
    close(shares, along / apart[:, None])


def test_equal_tokens_have_equal_colours_in_every_layer_and_picture():
    layer, other = random_tokens(9, 5), random_tokens(9, 5, seed=1)
    model, traced = bare(torch.stack([layer, other, layer]))
    colours = vit.feature_colours(model, traced, "layers")
    close(colours[0], colours[2])
    assert (colours[0] - colours[1]).abs().max() > 0.1
    common = vit.common_axes(model, [traced, trace_of_tokens(torch.stack([other, layer, other]))])
    one = vit.feature_colours(model, traced, common)
    swapped = trace_of_tokens(torch.stack([layer, layer, layer]))
    close(vit.feature_colours(model, swapped, common)[2], one[2])


def test_pictures_count_alike_in_their_common_axes(model, trace):
    """The axes of a picture and itself are its own; the order of the pictures decides nothing."""
    for layer, twice in enumerate(vit.common_axes(model, [trace, trace])):
        close(twice.axes, FeatureComponents.of(vit.final_tokens(model, trace, layer)).axes)
    other = vit.trace(model, tiny_pixels(model, seed=5))
    once, again = (vit.common_axes(model, pair) for pair in ([trace, other], [other, trace]))
    close(vit.feature_colours(model, trace, once), vit.feature_colours(model, trace, again))


def test_what_all_tokens_of_a_layer_share_does_not_count(model, trace):
    scales = torch.tensor([1.0, 10.0, 0.1, 3.0], dtype=torch.float64).view(4, 1, 1)
    moved = replace(trace, residual=trace.residual * scales + random_tokens(4, 1, 24))
    one, other = (vit.feature_colours(model, each, "layers") for each in (trace, moved))
    close(one, other)


@pytest.mark.parametrize("axes", AXES)
def test_tokens_on_one_line_differ_along_one_axis_only(axes):
    places = random_tokens(3, 9, 1, seed=1)
    model, traced = bare(7 + places * random_tokens(6))
    found, shares = vit.feature_places(model, traced, axes)
    assert (found[..., 1:] == 0.5).all()
    close(shares, torch.tensor([1.0, 0, 0], dtype=torch.float64).expand(3, 3))


@pytest.mark.parametrize("axes", AXES)
def test_the_long_tail_is_positive(axes):
    tokens = random_tokens(2, 60, 6) * 0.1
    tokens[:, 5:8, 2] += 9  # three patches far out
    model, traced = bare(tokens)
    for sign in (1, -1):
        turned = replace(traced, residual=sign * traced.residual)
        found = vit.feature_places(model, turned, axes)[0]
        assert found[:, 4:7, 0].min() > 0.8
        assert found[..., 0].median() < 0.5


@pytest.mark.parametrize("axes", AXES)
def test_two_runs_give_the_same_colours_to_the_bit(model, trace, axes):
    single = replace(trace, residual=trace.residual.float())
    model = tiny_model().float()
    once, again = (vit.feature_colours(model, single, axes) for _ in range(2))
    assert once.dtype == torch.float32
    assert once.equal(again)


@pytest.mark.parametrize("axes", AXES)
def test_the_order_of_the_patches_decides_nothing(axes):
    tokens = random_tokens(3, 12, 7)
    order = torch.cat([torch.zeros(1, dtype=torch.long), torch.arange(11, 0, -1)])
    model, traced = bare(tokens)
    again = vit.feature_colours(model, trace_of_tokens(tokens[:, order]), axes)
    close(again.flip(2), vit.feature_colours(model, traced, axes))


@pytest.mark.parametrize("axes", AXES)
def test_alike_patches_are_grey(axes):
    model, traced = bare(random_tokens(2, 1, 6).expand(2, 5, 6).clone())
    colours = vit.feature_colours(model, traced, axes)
    assert (colours - colours[..., :1]).abs().max() < 1e-6
    assert (vit.feature_places(model, traced, axes)[1] == 0).all()


def test_wide_tokens_have_the_axes_of_all_eigenvectors():
    """The iteration and its fallback, for a spectrum that falls and for one that is flat."""
    for decay in (0.7, 1.0):
        rows = random_tokens(200, 90) * decay ** torch.arange(90, dtype=torch.float64)
        rows -= rows.mean(dim=0)
        found = leading_axes(rows, 3)
        expected, _ = principal_components(rows, 3)
        close((found * expected).sum(dim=1).abs(), torch.ones(3, dtype=torch.float64))


def test_few_columns_leave_the_last_axes_empty():
    model, traced = bare(random_tokens(2, 9, 2))
    places, shares = vit.feature_places(model, traced)
    assert (places[..., 2] == 0.5).all()
    close(shares.sum(dim=1), torch.ones(2, dtype=torch.float64))


def test_colours_stay_inside_srgb_and_rgb_is_the_places(model, trace):
    places = vit.feature_places(model, trace)[0]
    assert coded(places, "rgb") is places
    grid = torch.cartesian_prod(*[torch.linspace(0, 1, 9)] * 3)
    colours = coded(grid, "oklab")
    assert colours.min() >= 0
    assert colours.max() <= 1
    light = colours @ torch.tensor([0.2126, 0.7152, 0.0722])
    assert light.min() > 0.15  # nothing is black
    assert light.max() < 0.95


def test_the_middle_is_grey_and_oklab_has_its_own_examples():
    """Red in sRGB is OKLab (0.628, 0.2249, 0.1258): Ottosson 2020."""
    middle = coded(torch.full((1, 3), 0.5), "oklab")[0]
    assert (middle - middle[0]).abs().max() < 1e-4
    first, second, third = (coded(torch.eye(3) * 0.5 + 0.5, "oklab")).unbind()
    assert first[0] > first[1]  # red
    assert second[0] > second[2]  # yellow
    assert (third > middle).all()  # lighter
    assert ramps("rgb").shape == (3, 256, 3)
    assert ramps("rgb")[0, -1].tolist() == [1, 0, 0]


def test_half_precision_is_worked_out_in_float32(model, trace):
    halved = replace(trace, residual=trace.residual.bfloat16())
    assert vit.final_tokens(model, halved, 2).dtype == torch.float32
    assert vit.feature_colours(model, halved).dtype == torch.float32


def test_models_without_a_class_token_have_colours_too():
    model = tiny_model(pool="avg", class_token=False, registers=0)
    traced = vit.trace(model, tiny_pixels(model))
    assert vit.feature_colours(model, traced).shape == (4, 4, 6, 3)
