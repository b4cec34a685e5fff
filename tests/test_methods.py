"""The table of methods: every entry runs, and says truly whether it depends on the class."""

import pytest
import torch

from tests.tiny import tiny_model, tiny_pixels
from vit.gradient import trace_gradient
from vit.methods import METHODS


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
