# pyright: standard
"""What a page's event says, read: it may be forged, so nothing in it is trusted."""

from typing import Any

import gradio as gr

from app.parameters import Whole, Word, read_field, written
from vit.pictures.images import InputError

LONGEST = 64  # letters of a value that are read, and shown where it is refused


def fields(event: gr.EventData) -> dict[str, Any]:
    """The fields of an event; none of one that has no fields."""
    return event._data if isinstance(event._data, dict) else {}


def whole(name: str, value: object, low: int, high: int) -> int:
    """A whole number from `low` to `high`; InputError, one sentence, for anything else."""
    return _read(name, Whole(low, high), value)


def word(name: str, value: object, words: tuple[str, ...]) -> str:
    """One of some words; InputError, one sentence, for anything else."""
    return _read(name, Word(words), value)


def text(name: str, value: object) -> str:
    """A text; InputError, one sentence, for anything else."""
    if not isinstance(value, str):
        raise InputError(f"{name}: {written(value)[:LONGEST]!r} is not a text.")
    return value


def _read(name: str, reader: Whole | Word, value: object) -> Any:
    try:
        return read_field(name, reader, written(value)[:LONGEST])
    except ValueError as error:
        raise InputError(str(error)) from error
