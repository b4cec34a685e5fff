"""The first directory of a TIFF (TIFF 6.0, Adobe 1992): its tags, and the file with few of them."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass

TIFFS = (b"II*\0", b"MM\0*")  # how one begins
WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC, DESCRIPTION = 256, 257, 258, 259, 262, 270
ORIENTATION, SAMPLES, LARGEST, FORMAT = 274, 277, 281, 339
# The tags that decide the pixels: strips and tiles, how they are packed, colours, extra samples.
NEEDED = frozenset(
    {WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC, 266, 273, SAMPLES, 278, 279, 284, 292, 293}
    | {317, 320, 322, 323, 324, 325, 332, 338, FORMAT, 347, 512, 519, 520, 521, 529, 530, 531, 532}
)
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_WHOLE = {1: "B", 3: "H", 4: "I"}  # types whose values are read
_NOT_WHOLE = {347, 529, 532}  # tables of JPEG, and the rational numbers of colours in YCbCr
_MOST = 65536  # bytes of a text or a list that is read


@dataclass(frozen=True)
class Entry:
    """A tag: its type, its number of values, its 12 bytes, and where its values begin."""

    kind: int
    count: int
    raw: bytes
    place: int


class TiffTags:
    """The tags of the first directory; ValueError for what is no TIFF, or ends within it."""

    def __init__(self, content: bytes) -> None:
        """Read the directory; the values are read when they are asked for."""
        order = {b"II*\0": "<", b"MM\0*": ">"}.get(content[:4])
        if order is None:
            raise ValueError("this is no TIFF")
        self._content, self._order = content, order
        try:
            (start,) = struct.unpack_from(order + "I", content, 4)
            (count,) = struct.unpack_from(order + "H", content, start)
        except struct.error as error:
            raise ValueError("the TIFF ends before its directory") from error
        self._entries: dict[int, Entry] = {}
        for at in range(start + 2, min(start + 2 + 12 * count, len(content) - 11), 12):
            self._add(content[at : at + 12], at)

    def _add(self, raw: bytes, at: int) -> None:
        tag, kind, count = struct.unpack_from(self._order + "HHI", raw)
        size = _SIZES.get(kind, 0) * count
        place = at + 8 if size <= 4 else struct.unpack_from(self._order + "I", raw, 8)[0]
        if size and place + size <= len(self._content):
            self._entries.setdefault(tag, Entry(kind, count, raw, place))

    def numbers(self, tag: int) -> tuple[int, ...]:
        """The values of a tag; none where it is missing, damaged or of another type."""
        entry = self._entries.get(tag)
        if entry is None or entry.kind not in _WHOLE or entry.count > _MOST:
            return ()
        form = f"{self._order}{entry.count}{_WHOLE[entry.kind]}"
        return struct.unpack_from(form, self._content, entry.place)

    def number(self, tag: int, default: int) -> int:
        """The first value of a tag."""
        return next(iter(self.numbers(tag)), default)

    def text(self, tag: int) -> bytes:
        """The first bytes of a text; none where it is missing or damaged."""
        entry = self._entries.get(tag)
        if entry is None or entry.kind != 2:
            return b""
        return self._content[entry.place : entry.place + min(entry.count, _MOST)]

    def alone(self, changed: Mapping[int, int] | None = None) -> bytes:
        """The file with the tags alone that decide its pixels, some of 16 bits `changed`.

        The directory is written anew at the end of the file; what the others say stays unread.
        """
        entries = self._entries.items()
        kept = {
            tag: entry.raw
            for tag, entry in entries
            if tag in NEEDED and (entry.kind in _WHOLE or tag in _NOT_WHOLE)
        }
        for tag, value in (changed or {}).items():
            kept[tag] = struct.pack(self._order + "HHIHH", tag, 3, 1, value, 0)
        padding = b"\0" * (len(self._content) % 2)
        start = struct.pack(self._order + "I", len(self._content) + len(padding))
        directory = struct.pack(self._order + "H", len(kept))
        directory += b"".join(kept[tag] for tag in sorted(kept)) + bytes(4)
        return self._content[:4] + start + self._content[8:] + padding + directory
