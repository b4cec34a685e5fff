"""The Compare screen's columns: one picture, checkpoint, input size and patch size each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import vit
from app.engine.engine import Engine
from app.engine.gallery import examples
from app.engine.input_sizes import check_size, is_free
from app.engine.patch_choices import at_patch, reference
from app.engine.pictures import example_index, open_example
from app.engine.recorded import Recorded, TraceKey
from app.engine.visits import DIGITS, Grant
from app.share.selection import selection_of, write
from app.wire.descriptor import describe, predictions, sizes
from app.wire.forms_picture import VisitPicture
from app.wire.forms_view import Column, Fidelity, Measures, Pass, Times
from app.wire.lists import matrix
from app.wire.own_classes import none_in_short
from app.wire.progress import Step
from vit.anatomy.cost import map_bytes, multiply_adds, record_bytes
from vit.layers import cut_patches
from vit.maps.fidelity import feature_cosine, map_correlation
from vit.pictures.images import InputError
from vit.resample import response_error

TOP = 3
GONE = "This picture is not held here: open it on Explore again, or choose another picture."


@dataclass(frozen=True)
class ColumnChoice:
    """What a column shows; None stands for what the page's own view has."""

    checkpoint: str | None = None
    patch: int | None = None
    height: int | None = None
    width: int | None = None
    example: int | None = None
    own: str | None = None

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> "ColumnChoice":
        """A choice from the fields of a query string; InputError names a field that is wrong."""
        numbers: dict[str, int | None] = {}
        for name in ("patch", "height", "width", "example"):
            text = query.get(name)
            if text is not None and not re.fullmatch("[0-9]{1,5}", text):
                raise InputError(f"{name.capitalize()} {text!r} is not a whole number.")
            numbers[name] = None if text is None else int(text)
        return cls(checkpoint=query.get("checkpoint"), own=query.get("own"), **numbers)


def column_key(engine: Engine, page: Grant, query: Mapping[str, str]) -> TraceKey:
    """The key of a column's trace, from its query string and the page's own view."""
    return choose(engine, page, ColumnChoice.parse(query))


def choose(engine: Engine, page: Grant, choice: ColumnChoice) -> TraceKey:
    """The key of the trace that a column of a page shows, checked against sizes and limits.

    A checkpoint that is not in memory is loaded, from the cache or the hub. InputError says what
    does not fit and what would.
    """
    own = page.key
    digest = _picture(engine, page, choice)
    checkpoint = engine.load_checkpoint(choice.checkpoint or own.checkpoint)
    config = engine.store.model(checkpoint).config
    key = replace(own, digest=digest, checkpoint=checkpoint)
    if checkpoint != own.checkpoint:
        height, width = config.image
        key = replace(key, height=height, width=width, patch=config.patch)
    if digest != own.digest:
        key = replace(key, framing=key.framing.centred)
    key = at_patch(engine, key, key.patch if choice.patch is None else choice.patch)
    sides = {"height": choice.height, "width": choice.width}
    key = replace(key, **{name: size for name, size in sides.items() if size is not None})
    check_size(config, (key.height, key.width), key.patch)
    return key


def _picture(engine: Engine, page: Grant, choice: ColumnChoice) -> str:
    """The digest of a column's picture: an example, one of the visit's own, or the page's."""
    if choice.own is not None:
        digest = engine.visits.owned(page.visit, choice.own)
        if digest is None or not engine.holds(digest):
            raise InputError(GONE)
        return digest
    if choice.example is None:
        return page.key.digest
    if choice.example >= len(examples()):
        raise InputError(f"Example {choice.example} does not exist: choose one of the strip.")
    return open_example(engine, choice.example)


def pictures(engine: Engine, visit: str) -> list[VisitPicture]:
    """The pictures that were opened in a visit and are still held, the newest first."""
    held = [one for one in engine.visits.opened(visit) if engine.holds(one)]
    return [{"digits": one[:DIGITS], "label": engine.picture(one, visit).name} for one in held]


def column(engine: Engine, recorded: Recorded, _: TraceKey, token: str) -> Column:
    """What a column shows at once: the descriptor, the first predictions, the cost.

    `token` is that of the column's record.
    """
    picture = engine.picture(recorded.key.digest, recorded.visit)
    config = recorded.trace.config
    return {
        "viewer": describe(recorded, picture, token, write(engine, selection_of(recorded.key))),
        "top": predictions(recorded, TOP),
        "none": none_in_short(engine, recorded),
        "kind": config.outputs,
        "sizes": sizes(engine, recorded.key),
        "free": is_free(config),
        "example": example_index(recorded.key.digest),
        "cost": {
            "tokens": config.tokens,
            "multiply_adds": multiply_adds(config),
            "milliseconds": recorded.milliseconds,
            "record_bytes": record_bytes(config, recorded.trace.query.element_size()),
            "map_bytes": map_bytes(config),
        },
    }


def forward(engine: Engine, key: TraceKey, step: Step, visit: str = "") -> Pass:
    """Make the pass of a visit's column, with its blocks as steps; it waits in the cache for it."""
    depth = engine.store.model(key.checkpoint).config.depth
    step(0, depth)
    recorded = engine.record(key, visit=visit, step=step)
    return {"tokens": recorded.trace.config.tokens, "milliseconds": recorded.milliseconds}


def fidelity(engine: Engine, recorded: Recorded) -> Fidelity | None:
    """How far a pass is from that of the trained patch size, which is made where it is not held.

    None at a trained size.
    """
    other = reference(engine, recorded.key)
    if other is None:
        return None
    trained = engine.record(other)
    with engine.store.forward(recorded.model):
        return {
            "patch": other.patch,
            "cosine": feature_cosine(recorded.model, recorded.trace, trained.trace),
            "correlation": map_correlation(recorded.trace, trained.trace),
        }


def measures(engine: Engine, recorded: Recorded) -> Measures:
    """Measures too slow to recompute while the slider moves."""
    return {
        "distances": matrix(vit.attention_distance(recorded.trace)),
        "response_error": kernel_response_error(engine, recorded),
    }


def times(engine: Engine, recorded: Recorded, step: Step) -> Times:
    """The median time of several passes at this size, and their range."""
    passes = engine.times(recorded, step)
    low, high = (passes.times[0], passes.times[-1]) if passes.times else (None, None)
    return {"median": passes.median, "low": low, "high": high}


def kernel_response_error(engine: Engine, recorded: Recorded) -> float | None:
    """Response error of the resized patch kernel on this very picture; None for the stored size."""
    config = recorded.trace.config
    if config.patch == config.stored_patch:
        return None
    stored = config.stored_patch
    pixels = engine.prepared(recorded.key).pixels.to(recorded.trace.logits)
    rows, cols = (size // stored for size in config.image)
    if not rows or not cols:
        return None
    cut = pixels[None, :, : rows * stored, : cols * stored]
    patches = cut_patches(cut, stored).view(-1, 3, stored, stored)
    kernel = recorded.model.patch_embed.proj.weight
    return response_error(kernel, patches, config.patch, config.resampling)
