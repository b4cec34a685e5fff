"""A page on the Compare screen."""

import pytest

from tests.support.screens.compare import Bench


@pytest.fixture
def bench(visit) -> Bench:
    return Bench(visit())


@pytest.fixture
def new_bench(visit) -> Bench:
    """The same on a page that holds nothing from before."""
    return Bench(visit(new=True))
