"""A model saved as a timm folder is opened by timm and by the library, and computes the same."""

import json

import pytest
import timm
import torch

import vit
from tests.support.checkpoints import embedded
from tests.support.rotary import KINDS
from tests.support.tiny import tiny_model
from vit.teaching.heads import shorter, with_head

NAMES = ("cat", "dog (small)", "Übermensch")
MODELS = {
    "class token, registers": lambda: tiny_model(classes=3).float(),
    "mean": lambda: tiny_model(classes=3, pool="avg", class_token=False, registers=0).float(),
    "attention": lambda: tiny_model(
        classes=3, pool="attention", class_token=False, registers=0
    ).float(),
    "distilled": lambda: tiny_model(classes=3, distilled=True, registers=0).float(),
    "a kernel stored at another size": lambda: named(shorter(embedded(), 5)),
}


def named(model: vit.ViT) -> vit.ViT:
    draw = torch.Generator().manual_seed(0)
    weight = torch.randn(3, model.config.width, generator=draw)
    return with_head(model, NAMES, weight, torch.randn(3, generator=draw))


@pytest.mark.parametrize("kind", MODELS)
def test_it_opens_again_and_computes_the_same(kind, tmp_path):
    model = MODELS[kind]()
    vit.save_timm(model, tmp_path / "mine")
    reference = f"local-dir:{tmp_path / 'mine'}"
    opened, theirs = (
        vit.load(reference, device="cpu"),
        timm.create_model(reference, pretrained=True).eval(),
    )
    pixels = torch.randn(2, 3, *model.config.image)
    with torch.no_grad():
        ours = model(pixels)
        for other in (opened(pixels), theirs(pixels)):
            torch.testing.assert_close(other, ours, rtol=0, atol=5e-5)
    assert opened.preprocessing.mean == pytest.approx(model.preprocessing.mean)


def test_the_names_of_its_classes_come_along_and_nothing_of_other_weights(tmp_path):
    vit.save_timm(named(tiny_model().float()), tmp_path)
    assert vit.load(f"local-dir:{tmp_path}", device="cpu").labels.names == NAMES
    config = json.loads((tmp_path / "config.json").read_text())
    assert config["label_names"] == list(NAMES)
    assert not {"tag", "license", "url", "hf_hub_id"} & config["pretrained_cfg"].keys()
    assert {path.name for path in tmp_path.iterdir()} == {"config.json", "model.safetensors"}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"outputs": "none", "classes": 0}, "this model names no classes"),
        ({"rope": KINDS["axial"]}, "timm's VisionTransformer has no such"),
        ({"mlp": "gated"}, "timm's VisionTransformer has no such mlp"),
    ],
)
def test_what_timm_does_not_have_is_one_sentence(changes, sentence, tmp_path):
    with pytest.raises(ValueError, match=sentence) as caught:
        vit.save_timm(tiny_model(**changes).float(), tmp_path)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []
