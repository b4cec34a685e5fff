"""A page on the Compare screen."""

import pytest

from tests.support.screens.compare import Bench


@pytest.fixture
def bench(visit) -> Bench:
    return Bench(visit())
