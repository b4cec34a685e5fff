"""The patches that get most of a head's attention are framed in every column."""

import pytest

import vit
from tests.support.screens.compare import Bench
from tests.support.sinks import PICTURE, lower_line

pytestmark = pytest.mark.browser

FRAMED = """canvas => {
  const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const near = (at, value) => Math.abs(data[at] - value) < 12;
  let count = 0;
  for (let at = 0; at < data.length; at += 4) {
    if (near(at, 0xe8) && near(at + 1, 0xb0) && near(at + 2, 0x4a)) count++;
  }
  return count;
}"""


@pytest.mark.parametrize("line", [0.1, 1.0])
def test_sinks_are_framed_in_every_column(visit, site, monkeypatch, line):
    lower_line(monkeypatch, line)
    one = visit()
    before = one.token
    one.page.goto(f"{site.url}?picture={PICTURE}")
    one.ready(after=before)
    bench = Bench(one)
    bench.show("Rollout")
    are_there = [bool(vit.attention_sinks(site.trace(token)).any()) for token in bench.tokens()]
    assert any(are_there) == (line < 1)
    for index, has_sinks in enumerate(are_there):
        canvas = bench.column(index).locator("canvas").first
        one.until(lambda canvas=canvas: canvas.evaluate(FRAMED) > 30, has_sinks)
