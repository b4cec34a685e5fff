"""The Explore screen as a function: what it says about a picture and a model, and when it warns."""

from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

import vit
from app.engine.engine import Engine
from app.engine.gallery import drawn_scene, example_picture, examples
from app.engine.pictures import open_example, open_scene
from app.engine.store import own_key
from app.screens.explore import view
from app.settings import Selection, Settings
from app.wire.scene_objects import objects
from tests.support.sending import open_sent
from tests.support.tiny import tiny_config, tiny_model
from vit.pictures.images import InputError


@pytest.fixture
def show(monkeypatch):
    """Explore a picture with a tiny model of the given facts."""

    def explore(digest=None, index=0, patch=None, **changes):
        model = tiny_model(**changes).float()
        monkeypatch.setattr(vit, "load", lambda key, **_: model, raising=False)
        engine = Engine(Settings(device="cpu"))
        digest = digest(engine) if digest else open_example(engine, index)
        return view.explore(engine, Selection(digest, "embedded", patch), "a page")

    return explore


def of_kind(kind):
    return next(i for i, example in enumerate(examples()) if example.kind == kind)


def test_the_descriptor_states_shapes_and_geometry(show):
    viewer = show().viewer
    assert (viewer["layers"], viewer["heads"], viewer["tokens"]) == (3, 3, 27)
    assert (viewer["rows"], viewer["cols"], viewer["patch"], viewer["prefix"]) == (4, 6, 8, 3)
    assert viewer["prefix_names"] == ("class token", "register 1", "register 2")
    assert viewer["input"] == (32, 48)
    assert viewer["bytes"] == {"qk_layer": 2 * 2 * 3 * 27 * 8, "qk_all": 3 * 2 * 2 * 3 * 27 * 8}
    assert viewer["eager"] is True
    assert viewer["default_query"] == 0


def test_a_model_without_class_token_starts_from_the_mean(show):
    viewer = show(pool="avg", class_token=False, registers=0).viewer
    assert viewer["default_query"] is None
    assert viewer["readout"]["name"] == "mean of the patches"
    assert viewer["readout"]["weights"] == pytest.approx([1 / 24] * 24)
    assert viewer["prefix_names"] == ()
    assert show().viewer["readout"] is None


def test_a_strip_that_no_patch_covers_is_not_drawn(show):
    shown = show(image=(37, 50), ragged=True)
    assert shown.patches == (8,)
    assert (shown.viewer["rows"], shown.viewer["cols"]) == (4, 6)
    whole = show(image=(37, 50), ragged=True, patch=1).viewer["crop"]
    assert shown.viewer["crop"].width == pytest.approx(whole.width * 48 / 50)
    assert shown.viewer["crop"].height == pytest.approx(whole.height * 32 / 37)


def test_a_distilled_model_starts_from_both_tokens_it_reads(show):
    viewer = show(distilled=True, registers=0).viewer
    assert viewer["prefix_names"] == ("class token", "distillation token")
    assert viewer["default_query"] is None
    assert viewer["readout"]["name"] == "class and distillation token"
    assert viewer["readout"]["weights"] == [0.5, 0.5, *[0] * 24]


def test_a_model_that_pools_by_attention_starts_from_what_it_attends_to(show):
    viewer = show(pool="attention", class_token=False).viewer
    assert viewer["default_query"] is None
    assert viewer["readout"]["name"] == "pooling attention"
    weights = viewer["readout"]["weights"]
    assert len(weights) == 26
    assert weights[:2] == [0, 0]
    assert sum(weights) == pytest.approx(1, abs=1e-6)
    assert min(weights[2:]) > 0


def test_predictions_are_the_models_in_order(show):
    answer = show().answer
    assert answer["kind"] == "softmax"
    shares = [row["p"] for row in answer["top"]]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1, abs=1e-5)  # five classes, all of them shown
    assert answer["top"][0]["name"] == f"class {answer['top'][0]['index']}"


def test_none_of_these_is_an_answer_of_multi_label_models(show):
    answer = show(outputs="sigmoid").answer
    certain = answer["top"][0]["p"] >= 0.5
    assert (answer["verdict"] is None) == certain
    assert show(outputs="softmax").answer["verdict"] is None


def test_facts_are_those_of_the_config():
    config = tiny_config(mlp_ratio=2.5)
    assert view.facts(config) == (
        "3 layers × 3 heads, hidden 24, MLP ×2.5, patch 8 → 24 patches + 3"
    )
    without = tiny_config(class_token=False, registers=0, pool="avg")
    assert view.facts(without).endswith("patch 8 → 24 patches")


def test_patch_sizes_offered_are_the_trained_ones_that_divide_the_input(show):
    explored = show(trained_patches=(4, 8, 12, 16), patch=4)
    assert explored.patches == (4, 8, 16)
    assert explored.patch == 4
    assert explored.viewer["tokens"] == 8 * 12 + 3
    assert show().patches == (8,)


def test_the_built_in_checkpoint_says_that_it_knows_no_photographs(show):
    assert show(index=of_kind("scene")).answer["note"] is None
    answer = show(index=of_kind("photo")).answer
    assert "never seen a photograph" in answer["note"]["text"]
    assert answer["offer"]["key"] in vit.CHECKPOINTS
    assert "MB" in answer["offer"]["text"]


def test_a_model_trained_here_says_so_too():
    engine, key = Engine(Settings(device="cpu")), own_key("small", "x")
    engine.store.hold(key, tiny_model().float())
    photo = open_example(engine, of_kind("photo"))
    answer = view.explore(engine, Selection(photo, key), "a page").answer
    assert answer["note"]["head"] == "Trained on drawings."


def test_an_opened_picture_stands_last_in_the_strip_under_its_own_token(show, tmp_path):
    path = tmp_path / "mine.png"
    Image.fromarray(np.full((30, 40, 3), 90, np.uint8)).save(path)
    explored = show(digest=lambda engine: open_sent(engine, path, "a page"))
    last = explored.strip["items"][-1]
    assert last["label"] == "mine.png"
    assert last["token"] == explored.viewer["token"]
    assert explored.strip["chosen"] == len(examples())
    assert show(index=1).strip["chosen"] == 1
    assert len(show(index=1).strip["items"]) == len(examples())


def test_a_model_without_classes_says_so(show):
    answer = show(outputs="none", classes=0).answer
    assert answer["top"] == []


def test_a_drawn_scene_tells_its_kind_and_seed_and_where_its_objects_are(show):
    held = {}

    def new_scene(engine):
        held["engine"] = engine
        return open_scene(engine, "two", 77)

    explored = show(digest=new_scene)
    drawn = drawn_scene("two", 77)
    assert explored.viewer["scene"] == {"kind": "two", "seed": 77, "names": drawn.names}
    assert explored.strip["items"][-1]["kind"] == "new"
    assert explored.answer["note"] is None
    engine = held["engine"]
    recorded = engine.record(engine.granted(explored.viewer["token"]))
    found = objects(engine, recorded)
    assert found["names"] == drawn.names
    view = recorded.trace.view
    for patch in range(24):
        box = view.to_source(recorded.trace.grid.box(patch + 3))
        centre = drawn.mask[int(box.top + box.height / 2), int(box.left + box.width / 2)]
        assert found["centres"][patch] == centre
    left, top, width, height = (round(side) for side in view.crop)
    seen = drawn.mask[top : top + height, left : left + width]
    for label in (1, 2):
        expected = (seen == label).mean()
        assert np.mean(found["coverage"][label - 1]) == pytest.approx(expected, abs=2e-3)


def test_the_licence_of_weights_from_elsewhere_is_told():
    tag = "vit_base_patch16_224.dino"
    for key, said in (("embedded", []), (tag, [f"licence {vit.CHECKPOINTS[tag].licence}"])):
        recorded = SimpleNamespace(model=tiny_model(), key=SimpleNamespace(checkpoint=key))
        assert view.details(recorded) == ["0.0 M parameters", "sees 32 × 48 px", *said]


def test_only_scenes_have_objects(show):
    assert show(index=of_kind("photo")).viewer["scene"] is None
    assert show(index=of_kind("empty")).viewer["scene"]["names"] == ()


def test_seeds_out_of_range_are_named():
    with pytest.raises(InputError, match="Seed -1 is out of range: use a whole number from 0"):
        drawn_scene("one", -1)


def test_an_unreadable_file_is_refused_in_a_sentence(show, tmp_path):
    path = tmp_path / "words.png"
    path.write_text("not a picture")
    with pytest.raises(InputError, match="not a picture"):
        show(digest=lambda engine: open_sent(engine, path, "a page"))


def test_examples_are_equal_each_time():
    assert example_picture(0).digest == example_picture(0).digest
    assert len({example_picture(i).digest for i in range(len(examples()))}) == len(examples())
