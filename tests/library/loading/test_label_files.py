"""Class names from files as people have them; a wrong count is one sentence."""

import json
from pathlib import Path

import pytest

from tests.support.fine_tunes import NAME
from tests.support.own_files import five, opened, saved
from vit.config import Labels
from vit.loading.label_files import LabelFault, read_labels
from vit.loading.weights import LoadError

NAMES = ("cat", "dog", "great white shark")
READ = {
    "one.txt": "cat\ndog\ngreat white shark\n\n",
    "windows.txt": "\ufeffcat\r\ndog\r\ngreat white shark",
    "numbered.txt": "0: cat\n1: dog\n2: great white shark",
    "dict.txt": "0: 'cat',\n1: 'dog',\n2: 'great white shark'",
    "list.json": json.dumps(NAMES),
    "id2label.json": json.dumps({"2": NAMES[2], "0": "cat", "1": "dog"}),
    "config.json": json.dumps({"model_type": "vit", "id2label": dict(enumerate(NAMES))}),
    "class_to_idx.json": json.dumps({"dog": 1, "cat": 0, NAMES[2]: 2}),
    "plain.csv": "cat\ndog\ngreat white shark\n",
    "headed.csv": "name\ncat\ndog\ngreat white shark\n",
    "table.csv": "id,label\n0,cat\n2,great white shark\n1,dog\n",
    "turned.csv": "cat;0\ndog;1\ngreat white shark;2\n",
    "from_one.txt": "1. cat\n2. dog\n3. great white shark\n",
    "signs.txt": "cat\x1b\n  dog\ngreat\twhite shark",
    "keras.json": json.dumps({i: [f"n0{i}", name] for i, name in enumerate(NAMES)}),
    "objects.json": json.dumps([{"id": i, "name": name} for i, name in enumerate(NAMES)]),
    "coco.json": json.dumps({"categories": [{"name": name} for name in NAMES]}),
    "quoted.csv": '0,"cat"\n1,"dog"\n2,"great white shark"\n',
    "tabs.tsv": "0\tcat\n1\tdog\n2\tgreat white shark\n",
}


@pytest.mark.parametrize("name", READ)
def test_names_are_read(name: str, tmp_path: Path):
    (tmp_path / name).write_bytes(READ[name].encode())
    assert read_labels(tmp_path / name, 3) == Labels(NAMES, "file")


REFUSED = {
    "few.txt": ("cat\ndog\n", "few.txt has 2 names and the model has 3 classes"),
    "none.txt": ("", "has 0 names"),
    "gap.json": ('{"0": "cat", "1": "dog", "3": "cow"}', "has no name for class 2"),
    "one.json": ('{"0": "cat", "1": "dog", "2": "cow"}'.replace("0", "9"), "no name for class 0"),
    "broken.json": ('["cat", ', "broken.json is no JSON"),
    "number.json": ("3", "holds no list and no mapping"),
    "words.json": ('{"a": "cat", "b": "dog", "c": "cow"}', "no mapping of class numbers"),
    "words.csv": ("cat,meow\ndog,woof\ncow,moo\n", "no column of class numbers"),
    "gap.txt": ("cat\n\ncow\n", "has no name for class 1: give it one"),
    "null.json": ('["cat", null, "cow"]', "null.json holds null in place of a class name"),
    "deep.json": ("[" * 100_000, "deep.json is no JSON"),
    "page.html": ("<html>", "page.html has 1 name and the model has 3 classes"),
    "wide.txt": ("c\0a\0t\0".encode("utf-16").decode("latin-1"), "is no text|has 1 name"),
    "from_one.csv": ("1,cat\n2,dog\n3,cow\n", "no name for class 0: classes count from 0"),
    "latin.txt": ("caf\udce9", "is no text: save it as UTF-8"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_other_files_are_one_sentence_without_a_path(name: str, tmp_path: Path):
    content, words = REFUSED[name]
    (tmp_path / name).write_bytes(content.encode(errors="surrogateescape"))
    with pytest.raises(LabelFault, match=words) as caught:
        read_labels(tmp_path / name, 3)
    assert str(tmp_path) not in str(caught.value)


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(LabelFault, match=r"class names in nosuch\.txt cannot be read \(No such"):
        read_labels("/no/such/nosuch.txt", 3)


def test_a_bare_file_is_given_its_names(tmp_path: Path):
    path = saved(five().state_dict(), tmp_path / "mine.pth")
    names = tmp_path / "names.txt"
    names.write_text("a\nb\nc\nd\ne\n")
    assert opened(f"{NAME}={path}", labels=names).labels.name(4) == "e"
    assert opened(f"{NAME}={path}", labels=Labels(tuple("vwxyz"))).labels.name(0) == "v"
    names.write_text("a\nb\n")
    with pytest.raises(LoadError, match="has 2 names and the model has 5 classes"):
        opened(f"{NAME}={path}", labels=names)
    with pytest.raises(LoadError, match="3 class names were given for 5 classes"):
        opened(f"{NAME}={path}", labels=Labels(NAMES))
