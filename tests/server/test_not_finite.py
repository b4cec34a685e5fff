"""Weights that are no numbers: every route of a view answers with numbers or with one sentence."""

import json

import numpy as np
import pytest
import torch

from app.wire.contract import VIEW_ROUTES
from app.wire.replies import text_of
from app.wire.route import Numbers
from tests.support.contracted import View
from tests.support.tiny import tiny_model
from vit.overflow import NotFiniteError

REMEDY = "use float32 instead of a half-precision dtype, or check the weights"
# Routes that compute another pass, or read the weights: of these there is nothing to show.
PASSES = {
    *("maps", "maps_signed", "maps_randomised", "removal", "faithfulness", "importance"),
    *("likeness_maps", "likeness_removal", "likeness_faithfulness", "ablation", "feature_moves"),
    *("feature_move_maps", "turned", "ratios", "score_parts", "score_shares", "heads_spread"),
    *("likeness_maps_signed", "likeness_maps_randomised", "receptive", "times", "saved"),
}
ASKED = [
    name
    for name, route in VIEW_ROUTES.items()
    if not route.sent and not name.startswith(("teach", "film"))
]


@pytest.fixture(scope="module")
def broken():
    """An open view whose record was made before its weights became NaN."""
    with pytest.MonkeyPatch.context() as patch:
        view = View(patch, tiny_model().float())
        model = view.engine.store.model("embedded")
        with torch.no_grad():
            for name in ("blocks.0.attn.qkv.weight", "blocks.2.mlp.fc2.weight"):
                model.get_parameter(name).view(-1)[:3] = float("nan")
        yield view


@pytest.mark.parametrize("name", ASKED)
def test_no_reply_holds_what_is_no_number(broken: View, name: str):
    reply, body = broken.ask(name), VIEW_ROUTES[name].body
    said = reply.text if reply.status_code == 422 else ""
    if reply.status_code == 200 and isinstance(body, Numbers):
        assert np.isfinite(np.frombuffer(reply.content, np.dtype(body.dtype))).all()
    elif reply.status_code == 200 and "json" in reply.headers["content-type"]:
        lines = [json.loads(one, parse_constant=pytest.fail) for one in reply.text.splitlines()]
        said = lines[-1].get("error", "") if isinstance(lines[-1], dict) else ""
    assert (REMEDY in said) == (name in PASSES), said
    assert len(said) <= 300
    assert "JSON" not in said


def test_json_of_such_numbers_is_a_sentence():
    with pytest.raises(NotFiniteError, match=REMEDY):
        text_of({"p": [1.0, float("nan")]})
    assert text_of({"name": "Brüssel", "p": None}) == '{"name":"Brüssel","p":null}'
