"""Archives of NumPy: mapped, compressed, of other kinds of numbers, or refused without running."""

import pickle
from pathlib import Path
from typing import Any

import numpy
import pytest
import torch

from tests.support.fine_tunes import refusal
from tests.support.layout_files import SMALL, pictures
from tests.support.layout_files_of_flax import flax
from tests.support.own_files import opened
from vit.loading.open_file import FileFault, read_file


def test_a_compressed_archive_holds_the_same(tmp_path: Path):
    written = flax(SMALL, tmp_path, packed=True)
    pixels = pictures(SMALL)
    with torch.no_grad():
        theirs, ours = written.compute(pixels), opened(written.reference)(pixels)
    torch.testing.assert_close(ours, theirs, rtol=0, atol=1e-5)


@pytest.mark.parametrize("save", [numpy.savez, numpy.savez_compressed])
def test_numbers_of_every_kind_are_read(save: Any, tmp_path: Path):
    rows = numpy.arange(6, dtype="f4").reshape(2, 3)
    half = torch.arange(4, dtype=torch.bfloat16).view(torch.int16).numpy().view("V2")
    arrays = {"a/b": rows, "by columns": rows.T, "big": rows.astype(">f8"), "half": half}
    arrays |= {"one": numpy.float32(3.0), "none": rows[:0], "text": numpy.array("words")}
    save(tmp_path / "a.npz", **arrays)
    found = read_file(tmp_path / "a.npz")
    assert "text" not in found
    assert found["a.b"].tolist() == rows.tolist()
    assert found["by columns"].tolist() == rows.T.tolist()
    assert found["big"].dtype == torch.float64
    assert found["big"].tolist() == rows.tolist()
    assert found["half"].dtype == torch.bfloat16
    assert found["half"].tolist() == [0, 1, 2, 3]
    assert (found["one"].tolist(), found["none"].shape) == (3.0, (0, 3))


def test_writing_a_tensor_leaves_the_file(tmp_path: Path):
    numpy.savez(tmp_path / "a.npz", a=numpy.ones(3))
    read_file(tmp_path / "a.npz")["a"].zero_()
    assert read_file(tmp_path / "a.npz")["a"].tolist() == [1, 1, 1]


class Code:
    """An object that leaves a mark when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> Any:
        return Path.touch, (self.mark,)


@pytest.mark.parametrize("save", [numpy.savez, numpy.savez_compressed])
def test_objects_in_an_archive_are_not_made(save: Any, tmp_path: Path):
    mark, array = tmp_path / "ran", numpy.empty(1, dtype=object)
    array[0] = Code(mark)
    save(tmp_path / "a.npz", **{"embedding/kernel": array})
    assert "can run code when opened (embedding.kernel)" in refusal(str(tmp_path / "a.npz"))
    assert not mark.exists()
    pickle.loads(pickle.dumps(array))
    assert mark.exists()  # it would have


@pytest.mark.parametrize("save", [numpy.savez, numpy.savez_compressed])
def test_a_damaged_archive_is_one_sentence(save: Any, tmp_path: Path):
    path = tmp_path / "a.npz"
    save(path, a=numpy.random.default_rng(0).random(999))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(FileFault, match="damaged or cut short"):
        read_file(path)
    path.write_bytes(whole[:40] + b"\x00" * 80 + whole[120:])
    with pytest.raises(FileFault, match="damaged or cut short"):
        read_file(path)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("embedding/kernel", "conv_root/kernel", "Transformer/a"), "it holds a hybrid"),
        (("stem/kernel", "MixerBlock_0/kernel"), "none of its 2 tensors"),
        (("embedding/kernel", "Transformer/a"), "is not square"),
    ],
)
def test_an_archive_of_something_else_is_one_sentence(
    names: tuple[str, ...], words: str, tmp_path: Path
):
    numpy.savez(tmp_path / "a.npz", **{name: numpy.ones((3, 4), "f4") for name in names})
    assert words in refusal(str(tmp_path / "a.npz"))
