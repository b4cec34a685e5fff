"""Models of every layout of tokens."""

import pytest

from tests.support.layouts import LAYOUTS, Case


@pytest.fixture(scope="module", params=LAYOUTS.values(), ids=LAYOUTS)
def case(request) -> Case:
    return Case(request.param)
