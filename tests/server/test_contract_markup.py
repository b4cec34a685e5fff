"""Numbers and names that the page's markup repeats are those of the contract."""

import re
from pathlib import Path

from app.engine.gallery import SEEDS
from app.engine.input_sizes import LARGEST_INPUT
from app.wire.limits import TRAINING_SECONDS
from app.wire.route_parameters import FIGURE_KINDS
from app.wire.view_state import VIEW_FIELDS, ViewState
from vit.scenes.scene import KINDS

VIEWER = Path(__file__).resolve().parents[2] / "assets" / "viewer"


def tags(markup: str, attribute: str, value: str) -> list[dict[str, str]]:
    """The attributes of every tag with this one among them."""
    text = (VIEWER / markup).read_text("utf-8")
    found = [dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall(r"<\w[^>]*>", text)]
    return [tag for tag in found if tag.get(attribute) == value]


def test_the_ranges_of_inputs():
    (seed,) = tags("explore/scene.html", "data-av", "seed")
    assert (int(seed["min"]), int(seed["max"])) == (0, SEEDS - 1)
    (opacity,) = tags("explore/explore.html", "data-av", "opacity")
    ends = VIEW_FIELDS["opacity"]
    assert (int(opacity["min"]), int(opacity["max"])) == (ends.low, ends.high)
    assert int(opacity["value"]) == ViewState().opacity
    for side in ("height", "width"):
        (field,) = tags("compare/compare.html", "data-field", side)
        assert (int(field["min"]), int(field["max"])) == (1, LARGEST_INPUT)


def test_times_of_training_are_within_the_limits():
    times = [int(tag["data-to"]) for tag in tags("learn/learn.html", "data-set", "seconds")]
    low, high = TRAINING_SECONDS
    assert times
    assert all(low <= seconds <= high for seconds in times)


def test_kinds_of_scenes_and_files():
    text = (VIEWER / "explore" / "scene.html").read_text("utf-8")
    assert re.findall(r'<option value="(\w+)"', text) == list(KINDS)
    text = (VIEWER / "positions" / "positions.html").read_text("utf-8")
    assert re.findall(r'data-file="6\.(\w+)"', text) == list(FIGURE_KINDS)
    source = (VIEWER / "screen" / "save_screen.js").read_text("utf-8")
    kinds = re.search(r"FIGURES = .*\[(.*)\]", source)
    assert kinds is not None
    assert re.findall(r"'(\w+)'", kinds[1]) == list(FIGURE_KINDS)
