"""The position lab frames the sinks of both passes."""

import pytest

from tests.support.screens.positions import open_positions, section
from tests.support.sinks import both_differ, lower_line, open_picture
from tests.support.visit import part

pytestmark = pytest.mark.browser


def test_sinks_are_framed_in_both_maps(visit, site, monkeypatch):
    def pair():
        one = open_picture(visit, site)
        open_positions(one)
        section(one, "Position lab")
        one.painted()
        canvases = [part(one, name) for name in ("poslab-before", "poslab-after")]
        return one, lambda: [canvas.evaluate("one => one.toDataURL()") for canvas in canvases]

    lower_line(monkeypatch, 2.0)  # no share is so large
    one, read = pair()
    plain = read()
    lower_line(monkeypatch)
    one, read = pair()
    one.until(lambda: both_differ(read, plain), True)
