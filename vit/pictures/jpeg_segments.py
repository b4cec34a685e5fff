"""The segments of a JPEG that its pixels need (ITU T.81, annex B), without the others."""

import struct

SIGNATURE = b"\xff\xd8\xff"
_SCAN, _END, _EXIF, _ADOBE, _COMMENT = 0xDA, 0xD9, 0xE1, 0xEE, 0xFE
_LONE = {0x01, *range(0xD0, 0xD9)}  # markers without a segment
_EXIF_HEADS = (b"Exif\0\0II*\0", b"Exif\0\0MM\0*")
_ADOBE_BYTES = 12  # its last one says how colours are coded


def pixels_alone(content: bytes) -> bytes:
    """The file without comments and application segments that hold no pixel, up to its first scan.

    Adobe's, which says how colours are coded, and EXIF stay where they are whole. ValueError for
    another file, or one that ends before its first scan.
    """
    if not content.startswith(SIGNATURE[:2]):
        raise ValueError("this is no JPEG")
    place, parts = 2, [content[:2]]
    while True:
        place = content.find(b"\xff", place)
        if place < 0 or place + 4 > len(content):
            raise ValueError("the JPEG ends before its first scan")
        marker = content[place + 1]
        if marker == _SCAN:
            return b"".join([*parts, content[place:]])
        if marker in (0x00, 0xFF, *_LONE):  # filling bytes
            place += 1
            continue
        (length,) = struct.unpack_from(">H", content, place + 2)
        end = place + 2 + length
        if _decides(marker, content[place + 4 : end]):
            parts.append(content[place:end])
        place = end


def _decides(marker: int, data: bytes) -> bool:
    """Whether a segment decides the pixels, or how the picture stands."""
    if marker == _EXIF:
        return data.startswith(_EXIF_HEADS)
    if marker == _ADOBE:
        return data.startswith(b"Adobe") and len(data) >= _ADOBE_BYTES
    return not (0xE0 <= marker <= 0xEF or marker in (_COMMENT, _END))
