"""Values written as text, on a command line or in a URL: what is allowed, and how it is read.

Every `read` raises ValueError with the text and the rule that it breaks.
"""

import re
from dataclasses import dataclass
from typing import get_args

LARGEST_INDEX = 10**6


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
