"""From values of any kind to 256 grey levels, and one sentence on what was done."""

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[Any]
Levels = npt.NDArray[np.uint8]
LevelChoice = Literal["auto", "stored", "stretched"]

SHARE = 16  # values below such a part of their range are not stored in the whole of it
USUAL_BITS = (8, 10, 12)  # of cameras and microscopes, stored in 16
BYTE = 255  # white where whole or broken numbers are those of 8 bits
NAMES = {
    "i1": "Signed 8-bit values",
    "i2": "Signed 16-bit values",
    "u4": "32-bit values",
    "i4": "Signed 32-bit values",
    "u8": "64-bit values",
    "i8": "Signed 64-bit values",
}


@dataclass(frozen=True)
class Stated:
    """What a file says of its values.

    `depth` bits hold a value, 16 or fewer; `bits` of them are in use, None where nothing is said.
    `white_is_zero` is TIFF's PhotometricInterpretation 0.
    """

    depth: int = 16
    bits: int | None = None
    white_is_zero: bool = False


NOTHING = Stated()


@dataclass(frozen=True)
class LevelNote:
    """How values became grey levels, or colours sRGB, in a sentence or two.

    `other` is the choice that shows them another way, and `offer` the words of its button; both are
    None where there is one way alone.
    """

    sentence: str
    other: LevelChoice | None = None
    offer: str | None = None


WHITE_IS_ZERO = LevelNote("0 is white, as the file states.")


def with_sentence(note: LevelNote | None, sentence: str | None) -> LevelNote | None:
    """A note that says this too; as it is where there is nothing more to say."""
    if sentence is None:
        return note
    return replace(note, sentence=f"{note.sentence} {sentence}") if note else LevelNote(sentence)


def grey_levels(
    values: Values, choice: LevelChoice = "auto", stated: Stated = NOTHING
) -> tuple[Levels, LevelNote | None]:
    """Grey levels uint8 of values of the same shape, and the note; None for the plain full range.

    `values` are grey [H0,W0] or colours [H0,W0,3] of any numeric type; those of 8 bits without a
    sign are levels already. `auto`: those of 16 bits fill the bits that are stated, else the fewest
    of 8, 10 and 12 that hold them where all lie under a sixteenth of the range, else the range.
    Values without a fixed range (float, signed, 32 bits and more) are taken as 0..1 or, with one of
    16 at least, as 0..255 where they lie within; else from the least to the greatest. `stored`
    leaves 16 bits their range, `stretched` takes the least to the greatest of all kinds.
    """
    if values.dtype == np.uint8:
        levels, note = values, WHITE_IS_ZERO if stated.white_is_zero else None
    elif values.dtype == np.uint16 and choice != "stretched":
        levels, note = _whole_range(values, choice, stated)
    else:
        levels, note = _free_range(values, choice, stated)
    return (255 - levels if stated.white_is_zero else levels), note


def _whole_range(
    values: Values, choice: LevelChoice, stated: Stated
) -> tuple[Levels, LevelNote | None]:
    """Levels of unsigned values of 16 bits or fewer, which have a range of their own."""
    top = int(values.max(initial=0))
    full = 2**stated.depth - 1
    bits = _bits_in_use(values, top, stated)
    white = 2**bits - 1
    # A table rounds exactly, without a float copy of a large picture.
    stretched, stored = _table(white), _table(full)
    if white >= full or stretched[top] == 0:
        return stored[values], WHITE_IS_ZERO if stated.white_is_zero else None
    ends = (f"{white} is black", "0 white") if stated.white_is_zero else (f"{white} is white",)
    why = f"the file states {bits}" if stated.bits else f"its values need {bits}"
    if choice == "stored":
        said = f"Levels as stored: {full} is white and the largest value is {top}."
        if stated.white_is_zero:
            said = f"Levels as stored: 0 is white, {full} black, and the largest value is {top}."
        return stored[values], LevelNote(said, "auto", f"Stretch {bits} bits")
    said = f"Levels stretched: {why} of {stated.depth} bits, so {' and '.join(ends)}."
    return stretched[values], LevelNote(said, "stored", "Show as stored")


def _bits_in_use(values: Values, top: int, stated: Stated) -> int:
    """How many bits of unsigned values are in use."""
    if stated.bits is not None:
        unscaled = top < 2**stated.bits and not _is_scaled_up(values, stated)
        return stated.bits if unscaled else stated.depth
    if top * SHARE >= 2**stated.depth:
        return stated.depth
    return next((bits for bits in USUAL_BITS if top < 2**bits), stated.depth)


def _is_scaled_up(values: Values, stated: Stated) -> bool:
    """Whether dark values were scaled to the whole range, as PNG asks of those with fewer bits.

    Each is then a multiple of 2^(depth - bits), or one more by rounding.
    """
    step = 2 ** (stated.depth - (stated.bits or stated.depth))
    return bool((values % step <= 1).all())


def _table(white: int) -> Levels:
    """The level of each value of 16 bits, where `white` is the first that is white."""
    return np.rint(np.arange(65536).clip(max=white) * (255 / white)).astype(np.uint8)


def _free_range(
    values: Values, choice: LevelChoice, stated: Stated
) -> tuple[Levels, LevelNote | None]:
    """Levels of values whose type has no range that is meant to be black to white."""
    finite = np.isfinite(values)
    known = values if finite.all() else values[finite]
    least, greatest = (known.min().item(), known.max().item()) if known.size else (0, 1)
    low, high = (least, greatest) if choice == "stretched" else _range(least, greatest)
    levels = _between(values, low, high)
    ends = ("white", "black") if stated.white_is_zero else ("black", "white")
    name = "Float values" if values.dtype.kind == "f" else _whole_name(values)
    if not known.size:
        return levels, LevelNote(f"{name}: no pixel holds a finite number{_plain(levels, stated)}.")
    if least == greatest:
        said = f"{name}: every pixel{'' if finite.all() else ' with a number'} is {_number(least)}"
        said += _plain(levels[finite], stated) + _not_finite(values, finite, ends) + "."
        return levels, LevelNote(said)
    said = f"{name}: {_number(low)} is {ends[0]}, {_number(high)} {ends[1]}"
    said += _not_finite(values, finite, ends) + "."
    if choice == "stretched":
        return levels, LevelNote(said, "auto", "Show in the usual range")
    if (low, high) == (least, greatest):
        return levels, LevelNote(said)
    offer = f"Stretch {_number(least)} to {_number(greatest)}"
    return levels, LevelNote(said, "stretched", offer)


def _whole_name(values: Values) -> str:
    """What whole values are called."""
    return NAMES.get(values.dtype.str[1:], "16-bit values")


def _plain(levels: Levels, stated: Stated) -> str:
    """How a picture without differences is shown."""
    kinds = {0: "black", 255: "white"}
    level = int(levels.flat[0])
    seen = 255 - level if stated.white_is_zero else level
    return f", so the picture is {kinds.get(seen, 'grey')} all over"


def _between(values: Values, low: float, high: float) -> Levels:
    """Levels of values from black to white; what is no number is black."""
    levels = np.empty(values.shape, np.uint8)
    # The scale comes first: the difference of two large numbers may be infinite.
    scale = max(abs(low), abs(high)) or 1.0
    span = high / scale - low / scale or 1.0
    for row, place in zip(values, levels, strict=True):  # a large picture as float64 is 8 times it
        scaled = np.nan_to_num(row.astype(np.float64), nan=low, posinf=high, neginf=low) / scale
        place[...] = np.rint((scaled - low / scale) * (255 / span)).clip(0, 255)
    return levels


def _range(least: float, greatest: float) -> tuple[float, float]:
    """What is black and white of values between these."""
    if least >= 0 and greatest <= 1:
        return 0, 1
    if least >= 0 and (BYTE + 1) / SHARE <= greatest <= BYTE:
        return 0, BYTE
    return least, greatest


def _not_finite(values: Values, finite: npt.NDArray[np.bool_], ends: tuple[str, str]) -> str:
    """What is said of pixels that hold no number, or none for all that do."""
    if finite.all():
        return ""
    missing = _pixels(np.isnan(values))
    infinite = _pixels(np.isinf(values))
    parts = [f"{missing} no number (NaN): {ends[0]}"] if missing else []
    parts += [f"{infinite} infinite: black or white"] if infinite else []
    return "; " + ", ".join(parts)


def _pixels(where: npt.NDArray[np.bool_]) -> str:
    """How many pixels these are, with their verb; empty for none."""
    count = int((where.any(axis=2) if where.ndim == 3 else where).sum())
    return f"{count} pixel{'s are' if count > 1 else ' is'}" if count else ""


def _number(value: float) -> str:
    """A number in a sentence."""
    return str(value) if isinstance(value, int) else f"{value:.4g}"
