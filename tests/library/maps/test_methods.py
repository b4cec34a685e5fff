"""The table of methods: every entry runs, and says truly whether it depends on the class."""

import pytest
import torch

from tests.support.tiny import tiny_model, tiny_pixels
from vit.gradient import trace_gradient
from vit.maps.methods import METHODS, map_tokens


@pytest.fixture(scope="module", params=["token", "avg"])
def case(request):
    model = tiny_model(pool=request.param)
    return model, [trace_gradient(model, tiny_pixels(model), target) for target in (0, 4)]


@pytest.mark.parametrize("name", METHODS)
def test_class_specific_is_what_depends_on_the_class(case, name):
    model, (first, second) = case
    method = METHODS[name]
    assert method.name == name
    one, two = method.tokens(model, first), method.tokens(model, second)
    assert one.shape == (27,)
    assert torch.isfinite(one).all()
    assert (not one.equal(two)) == method.class_specific


@pytest.mark.parametrize(
    "names",
    [
        ("relevance", "legrad", "gradient_rollout"),
        ("gradient_rollout", "relevance"),
        ("relevance",),
    ],
)
def test_several_maps_at_once_are_the_same_and_in_order(case, names):
    model, (grad_trace, _) = case
    made = map_tokens(model, grad_trace, names)
    for name, tokens in zip(names, made, strict=True):
        torch.testing.assert_close(
            tokens, METHODS[name].tokens(model, grad_trace), rtol=1e-12, atol=1e-14
        )
