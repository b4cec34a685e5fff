"""What a checkpoint may take, checked before a byte of its weights is fetched."""

import json
from pathlib import Path

import pytest
import timm
from timm.models import save_for_hf

from tests.support.fake_hub import FakeHub
from tests.support.fine_tunes import MINE, fine_tune
from vit.loading import room
from vit.loading.hub import HubError, fetch
from vit.loading.room import Limits, NoRoomError, Room, gigabytes
from vit.loading.weights import LoadError, load

REPOSITORY, FILE = "somebody/flowers", "model.safetensors"


@pytest.fixture
def hub(fake: FakeHub, tmp_path: Path) -> FakeHub:
    """A hub with a fine-tune."""
    save_for_hf(fine_tune(), tmp_path / "out", safe_serialization=True)
    for path in (tmp_path / "out").iterdir():
        fake.files[REPOSITORY, path.name] = path.read_bytes()
    return fake


def fetched(hub: FakeHub) -> list[str]:
    """Names of the files of weights that were begun."""
    begun = [one for one in hub.requests if one.startswith("GET") and "/resolve/" in one]
    return [one for one in begun if "config.json" not in one]


def test_weights_larger_than_the_limit_are_not_begun(hub: FakeHub):
    size = len(hub.files[REPOSITORY, FILE])
    with pytest.raises(LoadError) as caught:
        load(MINE, device="cpu", limits=Limits(download=size - 1))
    told = str(caught.value)
    assert f"its weights are {gigabytes(size)}, and {gigabytes(size - 1)} may be fetched" in told
    assert "--max-download" in told
    assert "--max-download" not in caught.value.visitor
    assert fetched(hub) == []
    load(MINE, device="cpu", limits=Limits(download=size))


def test_weights_in_several_files_are_counted_together(hub: FakeHub):
    content = hub.files.pop((REPOSITORY, FILE))
    half = len(content) // 2
    parts = {"a.safetensors": content[:half], "b.safetensors": content[half:]}
    index = json.dumps({"weight_map": dict(zip("xy", parts, strict=True))})
    hub.files[REPOSITORY, f"{FILE}.index.json"] = index.encode()
    hub.files |= {(REPOSITORY, name): part for name, part in parts.items()}
    with pytest.raises(LoadError, match="may be fetched"):
        load(MINE, device="cpu", limits=Limits(download=len(content) - 1))
    assert [one for one in fetched(hub) if "index" not in one] == []


def test_a_model_that_memory_has_no_room_for_is_not_begun(hub: FakeHub):
    needed = 4 * sum(one.numel() for one in fine_tune().parameters())
    with pytest.raises(LoadError, match=r"of memory, and .* are there for it.*--memory"):
        load(MINE, device="cpu", limits=Limits(memory=needed - 1))
    assert fetched(hub) == []
    load(MINE, device="cpu", limits=Limits(memory=needed))


def test_a_disk_without_room_is_named_with_what_there_is(hub: FakeHub, monkeypatch):
    monkeypatch.setattr(room, "free_bytes", lambda _: 200_000_001)
    with pytest.raises(LoadError, match=r"on the disk, and 200 MB are free; .*set HF_HOME"):
        load(MINE, device="cpu")
    assert fetched(hub) == []


def test_a_hub_that_sends_more_than_it_says_is_left(hub: FakeHub):
    hub.size = 1000
    with pytest.raises(HubError, match="more bytes came than were announced"):
        fetch(REPOSITORY, FILE)
    assert len(fetched(hub)) == 1


def test_a_description_is_no_way_around_the_limit(hub: FakeHub):
    hub.size = 10**9
    with pytest.raises(LoadError, match=r"its weights are 1.0 GB, and 64 MB may be fetched"):
        load(MINE, device="cpu")
    assert not [one for one in hub.requests if one.startswith("GET") and "/resolve/" in one]


def test_without_limits_the_disk_alone_counts():
    Room().check("anything", 1)
    with pytest.raises(NoRoomError):
        Room().check("anything", 10**18)


def test_limits_hold_for_a_name_of_timms_too(fake: FakeHub):
    name = "test_vit.r160_in1k"
    weights = timm.create_model("test_vit").state_dict()
    fake.files[f"timm/{name}", FILE] = bytes(sum(one.nbytes for one in weights.values()))
    with pytest.raises(LoadError, match="may be fetched"):
        load(name, device="cpu", limits=Limits(download=1000))
    assert fetched(fake) == []
