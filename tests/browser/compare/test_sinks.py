"""The patches that get most of a head's attention are framed in every column."""

import pytest

import vit
from tests.support.screens.compare import Bench
from tests.support.sinks import lower_line, open_picture

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(visit, site):
    """Opens Compare with the rollout of a picture whose heads have sinks at a lower line."""

    def open_page() -> Bench:
        one = open_picture(visit, site)
        bench = Bench(one)
        bench.show("Rollout")
        return bench

    return open_page


def drawn(bench: Bench, index: int) -> str:
    return bench.column(index).locator("canvas").first.evaluate("one => one.toDataURL()")


def test_sinks_are_framed_in_every_column(opened, site, monkeypatch):
    lower_line(monkeypatch, 2.0)  # no share is so large
    bench = opened()
    plain = [drawn(bench, index) for index in range(3)]
    for token in bench.tokens():
        assert not vit.attention_sinks(site.trace(token)).any()
    lower_line(monkeypatch)
    bench = opened()
    for index, token in enumerate(bench.tokens()):
        assert vit.attention_sinks(site.trace(token)).any()
        bench.one.until(lambda index=index: drawn(bench, index) != plain[index], True)
