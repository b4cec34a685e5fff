"""Photo-like pictures that show none of the classes.

They are the training examples of the answer "none of these". Every kind is a function of a random
generator and a side in pixels. `UNSEEN_KINDS` never appear in training: on them the model card
measures whether the answer generalises.
"""

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

from vit.scenes.polygons import Points, ellipse_points
from vit.scenes.textures import (
    REFERENCE,
    TEXTURES,
    Image,
    blur,
    blur_field,
    clouds,
    coordinates,
    fill,
    hsv,
    normalised,
    outline,
    smooth_noise,
    two_colours,
    two_hues,
)

Generator = np.random.Generator
PhotoLike = Callable[[Generator, int], Image]


def textured(rng: Generator, side: int) -> Image:
    """Return a texture between two colours."""
    texture = TEXTURES[int(rng.integers(len(TEXTURES)))]
    return two_colours(normalised(texture(rng, side)), *two_hues(rng))


def random_colour(rng: Generator) -> list[float]:
    """Return a random colour [3], 0..255."""
    hue, saturation, value = rng.random(3)
    return hsv(hue, saturation, value).tolist()


def where(inside: npt.NDArray[np.bool_], first: Image, second: Image) -> Image:
    """Return the first picture [side,side,3] inside a mask [side,side], the second elsewhere."""
    return np.where(inside[..., None], first, second)


def noise_line(rng: Generator, side: int, bumps: int) -> npt.NDArray[np.float32]:
    """Return a smooth random line, one value per column, 0..1."""
    knots = rng.random((1, bumps), dtype=np.float32)
    return cv2.resize(knots, (side, 1), interpolation=cv2.INTER_CUBIC)[0]


def closed_curve(rng: Generator, roughness: float) -> Points:
    """Return a random closed curve [48, 2] around the origin, about one unit in radius."""
    angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    radius = np.ones(48)
    for wave in range(2, 7):
        radius += roughness / wave * rng.normal() * np.cos(wave * angle + rng.random() * 2 * np.pi)
    return np.stack([radius * np.cos(angle), rng.uniform(0.5, 1) * radius * np.sin(angle)], axis=1)


def fractal(rng: Generator, side: int) -> Image:
    """Return coloured 1/f noise, the spectrum of natural pictures."""
    fall, mixing = rng.uniform(0.6, 1.5), rng.normal(size=(3, 3)) * 0.3
    mixing[:, 0] += 1
    layers = np.zeros((3, side, side), np.float32)
    for octave in range(1, 8):
        for layer in layers:
            layer += smooth_noise(rng, side, 2**octave) / np.float32(2 ** (octave * fall))
    layers -= layers.mean(axis=(1, 2), keepdims=True)
    channels = layers.reshape(3, -1).T @ mixing.astype(np.float32).T / (2.5 * layers[0].std())
    colours = channels.reshape(side, side, 3) * 127 + (127 + rng.uniform(-50, 50))
    return np.clip(colours, 0, 255).astype(np.uint8)


def bokeh(rng: Generator, side: int) -> Image:
    """Return soft blobs of light on a smooth gradient."""
    image = two_colours(normalised(smooth_noise(rng, side, 3)), *two_hues(rng))
    for x, y, radius, stretch, turn in rng.random((14, 5)):
        size = side * (0.03 + 0.2 * radius)
        shape = ellipse_points(x * side, y * side, size, size * (0.5 + stretch / 2), 360 * turn)
        fill(image, shape, random_colour(rng))
    return blur(image, side * rng.uniform(0.01, 0.07))


def regions(rng: Generator, side: int) -> Image:
    """Return irregular regions, each with its own texture."""
    image = textured(rng, side)
    for _ in range(int(rng.integers(2, 6))):
        height, level = clouds(rng, side), rng.uniform(0.5, 0.85)
        image = where(height > np.quantile(height, level), textured(rng, side), image)
    return image


def landscape(rng: Generator, side: int) -> Image:
    """Return a sky with overlapping ridges."""
    rows = coordinates(side)[0] / REFERENCE
    zenith, horizon = (
        hsv(rng.uniform(0.5, 0.7), rng.random(), 1),
        hsv(rng.random(), rng.random(), 1),
    )
    image = two_colours((rows * 255).astype(np.uint8), zenith, horizon)
    for level in np.sort(rng.uniform(0.2, 0.95, int(rng.integers(2, 6)))):
        height = 0.6 * noise_line(rng, side, 4) + 0.2 * noise_line(rng, side, 15)
        ridge = level + (height + 0.1 * noise_line(rng, side, 60) - 0.45) * rng.uniform(0.1, 0.5)
        surface = two_colours(normalised(clouds(rng, side)), *two_hues(rng))
        image = where(rows > ridge, surface, image)
    return image


def pieces(rng: Generator, side: int) -> Image:
    """Return a heap of small flat pieces."""
    image, size = textured(rng, side), side * rng.uniform(0.02, 0.12)
    for x, y in rng.random((int(rng.integers(40, 160)), 2)) * side:
        corners = rng.normal(size=(int(rng.integers(3, 7)), 2)) * size + (x, y)
        hull = cv2.convexHull(corners.astype(np.float32))[:, 0].astype(np.float64)
        fill(image, hull, random_colour(rng))
    return image


def writing(rng: Generator, side: int) -> Image:
    """Return rows of small strokes, like a page of text."""
    paper, ink = sorted(two_hues(rng), key=lambda colour: -colour.sum())
    image = two_colours(normalised(smooth_noise(rng, side, 4)), paper, paper * 0.85)
    height = rng.uniform(0.04, 0.1) * side
    for row in np.arange(0.5 * height, side, height * 1.6):
        for column in np.arange(0.5 * height, side * rng.uniform(0.5, 1), height * 0.8):
            strokes = rng.random((2, 2, 2)) * (height * 0.6, height) + (column, row)
            for start, end in np.round(strokes).astype(int):
                width = max(1, round(height * 0.12))
                cv2.line(image, start.tolist(), end.tolist(), ink.tolist(), width, cv2.LINE_AA)
    return image


def collage(rng: Generator, side: int) -> Image:
    """Return rectangles cut from other pictures, softened."""
    image = fractal(rng, side)
    for _ in range(int(rng.integers(2, 6))):
        source = (fractal, bokeh, pieces, textured)[int(rng.integers(4))](rng, side)
        top, left, height, width = (rng.random(4) * side * 0.75).astype(int)
        window = slice(top, top + height + 8), slice(left, left + width + 8)
        image[window] = source[window]
    return blur(image, side * rng.uniform(0.002, 0.03))


def shaded(rng: Generator, image: Image, outline_points: Points) -> Image:
    """Return the picture with a closed curve [corners,2], in px, painted as a shaded body."""
    side = len(image)
    inside = np.zeros((side, side, 3), np.uint8)
    fill(inside, outline_points, (255, 255, 255))
    rows, cols = coordinates(side)
    angle = rng.random() * 2 * np.pi
    depth = blur_field(
        inside[..., 0].astype(np.float32) / np.float32(255), side * rng.uniform(0.03, 0.12)
    )
    light = depth * (0.5 + 0.5 * np.sin((rows * np.sin(angle) + cols * np.cos(angle)) / 40))
    tone = 0.25 + rng.uniform(0.6, 1.2) * light + 0.25 * rng.random() * clouds(rng, side)
    body = np.clip(textured_or_plain(rng, side) * tone[..., None], 0, 255)
    alpha = inside.astype(np.float32) / 255
    return (image * (1 - alpha) + body * alpha).astype(np.uint8)


def textured_or_plain(rng: Generator, side: int) -> Image:
    """Return a texture, or one colour."""
    pattern, plain = textured(rng, side), random_colour(rng)
    return pattern if rng.random() < 0.5 else np.full((side, side, 3), plain, np.uint8)


def bodies(rng: Generator, side: int) -> Image:
    """Return shaded round bodies of random shape in front of a soft background."""
    backgrounds = (fractal, bokeh, landscape, textured)
    image = blur(backgrounds[int(rng.integers(4))](rng, side), side * 0.01)
    for _ in range(int(rng.integers(1, 5))):
        curve = closed_curve(rng, 0.35) * rng.uniform(0.1, 0.42) * side
        image = shaded(rng, image, curve + rng.uniform(0.15, 0.85, 2) * side)
    return image


def figures(rng: Generator, side: int) -> Image:
    """Return flat symmetric figures in the style of the drawings, of random shape."""
    image = textured(rng, side)
    for _ in range(int(rng.integers(1, 3))):
        size, centre = rng.uniform(0.12, 0.33) * side, rng.uniform(0.25, 0.75, 2) * side
        for _ in range(int(rng.integers(3, 7))):
            part = closed_curve(rng, rng.uniform(0, 0.8)) * rng.uniform(0.15, 0.6)
            part = part[:: int(rng.integers(1, 13))] + rng.uniform(-0.6, 0.6, 2)
            colour = random_colour(rng)
            for mirror in (1, -1):
                fill(image, part * (mirror, 1) * size + centre, colour)
        if rng.random() < 0.5:
            outline(image, closed_curve(rng, 0.3) * size + centre, random_colour(rng), 2)
    return image


TRAINING_KINDS: dict[str, PhotoLike] = {
    "fractal": fractal,
    "bokeh": bokeh,
    "regions": regions,
    "landscape": landscape,
    "pieces": pieces,
    "writing": writing,
    "collage": collage,
    "bodies": bodies,
    "figures": figures,
}


def finished(rng: Generator, image: Image) -> Image:
    """Return a picture with uneven light, changed contrast, sometimes grey, sometimes blurred."""
    side = len(image)
    lighting = 0.6 + 0.8 * smooth_noise(rng, side, 2)
    contrast, brightness = rng.uniform(0.6, 1.3), rng.uniform(-30, 30)
    grey, soft = rng.random() < 0.15, rng.random() < 0.4
    developed = (image * lighting[..., None] - 127) * contrast + 127 + brightness
    if grey:
        developed[:] = developed.mean(axis=2, keepdims=True)
    result = np.clip(developed, 0, 255).astype(np.uint8)
    return blur(result, side / 96 * 0.7) if soft else result


def photo_like(rng: Generator, kind: PhotoLike, side: int) -> Image:
    """Return one finished picture [side,side,3] of a kind."""
    return finished(rng, kind(rng, side))
