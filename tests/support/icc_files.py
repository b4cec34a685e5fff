"""Colour profiles (ICC.1:2022, version 2 and 4 parts), written without any library."""

import struct

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# Columns are the red, green and blue of each space in XYZ under D50.
P3 = np.array(
    [[0.51512, 0.29198, 0.15710], [0.24120, 0.69225, 0.06657], [-0.00105, 0.04189, 0.78407]]
)
SRGB = np.array(
    [[0.43607, 0.38515, 0.14307], [0.22249, 0.71687, 0.06061], [0.01392, 0.09708, 0.71410]]
)
WHITE = (0.9642, 1.0, 0.8249)  # D50
PAPER, BLACK = 100, 20  # L* of paper and of black ink


def display_p3() -> bytes:
    """The profile of phones: the primaries of P3 with the curve of sRGB."""
    return matrix_profile(P3, "Display P3")


def matrix_profile(primaries: Floats, name: str) -> bytes:
    """A profile of three primaries (columns, XYZ under D50), with the curve of sRGB."""
    curve = b"para" + bytes(4) + struct.pack(">HH", 3, 0) + _fixed(2.4, 1 / 1.055, 0.055 / 1.055)
    curve += _fixed(1 / 12.92, 0.04045)
    tags = {b"rTRC": curve, b"gTRC": curve, b"bTRC": curve}
    tags |= {
        name: _xyz(*one) for name, one in zip((b"rXYZ", b"gXYZ", b"bXYZ"), primaries.T, strict=True)
    }
    return _profile(b"RGB ", b"XYZ ", name, tags)


def linear_grey() -> bytes:
    """A profile of greys whose values are light itself."""
    return _profile(b"GRAY", b"XYZ ", "Linear grey", {b"kTRC": b"curv" + bytes(8)})


def inks() -> bytes:
    """A profile of four inks: lightness falls linearly with the black one, nothing else counts."""
    lightness = {0: round(PAPER * 2.55), 1: round(BLACK * 2.55)}
    clut = bytes(part for inks in np.ndindex(2, 2, 2, 2) for part in (lightness[inks[3]], 128, 128))
    ramp = bytes(range(256))
    head = b"mft1" + bytes(4) + bytes((4, 3, 2, 0)) + _fixed(1, 0, 0, 0, 1, 0, 0, 0, 1)
    return _profile(b"CMYK", b"Lab ", "Grey inks", {b"A2B0": head + ramp * 4 + clut + ramp * 3})


def _profile(space: bytes, connection: bytes, name: str, tags: dict[bytes, bytes]) -> bytes:
    text = name.encode() + b"\0"
    described = b"desc" + bytes(4) + struct.pack(">I", len(text)) + text + bytes(79)
    every = {b"desc": described, b"cprt": b"text" + bytes(4) + b"none\0", b"wtpt": _xyz(*WHITE)}
    every |= tags
    place, table, data = 132 + 12 * len(every), struct.pack(">I", len(every)), b""
    for tag, body in every.items():
        table += struct.pack(">4sII", tag, place + len(data), len(body))
        data += body + bytes(-len(body) % 4)
    size = 128 + len(table) + len(data)
    head = struct.pack(">I4sI4s4s4s", size, bytes(4), 0x02400000, b"mntr", space, connection)
    head += bytes(12) + b"acsp" + bytes(28) + _fixed(*WHITE)
    return head.ljust(128, b"\0") + table + data


def _xyz(x: float, y: float, z: float) -> bytes:
    return b"XYZ " + bytes(4) + _fixed(x, y, z)


def _fixed(*numbers: float) -> bytes:
    return b"".join(struct.pack(">i", round(number * 65536)) for number in numbers)


def linear(levels: npt.NDArray[np.uint8]) -> Floats:
    """The light of sRGB levels, 0..1."""
    share = levels / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def encoded(light: Floats) -> npt.NDArray[np.uint8]:
    """The sRGB levels of light."""
    light = light.clip(0, 1)
    share = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return (share * 255).round().astype(np.uint8)


def from_p3(levels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """sRGB levels of levels [...,3] of Display P3."""
    return encoded(linear(levels) @ P3.T @ np.linalg.inv(SRGB).T)


def from_lightness(lightness: Floats, black: float) -> npt.NDArray[np.uint8]:
    """sRGB levels of greys of a lightness L*, where that of the black becomes 0."""
    darkest = ((black + 16) / 116) ** 3
    return encoded((((lightness + 16) / 116) ** 3 - darkest) / (1 - darkest))
