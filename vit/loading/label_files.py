"""Class names from a file: one a line, a table, or a mapping such as transformers' id2label."""

import csv
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from vit.config import Labels
from vit.loading.load_error import short

LONGEST = 200  # characters of a name
LARGEST = 20_000_000  # bytes of a file of names
_NUMBERED = re.compile(r"\s*(\d+)\s*[.:,;\t )]\s*(.+)")
_FIELDS = (
    *("id2label", "label_names", "class_to_idx", "label2id", "names", "classes", "labels"),
    "categories",
)


class LabelFault(ValueError):  # noqa: N818 - reads as what it says
    """A file that gives no names for a model's classes; the message names cause and remedy."""


def labels_for(labels: Labels | Sequence[str] | Path, classes: int) -> Labels:
    """The names of `classes` classes: given, or those of a file. LabelFault if they do not fit."""
    if isinstance(labels, str | Path):
        return read_labels(labels, classes)
    if not isinstance(labels, Labels):
        labels = Labels(tuple(map(str, labels)), "file")
    if labels.names and len(labels.names) != classes:
        raise LabelFault(f"{len(labels.names)} class names were given for {classes} classes")
    return labels


def read_labels(path: str | Path, classes: int) -> Labels:
    """The names of `classes` classes by index, from a file of text, CSV or JSON.

    Text has a name a line, perhaps behind its number; CSV one or two columns, perhaps with a head;
    JSON a list, number -> name, or name -> number, perhaps inside a config.json. Raises LabelFault
    for another file, or for another number of names.
    """
    path = Path(path).expanduser()
    try:
        if path.stat().st_size > LARGEST:
            raise LabelFault(f"the file {path.name} is too large for class names: use a text file")
        content = path.read_bytes()
    except OSError as error:
        cause = error.strerror or type(error).__name__
        raise LabelFault(f"the class names in {path.name} cannot be read ({cause})") from error
    return parse_labels(content, path.name, classes)


def parse_labels(content: bytes, name: str, classes: int) -> Labels:
    """The names of `classes` classes in the content of a file of this name, as `read_labels`."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LabelFault(f"the file {name} is no text: save it as UTF-8") from error
    readers = {".json": _from_json, ".csv": _from_table, ".tsv": _from_table}
    read = readers.get(Path(name).suffix.lower(), _from_lines)
    names = [_plain(one) for one in read(text, name)]
    if len(names) != classes or not names:
        word = "name" if len(names) == 1 else "names"
        raise LabelFault(
            f"the file {name} has {len(names)} {word} and the model has {classes} "
            "classes: give one name for each, in the order of the model's outputs"
        )
    if "" in names:
        raise LabelFault(f"the file {name} has no name for class {names.index('')}: give it one")
    return Labels(tuple(names), "file")


def _plain(name: str) -> str:
    """A name on one line, without signs that cannot be seen, cut where it is too long."""
    seen = "".join(sign if sign.isprintable() else " " for sign in name)
    words = " ".join(seen.split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 3]}..."


def _from_lines(text: str, name: str) -> list[str]:
    """A name a line, perhaps behind its number, which counts from 0 or, in order, from 1."""
    lines = [line.strip() for line in text.splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    numbered = [_NUMBERED.fullmatch(line) for line in lines]
    pairs = [(int(match[1]), match[2].strip(" '\"{},")) for match in numbered if match]
    if not lines or len(pairs) != len(lines):
        return lines
    if [number for number, _ in pairs] == list(range(1, len(lines) + 1)):
        return [word for _, word in pairs]
    if {number for number, _ in pairs} == set(range(len(lines))):
        return _in_order(dict(pairs), name)
    return lines


def _from_table(text: str, name: str) -> list[str]:
    rows = [row for row in csv.reader(text.splitlines(), delimiter=_delimiter(text)) if any(row)]
    rows = [[cell.strip() for cell in row] for row in rows]
    if not rows:
        return []
    body = rows[1:] if _is_head(rows) else rows
    if len(rows[0]) == 1:
        return [row[0] for row in body]
    for number, word in ((0, 1), (1, 0)):
        if all(len(row) > 1 and row[number].isdecimal() for row in body):
            return _in_order({int(row[number]): row[word] for row in body}, name)
    raise LabelFault(
        f"the file {name} has no column of class numbers: give number and name, or names alone"
    )


def _delimiter(text: str) -> str:
    first = text.splitlines()[0] if text else ""
    return max("\t;,", key=first.count)


def _is_head(rows: list[list[str]]) -> bool:
    """Whether the first row names the columns: it has no number where the others have one."""
    words = {"name", "names", "label", "labels", "class", "classes", "id", "index", "class_name"}
    if len(rows[0]) == 1:
        return rows[0][0].lower() in words
    columns = [i for i in (0, 1) if all(len(row) > 1 and row[i].isdecimal() for row in rows[1:])]
    return bool(columns) and len(rows) > 1 and not rows[0][columns[0]].isdecimal()


def _from_json(text: str, name: str) -> list[str]:
    try:
        content: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        cause = " ".join(str(error).split())[:80]
        raise LabelFault(f"the file {name} is no JSON: {cause}") from error
    if isinstance(content, dict):
        facts = cast("dict[str, Any]", content)
        content = next(
            (facts[key] for key in _FIELDS if isinstance(facts.get(key), dict | list)), facts
        )
    if isinstance(content, list):
        return [_word(one, name) for one in cast("list[Any]", content)]
    if not isinstance(content, dict):
        raise LabelFault(f"the file {name} holds no list and no mapping of class names")
    mapping = cast("dict[str, Any]", content)
    if all(isinstance(one, int) and not isinstance(one, bool) for one in mapping.values()):
        return _in_order({number: word for word, number in mapping.items()}, name)
    if not all(key.isdecimal() for key in mapping):
        raise LabelFault(f'{name} holds no mapping of class numbers: use {{"0": "cat", ...}}')
    return _in_order({int(key): _word(one, name) for key, one in mapping.items()}, name)


def _word(entry: Any, name: str) -> str:
    """The name in an entry: text, an object with a name, or, as Keras writes it, [number, name]."""
    word = entry
    if isinstance(entry, dict):
        facts = cast("dict[str, Any]", entry)
        word = facts.get("name", facts.get("label"))
    elif isinstance(entry, list):
        word = cast("list[Any]", entry)[-1:] and cast("list[Any]", entry)[-1]
    if not isinstance(word, str | int | float) or isinstance(word, bool):
        words = short(json.dumps(entry), 40)
        raise LabelFault(f"the file {name} holds {words} in place of a class name")
    return str(word)


def _in_order(pairs: dict[int, str], name: str) -> list[str]:
    """The names by their numbers, which must be 0, 1, ... without a gap."""
    lacking = next((i for i in range(len(pairs)) if i not in pairs), None)
    if lacking is not None:
        raise LabelFault(f"the file {name} has no name for class {lacking}: classes count from 0")
    return [pairs[i] for i in range(len(pairs))]
