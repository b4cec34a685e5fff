"""PNG and TIFF files of values beyond eight bits, written without any library."""

import struct
import zlib

import numpy as np
import numpy.typing as npt

FORMATS = {"u": 1, "i": 2, "f": 3}  # TIFF's SampleFormat
SHORT, LONG, ASCII = 3, 4, 2


def tiff(
    values: npt.NDArray[np.generic],
    photometric: int = 1,
    order: str = "<",
    **tags: tuple[int, int, bytes],
) -> bytes:
    """An uncompressed TIFF of values [H,W] or [H,W,3]; `tags` are further (tag, type, bytes)."""
    height, width = values.shape[:2]
    samples, bits = values.shape[2] if values.ndim == 3 else 1, values.dtype.itemsize * 8
    data = values.astype(values.dtype.newbyteorder(order)).tobytes()
    kind = FORMATS[values.dtype.kind]
    file = bytearray((b"II*\0" if order == "<" else b"MM\0*") + bytes(4) + data)

    def packed(form: str, *numbers: int) -> bytes:
        return struct.pack(order + form, *numbers)

    entries = [
        (256, LONG, packed("I", width)),
        (257, LONG, packed("I", height)),
        (258, SHORT, packed(f"{samples}H", *[bits] * samples)),
        (259, SHORT, packed("H", 1)),
        (262, SHORT, packed("H", photometric)),
        (273, LONG, packed("I", 8)),
        (277, SHORT, packed("H", samples)),
        (278, LONG, packed("I", height)),
        (279, LONG, packed("I", len(data))),
        (339, SHORT, packed(f"{samples}H", *[kind] * samples)),
        *tags.values(),
    ]
    directory = packed("H", len(entries))
    for tag, form, raw in sorted(entries):
        count = len(raw) // {SHORT: 2, LONG: 4, ASCII: 1}[form]
        if len(raw) > 4:
            directory += packed("HHII", tag, form, count, len(file))
            file += raw + bytes(len(raw) % 2)
        else:
            directory += packed("HHI", tag, form, count) + raw.ljust(4, b"\0")
    file += bytes(len(file) % 2)
    file[4:8] = packed("I", len(file))
    return bytes(file + directory + bytes(4))


def chunk(kind: bytes, data: bytes, crc: int | None = None) -> bytes:
    """A chunk of a PNG, with its check sum or a wrong one."""
    check = zlib.crc32(kind + data) if crc is None else crc
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


def png16(values: npt.NDArray[np.uint16], *chunks: bytes) -> bytes:
    """A PNG of 16 bits: grey [H,W] or [H,W,2, 3 or 4], with chunks behind its header."""
    height, width = values.shape[:2]
    colour = {1: 0, 2: 4, 3: 2, 4: 6}[values.shape[2] if values.ndim == 3 else 1]
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in values)
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, colour, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + pixels
