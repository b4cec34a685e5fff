"""The Explore screen as a function: a selection in, the values of its components out."""

from dataclasses import dataclass, replace

import vit
from app.engine import references
from app.engine.engine import Engine
from app.engine.gallery import Example, examples
from app.engine.input_sizes import patch_sizes, sides
from app.engine.pictures import example_index
from app.engine.recorded import Recorded
from app.engine.suited import for_photographs, is_photograph, knows_drawings_alone
from app.screens.explore.models import ModelMarks, model_marks
from app.settings import Selection
from app.share.pictures import picture_word
from app.share.selection import write
from app.wire.descriptor import describe, is_present, is_trained, predictions, sizes
from app.wire.forms_explore import (
    Answer,
    Because,
    Note,
    Offer,
    PatchControl,
    Strip,
    StripItem,
)
from app.wire.forms_view import Descriptor
from app.wire.limits import PRESENT
from app.wire.own_classes import none_of_these
from app.wire.scene_objects import scene_facts
from vit.anatomy.cost import multiply_adds
from vit.loading.families import OURS
from vit.loading.package_list import PACKAGES
from vit.pictures.images import Picture

TOP = 5
PHOTOGRAPHS = "vit_base_patch16_224.augreg_in21k_ft_in1k"  # the checkpoint offered for them


@dataclass(frozen=True)
class Explored:
    """The values of the Explore screen's components."""

    viewer: Descriptor
    answer: Answer
    strip: Strip
    models: ModelMarks
    patches: tuple[int, ...]
    patch: int
    sizes: PatchControl
    sides: range
    side: int


def explore(engine: Engine, selection: Selection, visit: str) -> Explored:
    """Everything the Explore screen of an open page shows of a selection."""
    engine.taught.check(engine.checkpoint(selection.checkpoint), visit)
    recorded = engine.record(engine.key(selection), visit=visit)
    picture = engine.picture(selection.picture, visit)
    token = engine.grant(recorded.key, visit)
    own = engine.store.model(recorded.key.checkpoint).config
    chosen = replace(selection, checkpoint=recorded.key.checkpoint, patch=recorded.key.patch)
    viewer = describe(recorded, picture, token, write(engine, chosen))
    viewer["scene"] = scene_facts(engine, picture)
    return Explored(
        viewer=viewer,
        answer={**answer(engine, recorded, picture), "because": because(engine, chosen)},
        strip=strip(engine, picture, token),
        models=model_marks(engine, recorded.key.checkpoint, visit),
        patches=patch_sizes(own),
        patch=recorded.key.patch,
        sizes=patch_control(engine, recorded),
        sides=sides(own, engine.settings.largest_record),
        side=selection.side or own.image[0],
    )


def patch_control(engine: Engine, recorded: Recorded) -> PatchControl:
    """The sizes of the slider; none for a model trained at several sizes, which has buttons."""
    offered = sizes(engine, recorded.key)
    several = len(patch_sizes(engine.store.model(recorded.key.checkpoint).config)) > 1
    return {
        "sizes": [] if several else offered,
        "patch": recorded.key.patch,
        "multiply_adds": multiply_adds(recorded.trace.config),
        "milliseconds": recorded.milliseconds,
    }


def answer(engine: Engine, recorded: Recorded, picture: Picture) -> Answer:
    """Predictions, the model's facts, and what it cannot know."""
    config, top, verdict = recorded.trace.config, predictions(recorded, TOP), None
    if top and not is_present(recorded, top[0]):
        verdict = f"None of these: no class reaches {PRESENT}."
    note, offer = caution(engine, recorded, picture)
    none, likeness = none_of_these(engine, recorded)
    return {
        "top": top,
        "kind": config.outputs,
        "verdict": none or verdict,
        "facts": facts(config),
        "details": details(recorded),
        "origin": list(recorded.model.origin.sentences()),
        "nameable": engine.store.is_nameable(recorded.key.checkpoint),
        "note": likeness or note,
        "offer": offer,
        "because": None,
        "error": None,
        "notice": recorded.notice or _stand_in(engine, recorded),
    }


def _stand_in(engine: Engine, recorded: Recorded) -> str | None:
    """Why this model is shown in place of the one that the program was started with."""
    return engine.store.instead if recorded.key.checkpoint == engine.store.started else None


def facts(config: vit.ViTConfig) -> str:
    """A model's shape in one line, in the words of the field."""
    tokens = f"{config.grid.patches} patches"
    if config.prefix:
        tokens += f" + {config.prefix}"
    return (
        f"{config.depth} layers × {config.heads} heads, hidden {config.width}, "
        f"MLP ×{config.mlp_ratio:g}, patch {config.patch} → {tokens}"
    )


def details(recorded: Recorded) -> list[str]:
    """Size of a model, of its input, and the terms of weights that come from elsewhere."""
    height, width = recorded.model.config.image
    parameters = sum(parameter.numel() for parameter in recorded.model.parameters())
    known = vit.CHECKPOINTS.get(recorded.key.checkpoint)
    terms = [f"licence {known.licence}"] if known and known.licence != OURS else []
    if known and known.key in PACKAGES:  # a model of somebody who changed another's
        terms.append(known.head)
    return [f"{parameters / 1e6:.1f} M parameters", f"sees {height} × {width} px", *terms]


def caution(
    engine: Engine, recorded: Recorded, picture: Picture
) -> tuple[Note | None, Offer | None]:
    """What the model cannot know about a picture, and the one action that helps."""
    key, config = recorded.key.checkpoint, recorded.trace.config
    if knows_drawings_alone(engine.taught.base(key)) and is_photograph(engine, picture.digest):
        return {
            "head": "Trained on drawings.",
            "text": "This checkpoint knows twenty drawn objects and has never seen a "
            "photograph: read its answer as a guess.",
        }, _offer(engine)
    if config.outputs == "none":
        return {
            "head": "No classifier.",
            "text": "These weights name no classes. Features shows what they hold instead: alike "
            "patches in one colour, the similarity to a patch, foreground and segments.",
        }, None
    if not is_trained(config):
        return {
            "head": f"Not trained at patch size {config.patch}.",
            "text": "The kernel was resized; predictions may mean little.",
        }, None
    return None, None


def _offer(engine: Engine) -> Offer:
    """A checkpoint for photographs: the one on this machine, else one of the hub."""
    here = for_photographs(engine)
    if here:
        return {"key": here, "text": f"Look with {vit.CHECKPOINTS[here].title}, which is here"}
    offered = vit.CHECKPOINTS[PHOTOGRAPHS]
    text = f"Get {offered.title} for photographs: {offered.megabytes:.0f} MB, {offered.licence}"
    return {"key": offered.key, "text": text}


def because(engine: Engine, selection: Selection) -> Because | None:
    """Why a photograph is not seen by the program's own checkpoint, with the way back to that."""
    started, used = engine.store.started, vit.CHECKPOINTS.get(selection.checkpoint)
    if selection.by_hand or used is None or used.key == started:
        return None
    if not is_photograph(engine, selection.picture):
        return None
    return {
        "text": f"Photographs open with {used.title}: {references.title(started)} knows drawings "
        "alone.",
        "key": started,
        "back": f"Back to {references.title(started)}",
    }


def strip(engine: Engine, picture: Picture, token: str) -> Strip:
    """The example strip; an opened picture stands last, shown through its own token."""
    items = [_item(i, example) for i, example in enumerate(examples())]
    chosen = example_index(picture.digest)
    if chosen is None:
        chosen = len(items)
        kind = "yours" if engine.drawn(picture.digest) is None else "new"
        word = picture_word(engine, picture.digest)
        own: StripItem = {"index": chosen, "name": word, "label": picture.name, "kind": kind}
        items.append({**own, "token": token})
    return {"items": items, "chosen": chosen}


def _item(index: int, example: Example) -> StripItem:
    return {
        "index": index,
        "name": example.name,
        "label": example.label,
        "kind": example.kind,
    }
