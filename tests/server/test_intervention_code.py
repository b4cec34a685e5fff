"""A changed pass written as Python gives the same pass again."""

from urllib.parse import parse_qsl

import pytest
import torch
from PIL import Image

from app.engine.interventions import Intervention
from app.settings import Selection
from tests.support.client import Page
from vit.config import Rope

CHANGES = [
    {},
    {"off": "0.1-2.2"},
    {"off": "1.0", "fill": "mean"},
    {"hidden": "5-9", "temperature": "1:0.5"},
    {"blanked": "0-13-23"},
    {"positions": "shuffle", "seed": "3", "off": "0.0"},
    {"register": "1.7-2.0", "hidden": "5"},
]


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_the_lines_trace_the_changed_pass(monkeypatch, tmp_path, change):
    page = Page(monkeypatch)
    page.token = page.get("changed", **change).json()["viewer"]["token"]
    Image.fromarray(page.picture.rgb).save(tmp_path / "noise.png")
    monkeypatch.chdir(tmp_path)
    names = {}
    source = page.get("changed/python").text
    exec(source, names)
    key = page.engine.granted(page.token)
    words = dict(parse_qsl(source.strip().rpartition("# ?")[2]))
    if key.intervention.register:
        assert (words["screen"], words["registers"]) == ("heads", "2")
    elif key.intervention.positions == "own":
        assert Intervention.parse(words) == key.intervention
    else:
        assert (words["swap"], words["seed"]) == (change["positions"], change["seed"])
    assert words["picture"] == f"own:{page.picture.digest[:12]}"
    expected = page.engine.record(key).trace
    torch.testing.assert_close(names["trace"].logits, expected.logits, rtol=0, atol=1e-6)
    assert torch.equal(names["trace"].query, expected.query)
    if change:
        assert not torch.equal(expected.logits, page.trace.logits)


def test_the_lines_ask_for_the_input_size_that_was_chosen(monkeypatch, tmp_path):
    page = Page(monkeypatch, rope=Rope(), positions="none", image=(32, 32))
    key = page.engine.key(Selection(page.picture.digest, "embedded", side=56))
    page.token = page.engine.grant(key, "a page")
    Image.fromarray(page.picture.rgb).save(tmp_path / "noise.png")
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(page.get("changed/python").text, names)
    assert torch.equal(names["trace"].query, page.engine.record(key).trace.query)
