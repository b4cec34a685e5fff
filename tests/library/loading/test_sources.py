"""Somebody's own weights, from the hub, a folder or a bare file: exactly those, or one sentence."""

import json
import os
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest
import timm
import torch
from safetensors.torch import save_file
from timm.models import save_for_hf

from tests.support.fake_hub import FakeHub
from tests.support.fine_tunes import NAME, fine_tune, refusal, same
from tests.support.random_weights import randomise
from vit.config import Labels
from vit.loading.weights import LoadError, download, load, resolve


def test_a_name_without_a_tag_means_timms_default():
    assert resolve(" vit_base_patch16_224 ") == "vit_base_patch16_224.augreg2_in21k_ft_in1k"
    assert resolve("vit_base_patch16_224.mae") == "vit_base_patch16_224.mae"


@pytest.mark.filterwarnings("ignore:Mapping deprecated model name")
def test_a_former_name_means_what_it_became():
    assert resolve("vit_small_patch16_224_dino") == "vit_small_patch16_224.dino"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("vit_bas_patch16_224", "no model 'vit_bas_patch16_224' in .* did you mean vit_base_patch"),
        ("test_vit.mine", r"no weights 'test_vit\.mine' in .* has test_vit\.r160_in1k"),
        ("vit_giant_patch14_224", "no weights of vit_giant_patch14_224 in .* vit_giant.*=file"),
        ("resnet18", "resnet18 is not supported: "),
        ("vit_huge_patch14_gap_224.in1k_ijepa", "not on the hub: .*in1k_ijepa=file"),
        ("google/vit-base", "'google/vit-base' names no weights: use hf-hub:google/vit-base"),
        ("hf-hub:../..", "is not the name of a repository"),
    ],
)
def test_a_name_that_leads_nowhere_is_one_sentence(fake: FakeHub, name: str, told: str):
    with pytest.raises(LoadError, match=told) as caught:
        load(name, device="cpu")
    assert "\n" not in str(caught.value)
    assert fake.requests == []  # what cannot be loaded is not fetched either


def test_a_folder_as_timm_saves_it(tmp_path: Path):
    theirs = fine_tune(num_classes=3, img_size=(96, 64))
    save_for_hf(theirs, tmp_path, model_config={"label_names": ["rose", "tulip", "oak"]})
    ours = load(f"local-dir:{tmp_path}", device="cpu")
    assert ours.labels == Labels(("rose", "tulip", "oak"), "checkpoint")
    assert ours.config.image == (96, 64)
    assert same(ours, theirs)
    assert download(f"local-dir:{tmp_path}").parent == tmp_path


def test_names_by_index_may_have_gaps(tmp_path: Path):
    names = {"label_names": {"0": "rose", "2": "oak"}}
    save_for_hf(fine_tune(num_classes=3), tmp_path, model_config=names, safe_serialization=True)
    ours = load(f"local-dir:{tmp_path}", device="cpu")
    assert ours.labels.names == ("rose", "class 1", "oak")


def test_a_thousand_classes_of_ones_own_never_get_imagenets_names(tmp_path: Path):
    theirs = timm.create_model("test_vit.r160_in1k")
    save_for_hf(theirs, tmp_path, safe_serialization=True)
    facts = json.loads((tmp_path / "config.json").read_text())
    facts["pretrained_cfg"]["hf_hub_id"] = "timm/test_vit.r160_in1k"  # where it began
    (tmp_path / "config.json").write_text(json.dumps(facts))
    for reference in (f"local-dir:{tmp_path}", f"{NAME}.r160_in1k={tmp_path}/model.safetensors"):
        ours = load(reference, device="cpu")
        assert ours.config.classes == 1000
        assert ours.labels.name(17) == "class 17"


def test_a_folder_without_config_is_one_sentence(tmp_path: Path):
    save_file(fine_tune().state_dict(), tmp_path / "model.safetensors")
    assert "has no config.json, which names the architecture: save the model with" in refusal(
        f"local-dir:{tmp_path}"
    )
    assert f"there is no folder {tmp_path / 'gone'}" in refusal(f"local-dir:{tmp_path / 'gone'}")


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"model_type": "vit", "hidden_size": 768}, "names no architecture of timm's"),
        ({"architecture": "resnet18", "pretrained_cfg": {}}, "resnet18 is not supported"),
        ({"architecture": "no_such", "pretrained_cfg": {}}, "no_such"),
        ({"architecture": NAME, "pretrained_cfg": {"wings": 2}}, "wings"),
        (
            {"architecture": NAME, "num_classes": 7, "pretrained_cfg": {}},
            "head.weight has [1000",
        ),
        ([1, 2], " failed: "),
    ],
)
def test_a_config_that_does_not_fit_is_one_sentence(tmp_path: Path, facts: Any, told: str):
    save_file(fine_tune().state_dict(), tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text(json.dumps(facts))
    assert told in refusal(f"local-dir:{tmp_path}")


def test_a_folder_must_hold_one_file_of_weights(tmp_path: Path):
    save_for_hf(fine_tune(), tmp_path)
    (tmp_path / "pytorch_model.bin").rename(tmp_path / "one.pth")
    assert load(f"local-dir:{tmp_path}", device="cpu").config.depth == 6
    (tmp_path / "two.pth").touch()
    assert "must hold one file of weights and has one.pth, two.pth" in refusal(
        f"local-dir:{tmp_path}"
    )


@pytest.mark.parametrize("suffix", [".safetensors", ".pth"])
def test_a_bare_file_has_its_own_classes_and_input(tmp_path: Path, suffix: str):
    theirs = fine_tune(num_classes=5, img_size=96)
    path = tmp_path / f"mine{suffix}"
    (save_file if suffix == ".safetensors" else torch.save)(theirs.state_dict(), path)
    ours = load(f"{NAME}={path}", device="cpu")
    assert (ours.config.classes, ours.config.image) == (5, (96, 96))
    assert ours.labels == Labels()
    assert same(ours, theirs)


def test_a_file_without_a_head_gives_features(tmp_path: Path):
    theirs = fine_tune(num_classes=0)
    save_file(theirs.state_dict(), tmp_path / "mine.safetensors")
    ours = load(f"{NAME}={tmp_path / 'mine.safetensors'}", device="cpu")
    assert ours.config.outputs == "none"
    assert same(ours, theirs)


def test_a_training_checkpoint_gives_its_averaged_weights(tmp_path: Path):
    theirs, averaged = fine_tune(), fine_tune()
    wrapped = {f"module.{name}": tensor for name, tensor in averaged.state_dict().items()}
    facts = {"epoch": 3, "state_dict": theirs.state_dict(), "args": Namespace(lr=1e-3)}
    path = tmp_path / "last.pth.tar"
    torch.save(facts, path)
    assert same(load(f"{NAME}={path}", device="cpu"), theirs)
    torch.save(facts | {"state_dict_ema": wrapped}, path)
    assert same(load(f"{NAME}={path}", device="cpu"), averaged)


class Bomb:
    def __init__(self, victim: Path) -> None:
        self.victim = victim

    def __reduce__(self) -> Any:
        return os.mkdir, (str(self.victim),)


def test_a_pickle_that_would_run_code_is_not_opened(tmp_path: Path):
    torch.save({"state_dict": Bomb(tmp_path / "hacked")}, tmp_path / "mine.pth")
    told = refusal(f"{NAME}={tmp_path / 'mine.pth'}")
    assert "can run code when opened (posix.mkdir), so it was not" in told
    assert "torch.save(model.state_dict(), file)" in told
    assert not (tmp_path / "hacked").exists()


def test_a_whole_pickled_model_is_not_opened(tmp_path: Path):
    torch.save(fine_tune(), tmp_path / "mine.pth")
    assert "can run code when opened" in refusal(f"{NAME}={tmp_path / 'mine.pth'}")


def test_a_bare_file_that_does_not_fit_is_one_sentence(tmp_path: Path):
    path = tmp_path / "mine.safetensors"
    reference = f"{NAME}={path}"
    assert f"there is no file {path}" in refusal(reference)
    path.write_bytes(b"nonsense" * 100)
    assert "damaged or cut short" in refusal(reference)
    save_file(fine_tune(img_size=(96, 64)).state_dict(), path)
    assert "has 25 tokens, which is no square grid" in refusal(reference)
    save_file(randomise(timm.create_model(NAME, embed_dim=32)).state_dict(), path)
    assert "its width is 32, that of test_vit is 64" in refusal(reference)
    (tmp_path / "mine.pth").write_bytes(b"nonsense" * 100)
    assert "damaged, or no file" in refusal(f"{NAME}={tmp_path / 'mine.pth'}")
    assert "is no file of weights: use one of .safetensors" in refusal(f"{NAME}=/etc/hostname")
    assert "no model 'nosuch' in timm" in refusal(f"nosuch={tmp_path / 'mine.pth'}")
    assert "resnet18 is not supported" in refusal(f"resnet18={tmp_path / 'mine.safetensors'}")


def test_a_projection_of_clip_is_no_classifier(tmp_path: Path):
    facts = {"embed_dim": 48, "num_heads": 3, "depth": 2}
    theirs = timm.create_model("vit_base_patch32_clip_224.openai", **facts)
    torch.save(theirs.state_dict(), tmp_path / "narrow.pth")
    assert "its width is 48, that of vit_base" in refusal(
        f"vit_base_patch32_clip_224={tmp_path / 'narrow.pth'}"
    )
