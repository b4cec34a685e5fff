"""The blocks of a GIF that its first frame needs (GIF 89a, CompuServe 1990), without the others."""

SIGNATURES = (b"GIF87a", b"GIF89a")
_EXTENSION, _IMAGE, _TRAILER, _CONTROL = 0x21, 0x2C, 0x3B, 0xF9
_CONTROL_BYTES = 8  # of a graphic control extension: it holds the transparent colour
_HEAD, _IMAGE_HEAD = 13, 10


def pixels_alone(content: bytes) -> bytes:
    """The file up to its first frame, without comments, texts and what programs added.

    ValueError for another file, or one that ends within its first frame.
    """
    if not content.startswith(SIGNATURES):
        raise ValueError("this is no GIF")
    try:
        place = _HEAD + _colours(content[10])
        parts = [content[:place]]
        while content[place] != _IMAGE:
            if content[place] == _TRAILER:
                raise ValueError("the GIF has no frame")
            end = place + 1
            if content[place] == _EXTENSION:
                end = _after_blocks(content, place + 2)
                if content[place + 1] == _CONTROL and end - place == _CONTROL_BYTES:
                    parts.append(content[place:end])
            place = end
        start = place + _IMAGE_HEAD + _colours(content[place + 9]) + 1
        return b"".join([*parts, content[place : _after_blocks(content, start)], b"\x3b"])
    except IndexError as error:
        raise ValueError("the GIF ends within its first frame") from error


def _colours(flags: int) -> int:
    """Bytes of the table of colours that these flags announce."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(content: bytes, place: int) -> int:
    """Where the blocks of data end that begin here."""
    while content[place]:
        place += content[place] + 1
    return place + 1
