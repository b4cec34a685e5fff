"""The chunks of a PNG that its pixels need (PNG, third edition, W3C 2025), without the others."""

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"
NEEDED = {b"IHDR", b"PLTE", b"IDAT", b"IEND"}
_END = b"\0\0\0\0IEND\xaeB`\x82"
_KEPT = {b"tRNS", b"eXIf"}  # transparency and orientation, where they are sound


def stated_bits(content: bytes) -> int | None:
    """The most bits of a colour that the chunk sBIT states, before the pixels; None without it."""
    place = len(SIGNATURE)
    while place + 12 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        if kind == b"IDAT":
            return None
        if kind == b"sBIT" and 1 <= length <= 4 and _is_sound(content, place, length):
            grey_or_colours = content[
                place + 8 : place + 8 + (length if length % 2 else length - 1)
            ]
            return max(grey_or_colours)
        place += 12 + length
    return None


def pixels_alone(content: bytes) -> bytes:
    """The file with the chunks alone that decide its pixels.

    A text, a colour profile or a thumbnail that is damaged or unpacks to too much is left out, as
    browsers do. ValueError for another file, or one that ends before or within a chunk it needs.
    """
    if not content.startswith(SIGNATURE):
        raise ValueError("this is no PNG")
    view, place, parts = memoryview(content), len(SIGNATURE), [memoryview(SIGNATURE)]
    colour, kinds = content[25:26], set[bytes]()
    while place + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        end = place + 12 + length
        if end > len(content) and kind not in NEEDED and b"IDAT" in kinds:
            return b"".join([*parts, _END])
        if end > len(content):
            break
        kept = kind in _KEPT and _fits(kind, length, colour) and _is_sound(content, place, length)
        if kind in NEEDED or kept:
            parts.append(view[place:end])
            kinds.add(kind)
        place = end
        if kind == b"IEND":
            return b"".join(parts)
    raise ValueError("the PNG ends before its last chunk")


def _fits(kind: bytes, length: int, colour: bytes) -> bool:
    """Whether transparency has the length that the type of the colours needs."""
    if kind != b"tRNS":
        return True
    return {b"\0": length == 2, b"\2": length == 6, b"\3": 1 <= length <= 256}.get(colour, False)


def _is_sound(content: bytes, place: int, length: int) -> bool:
    """Whether the check sum of the chunk here is that of its kind and data, and EXIF begins so."""
    body = memoryview(content)[place + 4 : place + 8 + length]
    if bytes(body[:4]) == b"eXIf" and bytes(body[4:8]) not in (b"II*\0", b"MM\0*"):
        return False
    return struct.pack(">I", zlib.crc32(body)) == content[place + 8 + length : place + 12 + length]
