"""Files that are no weights, or weights that are no numbers: one sentence of 300 characters."""

import gzip
import io
import json
import os
import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save
from timm.models import save_for_hf

from tests.support.fine_tunes import NAME, refusal, same
from tests.support.own_files import five, opened, saved, state_of
from vit.loading.load_error import LONGEST, LoadError, short_name


def archive(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr(name, "x")
    return file.getvalue()


def pickled(content: Any, **options: Any) -> bytes:
    file = io.BytesIO()
    torch.save(content, file, **options)
    return file.getvalue()


WHOLE = pickled(five().state_dict())
NO_WEIGHTS = {
    "an empty file": (b"", "it is empty"),
    "a web page": (b"<!DOCTYPE html><html>Sign in</html>", "it is a web page"),
    "a pointer": (b"version https://git-lfs.github.com/spec/v1\noid sha256:0", "git lfs pull"),
    "Keras": (b"\x89HDF\r\n\x1a\n" + bytes(99), "HDF5 file, as Keras"),
    "packed": (gzip.compress(WHOLE), "it is compressed: unpack it first"),
    "an archive": (archive("readme.txt"), "ZIP archive and no file of PyTorch's"),
    "a program": (archive("model/constants.pkl"), "TorchScript program, which runs code"),
    "cut short": (WHOLE[: len(WHOLE) // 2], "damaged or cut short"),
    "cut short, safe": (save(state_of(five()))[:-1000], "damaged or cut short"),
    "noise": (b"nonsense" * 100, "damaged, or no file of PyTorch's"),
    "a list of words": (pickled(["a", "b"]), "it holds no tensors"),
}


@pytest.mark.parametrize("kind", NO_WEIGHTS)
def test_a_file_that_is_no_weights_says_what_it_is(kind: str, tmp_path: Path):
    content, words = NO_WEIGHTS[kind]
    (tmp_path / "mine.pth").write_bytes(content)
    for reference in (f"{NAME}={tmp_path / 'mine.pth'}", str(tmp_path / "mine.pth")):
        sentence = refusal(reference)
        assert words in sentence
        assert len(sentence) <= LONGEST
        assert "cache" not in sentence


def test_the_name_of_a_file_does_not_decide_what_it_is(tmp_path: Path):
    theirs = five()
    (tmp_path / "safe.pth").write_bytes(save(state_of(theirs)))
    (tmp_path / "old.ckpt").write_bytes(
        pickled(theirs.state_dict(), _use_new_zipfile_serialization=False)
    )
    for name in ("safe.pth", "old.ckpt"):
        assert same(opened(f"{NAME}={tmp_path / name}"), theirs)


class Bomb:
    """A pickle that makes a folder when it is opened."""

    def __init__(self, victim: Path) -> None:
        self.victim = victim

    def __reduce__(self) -> Any:
        return os.mkdir, (str(self.victim),)


@pytest.mark.parametrize("new", [True, False])
def test_a_pickle_never_runs_code(tmp_path: Path, new: bool):
    content = {"model": five().state_dict(), "hyper_parameters": Bomb(tmp_path / "hacked")}
    torch.save(content, tmp_path / "a.ckpt", _use_new_zipfile_serialization=new)
    assert "can run code when opened (posix.mkdir), so it was not" in refusal(
        f"{NAME}={tmp_path / 'a.ckpt'}"
    )
    assert not (tmp_path / "hacked").exists()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
@pytest.mark.parametrize("name", ["head.bias", "norm.weight", "blocks.3.attn.qkv.weight"])
def test_a_weight_that_is_no_number_is_found(tmp_path: Path, name: str, value: float):
    state = state_of(five())
    state[name].view(-1)[1] = value
    sentence = refusal(f"{NAME}={saved(state, tmp_path / 'mine.pth')}")
    assert f"{name} holds NaN or infinity in 1 of {state[name].numel()} values" in sentence
    assert "use an earlier checkpoint" in sentence


def test_a_file_may_be_written_again_while_its_weights_are_in_use(tmp_path: Path):
    theirs = five()
    for suffix, write in (("pth", pickled), ("safetensors", save)):
        path = tmp_path / f"last.{suffix}"
        path.write_bytes(write(state_of(theirs)))
        ours = opened(f"{NAME}={path}")
        path.write_bytes(b"x")
        assert same(ours, theirs)


def test_bytes_are_reported_and_reading_can_be_cancelled(tmp_path: Path):
    path, reports, cancelled = saved(state_of(five()), tmp_path / "a.pth"), [], threading.Event()
    opened(f"{NAME}={path}", progress=lambda share, words: reports.append((share, words)))
    assert reports[-1] == (1.0, f"Reading {NAME} from a.pth: 1 of 1 MB")
    assert [share for share, _ in reports] == sorted(share for share, _ in reports)
    cancelled.set()
    with pytest.raises(LoadError, match="was cancelled"):
        opened(f"{NAME}={path}", cancelled=cancelled)


def test_long_names_stay_short():
    assert short_name("a" * 200) == f"{'a' * 28}...{'a' * 28}"
    assert short_name("short.pth") == "short.pth"


def test_shards_with_an_index_are_one_file(tmp_path: Path):
    theirs = five()
    save_for_hf(theirs, tmp_path, safe_serialization=True)
    (tmp_path / "model.safetensors").unlink()
    state = state_of(theirs)
    names, places = list(state), {}
    for number, some in enumerate((names[:30], names[30:])):
        file = f"model-{number}.safetensors"
        (tmp_path / file).write_bytes(save({name: state[name] for name in some}))
        places |= dict.fromkeys(some, file)
    index = tmp_path / "model.safetensors.index.json"
    index.write_text(json.dumps({"metadata": {}, "weight_map": places}))
    assert same(opened(f"local-dir:{tmp_path}"), theirs)
    (tmp_path / "model-1.safetensors").unlink()
    assert "lacks model-1.safetensors, one of 2 files" in refusal(f"local-dir:{tmp_path}")
    index.write_text(json.dumps({"weight_map": {"a": "../../etc/x.safetensors"}}))
    assert "names ../../etc/x.safetensors, which lies elsewhere" in refusal(f"local-dir:{tmp_path}")
    index.write_text("[]")
    assert "is no index of files of weights" in refusal(f"local-dir:{tmp_path}")
