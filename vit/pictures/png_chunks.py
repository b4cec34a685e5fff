"""The chunks of a PNG that its pixels need (PNG, third edition, W3C 2025), without the others."""

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"
NEEDED = {b"IHDR", b"PLTE", b"IDAT", b"IEND"}
_KEPT = {b"tRNS", b"eXIf"}  # transparency and orientation, where they are sound


def pixels_alone(content: bytes) -> bytes:
    """The file with the chunks alone that decide its pixels.

    A text, a colour profile or a thumbnail that is damaged or unpacks to too much is left out, as
    browsers do. ValueError for another file, or one that ends within a chunk it needs.
    """
    if not content.startswith(SIGNATURE):
        raise ValueError("this is no PNG")
    view, place, parts = memoryview(content), len(SIGNATURE), [memoryview(SIGNATURE)]
    while place + 12 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        end = place + 12 + length
        if end > len(content):
            break
        if kind in NEEDED or (kind in _KEPT and _is_sound(view[place:end])):
            parts.append(view[place:end])
        place = end
        if kind == b"IEND":
            return b"".join(parts)
    raise ValueError("the PNG ends before its last chunk")


def _is_sound(chunk: memoryview) -> bool:
    """Whether a chunk's check sum is that of its kind and data, and EXIF begins as such."""
    if bytes(chunk[4:8]) == b"eXIf" and bytes(chunk[8:12]) not in (b"II*\0", b"MM\0*"):
        return False
    return zlib.crc32(chunk[4:-4]) == struct.unpack(">I", chunk[-4:])[0]
