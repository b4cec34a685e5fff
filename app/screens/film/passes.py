"""The pass of a film: of each frame what the screen shows of it, and nothing else."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial

import torch
from torch import Tensor

import vit
from app.engine.engine import Engine
from app.engine.interventions import NONE
from app.engine.recorded import TraceKey
from app.wire.progress import Step
from vit.maps.flow import attention_rows
from vit.pictures.films import Film
from vit.pictures.images import InputError
from vit.tasks.facets import facet_directions
from vit.tasks.follow import Followed, follow_patch

MOST_BYTES = 300_000_000  # of a film: its frames, their maps and directions
NUMBER = 2  # bytes of a number in float16


@dataclass(frozen=True, eq=False)
class FrameMaps:
    """What is kept of a frame, in float16.

    `rows` [L,H,N] are the attention from what the model reads, `directions` [P,F] those of its
    patches by their values.
    """

    rows: Tensor = field(repr=False)
    directions: Tensor = field(repr=False)


@dataclass(frozen=True, eq=False)
class FilmPass:
    """The maps of a film's frames, by the number of a frame, as far as they are computed.

    `key` is that of the view's pass, with the film in the place of the picture; `view` is what the
    model sees of each frame.
    """

    key: TraceKey
    config: vit.ViTConfig
    view: vit.View
    frames: dict[int, FrameMaps] = field(default_factory=dict[int, FrameMaps])

    def nbytes(self) -> int:
        """Bytes of all maps and directions."""
        return len(self.frames) * frame_bytes(self.config)

    def done(self, chosen: Iterable[int]) -> list[int]:
        """Of these frames, those that come before the first one without maps."""
        numbers: list[int] = []
        for number in chosen:
            if number not in self.frames:
                break
            numbers.append(number)
        return numbers

    def rows(self, chosen: Iterable[int], layer: int) -> Tensor:
        """[F,H,N] attention in a layer, of frames that are computed."""
        return torch.stack([self.frames[number].rows[layer] for number in chosen])

    def follow(self, chosen: list[int], frame: int, patch: int) -> Followed:
        """A patch of a frame, followed through frames that are computed."""
        tables = [self.frames[number].directions for number in chosen]
        return follow_patch(tables, chosen.index(frame), patch, self.config.grid.cols)


def facet_layer(config: vit.ViTConfig) -> int:
    """The layer, from 1, by whose values a patch is followed: two thirds of the depth."""
    return max(1, round(2 * config.depth / 3))


def frame_bytes(config: vit.ViTConfig) -> int:
    """Bytes that a frame's maps and directions take."""
    wide = config.heads * config.head_width
    maps = config.depth * config.heads * config.tokens
    return NUMBER * (maps + config.grid.patches * wide)


def film_bytes(config: vit.ViTConfig, count: int) -> int:
    """Bytes of memory that the maps of so many frames take; the frames themselves lie on disk."""
    return count * frame_bytes(config)


def check_room(config: vit.ViTConfig, count: int) -> None:
    """InputError, one sentence, where a film's maps take more than MOST_BYTES."""
    size = film_bytes(config, count)
    if size <= MOST_BYTES:
        return
    room = MOST_BYTES // frame_bytes(config)
    raise InputError(
        f"The maps of {count} frames take {size / 1e6:.0f} MB with this model and the limit is "
        f"{MOST_BYTES / 1e6:.0f} MB: choose at most {room} frames."
    )


def film_key(own: TraceKey, clip: str, size: tuple[int, int]) -> TraceKey:
    """The key of a film's pass, by the model of the page's own view; `size` is a frame's in px."""
    key = replace(own, digest=clip, framing=own.framing.centred, intervention=NONE)
    if key.framing.fit != "shape":
        return key
    height, width = vit.own_shape(size, (key.height, key.width), key.patch)
    return replace(key, height=height, width=width)


def model_of(engine: Engine, key: TraceKey) -> vit.ViT:
    """The model of a key at its size."""
    return engine.store.at_size(key.checkpoint, (key.height, key.width), key.patch)


def empty_pass(engine: Engine, key: TraceKey, film: Film) -> FilmPass:
    """The pass of a film before its first frame."""
    model = model_of(engine, key)
    return FilmPass(key, model.config, vit.prepare(model, film.rgb(0), key.framing).view)


def compute(
    engine: Engine,
    one: FilmPass,
    film: Film,
    chosen: tuple[int, ...],
    step: Step,
    kept: Callable[[], None],
) -> None:
    """Compute the maps of these frames that are not there; what is done stays when it is stopped.

    `step` is called before each frame and `kept` after it.
    """
    for place, number in enumerate(chosen):
        step(place, len(chosen))
        if number not in one.frames:
            make = partial(_computed, engine, one.key, film, number)
            one.frames[number] = engine.fitting(one.key.checkpoint, make)
            kept()
    step(len(chosen), len(chosen))


def _computed(engine: Engine, key: TraceKey, film: Film, number: int) -> FrameMaps:
    model = model_of(engine, key)
    prepared = vit.prepare(model, film.rgb(number), key.framing)
    with engine.store.forward(model):
        return frame_maps(model, prepared)


def frame_maps(model: vit.ViT, prepared: vit.Prepared) -> FrameMaps:
    """The maps of one prepared frame, from one forward, whose record is let go."""
    trace = vit.trace(model, prepared.pixels, prepared.view)
    rows = attention_rows(trace, None, "from")
    directions = facet_directions(model, trace, facet_layer(model.config), "value")
    return FrameMaps(rows.half().cpu(), directions.half().cpu())
