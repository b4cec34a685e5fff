"""Values written as text, on a command line or in a URL: what is allowed, and how it is read.

Every `read` raises ValueError with the text and the rule that it breaks.
"""

import base64
import contextlib
import re
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from typing import Protocol, get_args

LARGEST_INDEX = 10**6
LONGEST_BITS = 1024  # of a whole number that is written in digits


class Reader(Protocol):
    """What reads the text of a field."""

    def read(self, text: str) -> object:
        """The value; ValueError with the text and the rule that it breaks."""
        ...


@contextlib.contextmanager
def naming(name: str) -> Generator[None]:
    """Raise any ValueError inside as one sentence that begins with the field's name."""
    try:
        yield
    except ValueError as error:
        raise ValueError(f"{name}: {str(error).removesuffix('.')}.") from error


def read_field(name: str, reader: Reader, text: str) -> object:
    """The value of a field; ValueError, one sentence with the field's name."""
    with naming(name):
        return reader.read(text)


def written(value: object) -> str:
    """A value that a page sent, as text; one of more digits than Python writes is described."""
    if isinstance(value, int) and value.bit_length() > LONGEST_BITS:
        return "a number of too many digits"
    return str(value)


@dataclass(frozen=True)
class Whole:
    """A whole number from `low` to `high`, ends included."""

    low: int
    high: int

    def read(self, text: str) -> int:
        """The number; digits of the ASCII set only, without separators or spaces."""
        # int() also takes "1_000", " 7" and the digits of other scripts: a parameter does not.
        value = int(text) if re.fullmatch(r"-?[0-9]{1,18}", text) else None
        if value is None or not self.low <= value <= self.high:
            raise ValueError(f"{text!r} is not a whole number from {self.low} to {self.high}")
        return value


@dataclass(frozen=True)
class Decimal:
    """A number from `low` to `high`, ends included, without an exponent."""

    low: float
    high: float

    def read(self, text: str) -> float:
        """The number."""
        written = re.fullmatch(r"-?[0-9]{1,6}(\.[0-9]{1,20})?", text)
        if not written or not self.low <= float(text) <= self.high:
            raise ValueError(f"{text!r} is not a number from {self.low:g} to {self.high:g}")
        return float(text)


@dataclass(frozen=True)
class Index:
    """A position counted from 0 among so many `things`; or, if there is one, the `word` for none.

    `things` is a size of a record, such as "L" or "N" (see app/wire/route.py). How many there are
    is not known when the text is read: the reader of the record checks it.
    """

    things: str
    word: str | None = None

    def read(self, text: str) -> int | None:
        """The position; None for the word."""
        index = Whole(0, LARGEST_INDEX)
        if self.word is None:
            return index.read(text)
        try:
            return None if text == self.word else index.read(text)
        except ValueError:
            raise ValueError(f"{text!r} is neither {self.word} nor an index from 0 on") from None


@dataclass(frozen=True)
class Word:
    """One of some words."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, literal: object) -> "Word":
        """One of the words of a Literal type."""
        return cls(get_args(literal))

    def read(self, text: str) -> str:
        """The word itself."""
        if text not in self.words:
            raise ValueError(f"{text!r} is none of {', '.join(self.words)}")
        return text


@dataclass(frozen=True)
class Switch:
    """Off or on, written 0 or 1."""

    def read(self, text: str) -> bool:
        """Whether it is on."""
        if text not in ("0", "1"):
            raise ValueError(f"{text!r} is neither 0 nor 1")
        return text == "1"


@dataclass(frozen=True)
class Row:
    """Several values with a sign between them, each by its own parameter."""

    parts: tuple[Whole | Decimal | Index, ...]
    sign: str

    def read(self, text: str) -> list[float | None]:
        """The values in their order."""
        texts = text.split(self.sign)
        if len(texts) != len(self.parts):
            raise ValueError(f"{text!r} is not {len(self.parts)} values with {self.sign} between")
        return [part.read(one) for part, one in zip(self.parts, texts, strict=True)]


def check_index(name: str, value: int | None, count: int) -> None:
    """Raise ValueError, one sentence with the field's name, unless there is such an index."""
    if value is None or 0 <= value < count:
        return
    if not count:
        raise ValueError(f"{name}: {value} is not there, because this view has none.")
    raise ValueError(f"{name}: {value} is not there, choose one from 0 to {count - 1}.")


def base64_bytes(text: str) -> bytes:
    """Bytes of URL-safe base64 without its padding; ValueError for any other text."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{2,4096}", text) or len(text) % 4 == 1:
        raise ValueError(f"{text!r} is not base64 of letters, digits, - and _")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def bit_set(text: str) -> list[int]:
    """The numbers of a set whose bits are in base64: bit i is 1 << (i & 7) of byte i >> 3."""
    packed = base64_bytes(text)
    return [i for i in range(8 * len(packed)) if packed[i >> 3] >> (i & 7) & 1]


STEPS = 4095  # of a point along each axis


def points_of(text: str, most: int) -> list[tuple[float, float]]:
    """Points (right, down) in 0..1 of three bytes each in base64: 12 bits for each axis."""
    packed = base64_bytes(text)
    if len(packed) % 3 or not 1 <= len(packed) // 3 <= most:
        raise ValueError(f"{text!r} is not a line of 1 to {most} points")
    numbers = [int.from_bytes(packed[i : i + 3]) for i in range(0, len(packed), 3)]
    return [((number >> 12) / STEPS, (number & STEPS) / STEPS) for number in numbers]


def point_text(points: Iterable[tuple[float, float]]) -> str:
    """Points as `points_of` reads them."""
    steps = [[round(share * STEPS) for share in point] for point in points]
    packed = b"".join(((right << 12) | down).to_bytes(3) for right, down in steps)
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")
