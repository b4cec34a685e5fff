"""What lies outside the range of a parameter is refused, by every route that has it."""

import pytest

from app.wire.contract import PAGE_ROUTES, VIEW_ROUTES
from tests.support.checkpoints import embedded
from tests.support.contracted import View, outside, refused

ROUTES = {**PAGE_ROUTES, **VIEW_ROUTES}
# The routes that save share one reading of their fields: one of them stands for all.
SAVING = {"figure", "python"}
PARAMETERS = [
    (name, key, one)
    for name, route in ROUTES.items()
    for key, one in {**route.required, **(route.optional if name not in SAVING else {})}.items()
]


@pytest.fixture(scope="module")
def view():
    with pytest.MonkeyPatch.context() as patch:
        yield View(patch, embedded())


@pytest.mark.parametrize(
    ("name", "key", "one"), PARAMETERS, ids=[f"{name}-{key}" for name, key, _ in PARAMETERS]
)
def test_what_is_out_of_range_is_refused(view, name, key, one):
    for value in outside(one, view):
        reply = view.ask(name, **{key: value})
        assert refused(reply), f"{key}={value} was answered with {reply.status_code}"


def test_ranges_are_asked_of_most_parameters(view):
    assert sum(bool(outside(one, view)) for _, _, one in PARAMETERS) > 60
