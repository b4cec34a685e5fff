"""How a route is described: its path, its parameters, and the body of its reply."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.parameters import Decimal, Index, Switch, Whole, Word
from app.wire.regions import PinsReader, RegionsReader

# Letters of shapes -> the fields of the descriptor that are multiplied. A shape may also use
# numbers, sums such as L+1, and names that belong to one route alone, in small letters.
SIZES: dict[str, tuple[str, ...]] = {
    "L": ("layers",),
    "H": ("heads",),
    "N": ("tokens",),
    "K": ("head_width",),
    "P": ("rows", "cols"),
    "D": ("position_width",),
}


@dataclass(frozen=True)
class Text:
    """Any text; `example` shows how it is written."""

    example: str

    def read(self, text: str) -> str:
        """The text itself."""
        return text


@dataclass(frozen=True)
class Names:
    """Some of these words, with commas between; all of them where it is left out."""

    words: tuple[str, ...]


Parameter = Whole | Index | Word | Switch | Decimal | Text | Names | RegionsReader | PinsReader


@dataclass(frozen=True)
class Numbers:
    """Raw little-endian numbers: tensors of these shapes, one after the other."""

    dtype: Literal["float16", "float32"]
    shapes: tuple[str, ...]

    @property
    def own(self) -> tuple[str, ...]:
        """Names of sizes that the descriptor does not hold, in the order in which they come."""
        names = re.findall(r"[a-z]+", " ".join(self.shapes))
        return tuple(dict.fromkeys(names))


def float16(*shapes: str) -> Numbers:
    """Tensors of these shapes in half precision."""
    return Numbers("float16", shapes)


def float32(*shapes: str) -> Numbers:
    """Tensors of these shapes in single precision."""
    return Numbers("float32", shapes)


@dataclass(frozen=True)
class Json:
    """JSON of a form, a TypedDict or a type made of some."""

    form: object


@dataclass(frozen=True)
class LongWork:
    """Lines of JSON: Progress, empty in a pause, then `{"result": form}` or a Failure."""

    form: object


@dataclass(frozen=True)
class Lines:
    """Lines of JSON, each of one of these forms."""

    forms: tuple[object, ...]


@dataclass(frozen=True)
class File:
    """A file of one of these media types."""

    kinds: tuple[str, ...]


@dataclass(frozen=True)
class PageFile:
    """Modules or styles of the page, which the browser requests by itself."""


@dataclass(frozen=True)
class Sent:
    """What a page sends, by POST: the bytes of one file of these media types, `most` at most."""

    kinds: str  # as the attribute `accept` of a file input has it
    most: int

    @property
    def limit(self) -> str:
        """The most, in words."""
        return f"{self.most / 2**20:g} MB"


Body = Numbers | Json | LongWork | Lines | File | PageFile


@dataclass(frozen=True)
class Route:
    """One route: `path` with its values in braces, and what the reply holds.

    `required` are the values of the path and the fields that a query string must have, `optional`
    the other fields. With `sent` it is a POST, else a GET.
    """

    path: str
    about: str
    body: Body
    required: Mapping[str, Parameter] = field(default_factory=dict[str, Parameter])
    optional: Mapping[str, Parameter] = field(default_factory=dict[str, Parameter])
    sent: Sent | None = None

    @property
    def method(self) -> str:
        """The method of HTTP."""
        return "POST" if self.sent else "GET"

    @property
    def values(self) -> dict[str, Parameter]:
        """The parameters in the path."""
        return {name: self.required[name] for name in re.findall(r"{(\w+)}", self.path)}

    @property
    def fields(self) -> dict[str, Parameter]:
        """The parameters of the query string that must be there."""
        return {name: one for name, one in self.required.items() if name not in self.values}

    @property
    def pattern(self) -> str:
        """The path as Starlette matches it; a number is digits, all else one segment."""
        pattern = self.path
        for name, one in self.values.items():
            if isinstance(one, Whole) or (isinstance(one, Index) and one.word is None):
                pattern = pattern.replace(f"{{{name}}}", f"{{{name}:int}}")
        return pattern
