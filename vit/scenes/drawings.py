"""Twenty objects as polygons: the classes of the embedded checkpoint, each in its variants.

Parts are listed in painting order: the first is at the back.
"""

import numpy as np

from vit.scenes.polygons import (
    Part,
    Slot,
    bar,
    crescent_shape,
    disc,
    dome,
    ellipse,
    heart_shape,
    polygon,
    rectangle,
    ring,
    star_shape,
)

MAIN, SECOND, DARK, LIGHT, ACCENT = Slot

Drawing = list[Part]

HOUSE = [
    rectangle(SECOND, 0.35, -0.85, 0.58, -0.3),
    rectangle(MAIN, -0.7, -0.1, 0.7, 0.9),
    polygon(SECOND, -0.95, -0.05, 0, -0.95, 0.95, -0.05),
    rectangle(DARK, -0.17, 0.3, 0.2, 0.9),
    rectangle(LIGHT, -0.55, 0.1, -0.27, 0.42),
    rectangle(LIGHT, 0.32, 0.1, 0.6, 0.42),
]

TRUNK = rectangle(SECOND, -0.14, 0.5, 0.14, 0.98)

FIR = [
    TRUNK,
    polygon(MAIN, -0.75, 0.62, 0.75, 0.62, 0, -0.2),
    polygon(MAIN, -0.6, 0.2, 0.6, 0.2, 0, -0.6),
    polygon(MAIN, -0.45, -0.2, 0.45, -0.2, 0, -0.98),
]

LEAFY_TREE = [
    TRUNK,
    disc(MAIN, -0.38, 0.12, 0.45),
    disc(MAIN, 0.38, 0.12, 0.45),
    disc(MAIN, 0, -0.4, 0.55),
]

FISH = [
    polygon(SECOND, 0.5, 0, 0.98, -0.5, 0.86, 0, 0.98, 0.5),
    polygon(SECOND, -0.2, -0.35, 0.25, -0.72, 0.35, -0.25),
    ellipse(MAIN, -0.15, 0, 0.78, 0.45),
    disc(LIGHT, -0.6, -0.1, 0.14),
    disc(DARK, -0.6, -0.1, 0.07),
    polygon(SECOND, -0.1, 0.05, 0.25, -0.1, 0.25, 0.25),
    bar(DARK, -0.4, -0.3, -0.34, 0.3, 0.06),
]

CAR = [
    polygon(MAIN, -0.55, -0.1, -0.35, -0.55, 0.3, -0.55, 0.6, -0.1),
    polygon(LIGHT, -0.43, -0.12, -0.3, -0.45, -0.03, -0.45, -0.03, -0.12),
    polygon(LIGHT, 0.05, -0.12, 0.05, -0.45, 0.25, -0.45, 0.45, -0.12),
    polygon(MAIN, -0.98, 0.35, -0.95, -0.08, 0.9, -0.12, 0.98, 0.35),
    disc(DARK, -0.52, 0.38, 0.25),
    disc(DARK, 0.52, 0.38, 0.25),
    disc(LIGHT, -0.52, 0.38, 0.1),
    disc(LIGHT, 0.52, 0.38, 0.1),
    rectangle(ACCENT, 0.85, -0.02, 0.97, 0.12),
]

STAR = [star_shape(MAIN, 5, 1, 0.42)]
STAR_IN_STAR = [*STAR, star_shape(SECOND, 5, 0.5, 0.21)]

SAILBOAT = [
    rectangle(DARK, -0.05, -0.95, 0.05, 0.4),
    polygon(LIGHT, 0.1, -0.85, 0.1, 0.3, 0.75, 0.3),
    polygon(SECOND, -0.1, -0.65, -0.1, 0.3, -0.65, 0.3),
    polygon(MAIN, -0.95, 0.42, 0.95, 0.42, 0.6, 0.88, -0.6, 0.88),
]

HEART = [heart_shape(MAIN)]
SHINING_HEART = [*HEART, ellipse(LIGHT, -0.45, -0.42, 0.16, 0.1, turn=-35)]

CAT = [
    polygon(MAIN, -0.82, -0.95, -0.78, 0.1, -0.15, -0.5),
    polygon(MAIN, 0.82, -0.95, 0.78, 0.1, 0.15, -0.5),
    polygon(ACCENT, -0.7, -0.7, -0.68, -0.2, -0.35, -0.45),
    polygon(ACCENT, 0.7, -0.7, 0.68, -0.2, 0.35, -0.45),
    ellipse(MAIN, 0, 0.15, 0.85, 0.75),
    ellipse(LIGHT, -0.35, 0, 0.2, 0.17),
    ellipse(LIGHT, 0.35, 0, 0.2, 0.17),
    ellipse(DARK, -0.35, 0, 0.07, 0.15),
    ellipse(DARK, 0.35, 0, 0.07, 0.15),
    polygon(ACCENT, -0.12, 0.28, 0.12, 0.28, 0, 0.42),
    bar(DARK, -0.25, 0.4, -0.95, 0.3, 0.05),
    bar(DARK, -0.25, 0.48, -0.95, 0.55, 0.05),
    bar(DARK, 0.25, 0.4, 0.95, 0.3, 0.05),
    bar(DARK, 0.25, 0.48, 0.95, 0.55, 0.05),
]

BIRD = [
    bar(DARK, -0.1, 0.5, -0.15, 0.95, 0.07),
    bar(DARK, 0.15, 0.5, 0.12, 0.95, 0.07),
    polygon(MAIN, 0.4, 0.05, 0.98, -0.3, 0.95, 0.1, 0.5, 0.4),
    ellipse(MAIN, 0, 0.15, 0.62, 0.43),
    disc(MAIN, -0.5, -0.38, 0.33),
    polygon(ACCENT, -0.78, -0.5, -0.78, -0.22, -1.05, -0.33),
    disc(DARK, -0.56, -0.45, 0.08),
    ellipse(SECOND, 0.12, 0.1, 0.38, 0.22, turn=15),
]


def flower(petals: int) -> Drawing:
    """Return a flower on its stalk with the given number of petals."""
    angles = np.arange(petals) * 2 * np.pi / petals
    return [
        bar(SECOND, 0, 0, 0.05, 0.98, 0.1),
        ellipse(SECOND, 0.28, 0.72, 0.28, 0.11, turn=-30),
        *(
            ellipse(
                MAIN,
                0.37 * float(np.cos(angle)),
                -0.35 + 0.37 * float(np.sin(angle)),
                0.3,
                0.19,
                turn=float(np.degrees(angle)),
            )
            for angle in angles
        ),
        disc(ACCENT, 0, -0.35, 0.2),
    ]


MUSHROOM = [
    polygon(LIGHT, -0.25, 0, 0.25, 0, 0.33, 0.9, -0.33, 0.9),
    dome(MAIN, 0, 0.1, 0.95, 0.95),
    disc(LIGHT, -0.45, -0.25, 0.17),
    disc(LIGHT, 0.1, -0.5, 0.2),
    disc(LIGHT, 0.55, -0.15, 0.15),
]

UMBRELLA = [
    bar(DARK, 0, -0.98, 0, 0.7, 0.09),
    ring(DARK, -0.17, 0.7, 0.17, 0.09, start=0, end=180),
    dome(MAIN, 0, 0, 0.97, 0.85),
    dome(SECOND, 0, 0, 0.33, 0.85),
    dome(MAIN, 0, 0, 0.08, 0.85),
]

KEY = [
    ring(MAIN, -0.6, 0, 0.27, 0.2),
    rectangle(MAIN, -0.3, -0.09, 0.95, 0.09),
    rectangle(MAIN, 0.5, 0, 0.63, 0.35),
    rectangle(MAIN, 0.78, 0, 0.92, 0.42),
]

AIRPLANE = [
    polygon(SECOND, -0.15, -0.1, 0.2, -0.1, 0.5, -0.98, 0.22, -0.98),
    polygon(SECOND, -0.15, 0.1, 0.2, 0.1, 0.5, 0.98, 0.22, 0.98),
    polygon(SECOND, 0.65, 0, 0.75, -0.42, 0.95, -0.42, 0.9, 0),
    polygon(SECOND, 0.65, 0, 0.75, 0.42, 0.95, 0.42, 0.9, 0),
    ellipse(MAIN, 0, 0, 0.98, 0.17),
    ellipse(LIGHT, -0.72, 0, 0.1, 0.08),
]

ROCKET = [
    polygon(ACCENT, -0.22, 0.6, 0.22, 0.6, 0, 1.05),
    polygon(SECOND, -0.28, 0.1, -0.68, 0.7, -0.28, 0.6),
    polygon(SECOND, 0.28, 0.1, 0.68, 0.7, 0.28, 0.6),
    polygon(MAIN, -0.32, 0.62, -0.35, -0.3, 0, -0.98, 0.35, -0.3, 0.32, 0.62),
    polygon(SECOND, -0.27, -0.47, 0, -0.98, 0.27, -0.47),
    disc(LIGHT, 0, -0.15, 0.17),
    disc(DARK, 0, -0.15, 0.1),
]

CUP = [
    ring(MAIN, 0.52, 0.05, 0.3, 0.15, start=-90, end=90),
    polygon(MAIN, -0.65, -0.5, 0.55, -0.5, 0.42, 0.75, -0.5, 0.75),
    ellipse(DARK, -0.05, -0.5, 0.6, 0.14),
    rectangle(SECOND, -0.57, 0, 0.49, 0.25),
]

BUTTERFLY = [
    *(ellipse(MAIN, side * 0.48, -0.38, 0.5, 0.38, turn=side * -30) for side in (-1, 1)),
    *(ellipse(SECOND, side * 0.4, 0.4, 0.36, 0.3, turn=side * 35) for side in (-1, 1)),
    *(disc(LIGHT, side * 0.52, -0.4, 0.16) for side in (-1, 1)),
    ellipse(DARK, 0, 0.05, 0.1, 0.6),
    *(bar(DARK, 0, -0.5, side * 0.28, -0.95, 0.06) for side in (-1, 1)),
]

MOON = [crescent_shape(MAIN)]

SNOWMAN = [
    disc(LIGHT, 0, 0.52, 0.47),
    disc(LIGHT, 0, -0.12, 0.35),
    rectangle(DARK, -0.35, -0.72, 0.35, -0.62),
    disc(LIGHT, 0, -0.48, 0.25),
    rectangle(DARK, -0.22, -0.99, 0.22, -0.66),
    polygon(ACCENT, 0, -0.5, 0.32, -0.44, 0, -0.38),
    *(disc(DARK, x, y, 0.05) for x, y in ((-0.1, -0.55), (0.1, -0.55), (0, -0.05), (0, 0.45))),
    *(bar(SECOND, side * 0.3, -0.15, side * 0.85, -0.4, 0.08) for side in (-1, 1)),
]

BICYCLE = [
    ring(DARK, -0.58, 0.35, 0.36, 0.09),
    ring(DARK, 0.58, 0.35, 0.36, 0.09),
    bar(MAIN, -0.58, 0.35, -0.22, -0.3, 0.1),
    bar(MAIN, -0.22, -0.3, 0.38, -0.28, 0.1),
    bar(MAIN, -0.02, 0.35, 0.38, -0.28, 0.1),
    bar(MAIN, -0.58, 0.35, -0.02, 0.35, 0.1),
    bar(MAIN, -0.02, 0.35, -0.27, -0.45, 0.1),
    bar(MAIN, 0.58, 0.35, 0.33, -0.55, 0.1),
    bar(ACCENT, -0.45, -0.47, -0.1, -0.47, 0.1),
    bar(ACCENT, 0.2, -0.58, 0.5, -0.62, 0.09),
]

VARIANTS: dict[str, list[Drawing]] = {
    "house": [HOUSE],
    "tree": [FIR, LEAFY_TREE],
    "fish": [FISH],
    "car": [CAR],
    "star": [STAR, STAR_IN_STAR],
    "sailboat": [SAILBOAT],
    "heart": [HEART, SHINING_HEART],
    "cat": [CAT],
    "bird": [BIRD],
    "flower": [flower(5), flower(6), flower(7)],
    "mushroom": [MUSHROOM],
    "umbrella": [UMBRELLA],
    "key": [KEY],
    "airplane": [AIRPLANE],
    "rocket": [ROCKET],
    "cup": [CUP],
    "butterfly": [BUTTERFLY],
    "moon": [MOON],
    "snowman": [SNOWMAN],
    "bicycle": [BICYCLE],
}

CLASS_NAMES: tuple[str, ...] = tuple(VARIANTS)
