"""Similarities and norms of the patch tokens: laws, and cases worked out by hand."""

from dataclasses import replace

import pytest
import torch
from torch import Tensor

import vit
from tests.support.tiny import tiny_model, tiny_pixels
from vit.anatomy.features import feature_directions
from vit.config import ViTConfig
from vit.grid import View


def trace_of_tokens(residual: Tensor, prefix: int = 1) -> vit.Trace:
    """A trace whose residual stream is this [L+1,N,D]; the patches lie in one row."""
    layers, tokens, width = residual.shape
    patches = tokens - prefix
    config = ViTConfig(
        image=(1, patches),
        patch=1,
        width=width,
        depth=layers - 1,
        heads=1,
        classes=2,
        registers=prefix - 1,
    )
    room = torch.zeros(layers - 1, 1, tokens, width, dtype=residual.dtype)
    return vit.Trace(
        config=config,
        view=View.whole(1, patches),
        digest="",
        edits=vit.Edits(),
        logits=torch.zeros(2, dtype=residual.dtype),
        query=room,
        key=room,
        value=room,
        residual=residual,
    )


def random_tokens(*shape: int, seed: int = 0) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


@pytest.fixture(scope="module")
def trace() -> vit.Trace:
    model = tiny_model()
    return vit.trace(model, tiny_pixels(model))


def test_three_patches_by_hand():
    class_token, patches = [5.0, 2.0], [[1.0, 0.0], [4.0, 0.0], [1.0, 3.0]]  # their mean: (2, 1)
    layer = torch.tensor([class_token, *patches], dtype=torch.float64)
    traced = trace_of_tokens(layer.expand(2, 4, 2).clone())
    close = torch.testing.assert_close
    cosines = torch.tensor([[1.0, -(0.1**0.5), -(0.1**0.5)]], dtype=torch.float64)
    close(vit.feature_similarity(traced, 0, 1), cosines)  # (-1,-1), (2,-1), (-1,2)
    close(vit.feature_similarity(traced, 1, 2)[0, 2].item(), -0.8)
    far = torch.tensor([[-4 / 20**0.5, 5 / 50**0.5, -1 / 50**0.5]], dtype=torch.float64)
    close(vit.feature_similarity(traced, 1, 0), far)  # the class token lies at (3, 1) from the mean
    lengths = torch.tensor([1.0, 4.0, 10**0.5], dtype=torch.float64)
    close(vit.feature_norms(traced), lengths.expand(2, 1, 3))


def test_similarity_is_the_cosine_of_centred_tokens(trace: vit.Trace):
    for layer in (0, 3):
        tokens = trace.residual[layer] - trace.residual[layer, 3:].mean(dim=0)
        for token in (0, 2, 3, 26):
            found = vit.feature_similarity(trace, layer, token)
            expected = torch.nn.functional.cosine_similarity(tokens[token], tokens[3:], dim=-1)
            torch.testing.assert_close(found, expected.view(4, 6))
            assert token < 3 or found[trace.grid.cell(token)] == pytest.approx(1, abs=1e-12)


def test_what_all_tokens_of_a_layer_share_does_not_count(trace: vit.Trace):
    scales = torch.tensor([1.0, 10.0, 0.1, 3.0], dtype=torch.float64).view(4, 1, 1)
    moved = replace(trace, residual=trace.residual * scales + random_tokens(4, 1, 24))
    torch.testing.assert_close(
        vit.feature_similarity(moved, 2, 9), vit.feature_similarity(trace, 2, 9)
    )


def test_alike_patches_have_no_direction():
    same = trace_of_tokens(random_tokens(2, 1, 6).expand(2, 5, 6).clone())
    assert (vit.feature_similarity(same, 1, 2) == 0).all()


def test_half_precision_is_worked_out_in_float32(trace: vit.Trace):
    rounded = replace(trace, residual=trace.residual.bfloat16())
    for values in (vit.feature_norms(rounded), feature_directions(rounded, 2)):
        assert values.dtype == torch.float32
    expected = vit.feature_norms(trace)
    torch.testing.assert_close(vit.feature_norms(rounded).double(), expected, rtol=1e-2, atol=0)


def test_models_without_a_class_token_have_features_too():
    model = tiny_model(pool="avg", class_token=False, registers=0)
    traced = vit.trace(model, tiny_pixels(model))
    assert vit.feature_similarity(traced, 0, 0)[0, 0] == pytest.approx(1)


@pytest.mark.parametrize(("layer", "token"), [(4, 0), (-1, 0), (0, 27), (0, -1)])
def test_what_does_not_exist_is_refused(trace: vit.Trace, layer: int, token: int):
    with pytest.raises(IndexError, match="does not exist"):
        vit.feature_similarity(trace, layer, token)
