"""Models of transformers, from folders, bare files and in memory, compared with transformers."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers
from safetensors.torch import load_file, save_file
from torch import nn

from tests.support.fake_hub import FakeHub
from tests.support.fine_tunes import MINE, refusal
from tests.support.layout_files import SMALL, Size, equal, pictures, without
from tests.support.layout_files_of_transformers import MODELS, compute_of
from tests.support.layout_files_of_transformers import model_of as theirs
from tests.support.own_files import opened, saved
from vit.loading.live_transformers import from_transformers
from vit.loading.timm_config import UnsupportedArchitecture
from vit.loading.weights import is_here

PIXELS = pictures(SMALL)


@pytest.mark.parametrize("title", MODELS)
def test_folder_and_model_of_transformers_compute_the_same(title: str, tmp_path: Path):
    model = theirs(title, SMALL)
    model.save_pretrained(tmp_path)
    ours, live = opened(f"local-dir:{tmp_path}"), from_transformers(model.train())
    with torch.no_grad():
        expected = compute_of(title, model.eval())(PIXELS)
        for parameter in model.parameters():
            parameter.zero_()
    equal(ours, expected)
    equal(live, expected)
    named = ours.config.outputs != "none"
    assert named == (MODELS[title][3].__name__ == "logits")
    assert ours.labels.names == live.labels.names == (("cat", "dog", "sea lion") if named else None)
    assert "heads" not in dict(ours.origin.assumed)
    without(str(tmp_path / "model.safetensors"), r"(norm2|layernorm_after)\.weight")
    assert "lacks 1 of" in refusal(f"local-dir:{tmp_path}")


@pytest.mark.parametrize(
    ("title", "stated", "assumed"),
    [
        ("ViT", {}, {"eps": "1e-12", "activation": "gelu"}),
        ("DINOv2", {}, {"eps": "1e-06"}),
        (
            "DINOv3, gated",
            {"image": (24, 24)},
            {"rotary positions": "centred, base 100", "activation": "silu", "eps": "1e-05"},
        ),
        ("CLIP, vision alone", {}, {"activation": "quick_gelu", "eps": "1e-05", "pool": "token"}),
        ("CLIP, classes", {}, {"pool": "avg"}),
        ("SigLIP, classes", {}, {"activation": "gelu_tanh", "mean": "0.5/0.5/0.5"}),
    ],
)
def test_a_bare_file_of_transformers_opens_by_its_shapes(
    title: str, stated: dict[str, Any], assumed: dict[str, str], tmp_path: Path
):
    model = theirs(title, SMALL)
    state = {f"net.{name}": one for name, one in model.state_dict().items()}
    ours = opened(saved({"state_dict": state}, tmp_path / "a.ckpt"), **stated)
    with torch.no_grad():
        equal(ours, compute_of(title, model)(PIXELS))
    known = dict(ours.origin.assumed)
    assert {name: known.get(name) for name in assumed} == assumed
    assert known.keys().isdisjoint(stated)


def test_what_a_classifier_of_clip_reads_can_be_stated(tmp_path: Path):
    path = saved(theirs("CLIP, classes", SMALL).state_dict(), tmp_path / "a.pth")
    assert opened(path).origin.left_out == ("2 tensors of vision_model.post_layernorm",)
    ours = opened(path, pool="token")
    assert (ours.config.pool, ours.config.final_norm) == ("token", "norm")
    assert ours.origin.left_out == ()


def test_a_pooling_that_a_classifier_takes_the_place_of_is_counted(tmp_path: Path):
    theirs("SigLIP, classes", SMALL).save_pretrained(tmp_path)
    ours = opened(f"local-dir:{tmp_path}")
    assert ours.origin.left_out == ("11 tensors of vision_model.head",)


def test_an_input_with_a_strip_that_no_patch_covers(tmp_path: Path):
    model = theirs("SigLIP, vision alone", Size(1, 1, 8, 3), image_size=30)
    model.save_pretrained(tmp_path)
    ours, pixels = opened(f"local-dir:{tmp_path}"), torch.randn(1, 3, 30, 30)
    with torch.no_grad():
        torch.testing.assert_close(ours(pixels), model(pixels).pooler_output, rtol=0, atol=1e-5)


def test_an_input_that_is_no_square(tmp_path: Path):
    theirs("ViT", SMALL, image_size=(16, 40)).save_pretrained(tmp_path)
    model = transformers.ViTForImageClassification.from_pretrained(tmp_path)
    ours, pixels = opened(f"local-dir:{tmp_path}"), torch.randn(1, 3, 16, 40)
    with torch.no_grad():
        torch.testing.assert_close(ours(pixels), model(pixels).logits, rtol=0, atol=1e-5)


def test_a_configuration_that_leaves_out_defaults(tmp_path: Path):
    model = theirs("CLIP", SMALL)
    model.save_pretrained(tmp_path)
    path = tmp_path / "config.json"
    facts = json.loads(path.read_text())
    for name in ("hidden_act", "layer_norm_eps", "model_type"):
        del facts["vision_config"][name]  # as version 4 wrote them
    path.write_text(json.dumps(facts))
    with torch.no_grad():
        equal(opened(f"local-dir:{tmp_path}"), compute_of("CLIP", model)(PIXELS))


def test_shards_of_a_folder_and_of_the_hub(fake: FakeHub, tmp_path: Path):
    model = theirs("ViT", SMALL)
    model.save_pretrained(tmp_path, max_shard_size="200KB")
    *_, last = sorted(tmp_path.glob("*.safetensors"))
    assert last.name.endswith("2-of-00002.safetensors")
    for path in tmp_path.iterdir():
        if path != last:
            fake.files["somebody/flowers", path.name] = path.read_bytes()
    assert "knows no such file" in refusal(MINE)
    assert not is_here(MINE)
    fake.files["somebody/flowers", last.name] = last.read_bytes()
    with torch.no_grad():
        expected = compute_of("ViT", model)(PIXELS)
    for reference in (f"local-dir:{tmp_path}", MINE):
        ours = opened(reference)
        equal(ours, expected)
        assert ours.labels.names == ("cat", "dog", "sea lion")
    assert is_here(MINE)


def test_pictures_are_prepared_as_the_folder_says(tmp_path: Path):
    theirs("ViT", SMALL).save_pretrained(tmp_path)
    facts = {"image_mean": [0.4, 0.5, 0.6], "resample": 3, "size": {"shortest_edge": 64}}
    facts |= {"do_center_crop": True, "crop_size": {"height": 48, "width": 48}}
    (tmp_path / "preprocessor_config.json").write_text(json.dumps(facts))
    found = opened(f"local-dir:{tmp_path}").preprocessing
    assert (found.mean, found.crop, found.crop_pct) == ((0.4, 0.5, 0.6), "center", 0.75)
    assert found.interpolation == "bicubic"


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "another kind": ({"model_type": "swin"}, "kind swin, which is not supported: these are vit"),
    "another activation": ({"hidden_act": "relu"}, "its activation relu is not supported"),
    "another number of heads": ({"num_attention_heads": 5}, "not a multiple of 5 heads"),
    "another input size": ({"image_size": 40}, "not those of an input of 40 x 40 px"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("vit")
    theirs("ViT", SMALL).save_pretrained(path)
    return path


@pytest.mark.parametrize("kind", REFUSED)
def test_a_folder_that_computes_something_else_is_one_sentence(kind: str, folder: Path):
    changes, words = REFUSED[kind]
    path = folder / "config.json"
    before = path.read_text()
    path.write_text(json.dumps(json.loads(before) | changes))
    try:
        assert words in refusal(f"local-dir:{folder}")
    finally:
        path.write_text(before)


def test_a_missing_query_is_named(folder: Path, tmp_path: Path):
    state = load_file(folder / "model.safetensors")
    (tmp_path / "config.json").write_bytes((folder / "config.json").read_bytes())
    for word in ("query", "key", "value"):
        kept = {
            name: one for name, one in state.items() if f"1.attention.attention.{word}" not in name
        }
        save_file(kept, tmp_path / "model.safetensors")
        assert "lacks 2 of" in refusal(f"local-dir:{tmp_path}")


@pytest.mark.parametrize("wrapped", [nn.DataParallel, torch.compile])
def test_wrappers_are_taken_off(wrapped: Callable[[nn.Module], nn.Module]):
    model = theirs("CLIP, classes", SMALL)
    with torch.no_grad():
        equal(from_transformers(wrapped(model)), compute_of("CLIP, classes", model)(PIXELS))


def test_a_part_that_is_one_is_named():
    whole = nn.ModuleDict({"encoder": theirs("ViT", SMALL), "head": nn.Linear(64, 2)})
    with pytest.raises(UnsupportedArchitecture, match=r"holds one, so pass that part, \.encoder"):
        from_transformers(whole)


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (nn.Linear(2, 2), "Linear is not supported: it is no ViT of transformers"),
        (
            transformers.SwinModel(
                transformers.SwinConfig(image_size=32, embed_dim=8, depths=[1], num_heads=[1])
            ),
            "SwinModel is not supported: it is",
        ),
    ],
)
def test_a_live_model_of_another_kind_is_one_sentence(model: nn.Module, words: str):
    with pytest.raises(UnsupportedArchitecture, match=words):
        from_transformers(model)
