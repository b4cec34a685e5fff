"""What a person does on the Explore screen, and what its status line tells."""

import re

import pytest

import vit
from tests.support.visit import part, point_at


def title(key: str) -> str:
    return vit.CHECKPOINTS[key].title


def point(one, across, down, *, click=False):
    """Bring the pointer, or a click, to these fractions of the picture."""
    point_at(one, part(one, "stage"), across, down, click=click)


def upload(one, path):
    before = one.token
    one.page.locator("#av-own input[type=file]").set_input_files(path)
    return one.ready(after=before)


def choose(one, index):
    """Choose an example of the strip."""
    before = one.token
    part(one, "strip").get_by_role("button").nth(index).click()
    return one.ready(after=before)


def choose_model(one, key):
    before = one.token
    one.page.locator("#av-model input").click()
    one.page.get_by_role("option", name=title(key), exact=True).click()
    return one.ready(after=before)


def exact(asked: str):
    """A status line with a weight of the server's: all its digits, and no tilde."""
    return re.compile(re.escape(asked) + r" \(\d+, \d+\)( \(peak\))?: [0-9.e-]+ = ")


def expect_value(one, place: str, value: float):
    """The weight in the status line, read at this place."""

    def shown():
        found = re.search(re.escape(place) + ": ([0-9.e-]+) =", part(one, "status").inner_text())
        return found and float(found[1])

    one.until(shown, pytest.approx(value, rel=1e-5))


def stop_the_clock(one):
    """From now on the page's time passes only in `one.page.clock.run_for`."""
    one.reusable = False
    one.page.clock.install()
    one.page.clock.pause_at(one.page.evaluate("Date.now()") / 1000 + 60)
