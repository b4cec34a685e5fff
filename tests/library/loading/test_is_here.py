"""Whether weights are on this machine: known without the hub, and exactly where loading is."""

from pathlib import Path

import pytest
import timm
from safetensors.torch import save
from timm.models import save_for_hf

import vit
from tests.support.fake_hub import FakeHub
from tests.support.fine_tunes import MINE, fine_tune
from vit.loading.weights import LoadError, is_here, load

TAG = "test_vit.r160_in1k"


def test_what_ships_with_the_project_is_here(fake: FakeHub):
    assert all(is_here(key) for key, one in vit.CHECKPOINTS.items() if one.folder)
    assert not any(is_here(key) for key in [*vit.CHECKPOINTS][-3:])
    assert fake.requests == []


def test_a_name_of_timms_is_here_once_it_was_loaded(fake: FakeHub):
    weights = save(timm.create_model("test_vit", pretrained=False).state_dict())
    fake.files[f"timm/{TAG}", "model.safetensors"] = weights
    assert not is_here(TAG)
    assert fake.requests == []
    load(TAG, device="cpu")
    fake.requests.clear()
    assert is_here(TAG)
    assert is_here("test_vit")
    assert fake.requests == []


def test_a_repository_is_here_with_its_weights_only(fake: FakeHub, tmp_path: Path):
    save_for_hf(fine_tune(), tmp_path / "out", safe_serialization=True)
    for path in (tmp_path / "out").iterdir():
        fake.files["somebody/flowers", path.name] = path.read_bytes()
    assert not is_here(MINE)
    weights = fake.files.pop(("somebody/flowers", "model.safetensors"))
    with pytest.raises(LoadError):
        load(MINE, device="cpu")
    assert not is_here(MINE)  # its config.json is
    fake.files["somebody/flowers", "model.safetensors"] = weights
    load(MINE, device="cpu")
    fake.requests.clear()
    assert is_here(MINE)
    assert not is_here(f"{MINE}@v2")
    assert fake.requests == []


@pytest.mark.parametrize(
    ("name", "said"), [("resnet18", "is not supported"), ("no such", "names no weights")]
)
def test_what_cannot_be_loaded_is_refused(fake: FakeHub, name: str, said: str):
    with pytest.raises(LoadError, match=said):
        is_here(name)
    assert fake.requests == []


def test_files_are_here_while_they_are_there(tmp_path: Path):
    assert is_here(f"local-dir:{tmp_path}")
    assert not is_here(f"test_vit={tmp_path}/mine.pth")
