"""Fine-tunes in repositories of the hub."""

from pathlib import Path
from typing import Any

import pytest
import timm
from safetensors.torch import save
from timm.models import save_for_hf
from torch import nn

from tests.support.fake_hub import FakeHub
from tests.support.fine_tunes import MINE, fine_tune, refusal, same
from vit.config import Labels
from vit.loading.weights import load


def publish(server: FakeHub, folder: Path, theirs: nn.Module, *, safe: bool, **facts: Any) -> None:
    save_for_hf(theirs, folder, model_config=facts, safe_serialization=safe)
    for path in folder.iterdir():
        server.files["somebody/flowers", path.name] = path.read_bytes()


@pytest.mark.parametrize("safe", [True, False])
def test_a_repository_as_timm_pushes_it(fake: FakeHub, tmp_path: Path, safe: bool):
    theirs = fine_tune(num_classes=2)
    publish(fake, tmp_path / "out", theirs, safe=safe, label_names=["rose", "oak"])
    ours = load(MINE, device="cpu")
    assert ours.labels == Labels(("rose", "oak"), "checkpoint")
    assert same(ours, theirs)
    fake.fault = "hang"  # from now on the cache alone serves it
    assert same(load(MINE, device="cpu"), theirs)


def test_a_revision_is_fetched_as_asked(fake: FakeHub, tmp_path: Path):
    publish(fake, tmp_path / "out", fine_tune(), safe=True)
    load(f"{MINE}@v2", device="cpu")
    assert "HEAD /somebody/flowers/resolve/v2/config.json" in fake.requests


def test_a_thousand_classes_of_somebody_elses_are_not_imagenets(fake: FakeHub, tmp_path: Path):
    publish(fake, tmp_path / "out", timm.create_model("test_vit.r160_in1k"), safe=True)
    assert load(MINE, device="cpu").labels == Labels()
    for (_, name), content in list(fake.files.items()):
        fake.files["timm/test_vit.r160_in1k", name] = content
    assert load("hf-hub:timm/test_vit.r160_in1k", device="cpu").labels.source == "imagenet-1k"


def test_a_repository_that_lacks_something_is_one_sentence(fake: FakeHub):
    weights = save(fine_tune().state_dict())
    fake.files["somebody/flowers", "model.safetensors"] = weights
    assert "has no config.json, which names the architecture" in refusal(MINE)
    fake.files["somebody/flowers", "config.json"] = b'{"model_type": "vit"}'
    assert "names no architecture of timm's" in refusal(MINE)
    fake.files["somebody/roses", "config.json"] = b'{"architecture": "test_vit"}'
    assert "holds neither of model.safetensors and pytorch_model.bin" in refusal(
        "hf-hub:somebody/roses"
    )
    assert "knows no such repository" in refusal("hf-hub:somebody/else")
