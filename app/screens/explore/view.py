"""Screens as functions: a selection and the engine in, what the page shows out; no gradio here."""

from dataclasses import asdict, dataclass
from typing import Any

import vit
from app.engine import Engine
from app.gallery import SCENE_SIDE, Example, drawn_scene, example_picture, examples
from app.inputs import patch_sizes, sides
from app.objects import scene_facts
from app.recorded import Recorded
from app.settings import Selection
from app.store import OWN
from vit.loading import checkpoints
from vit.pictures.images import Picture

TOP = 5
CERTAIN_ENOUGH = 0.5  # a multi-label model answers "none of these" when no class reaches this
EAGER_LIMIT = 64_000_000  # bytes of queries and keys that the page fetches at once
PHOTOGRAPHS = "vit_base_patch16_224.augreg_in21k_ft_in1k"  # the checkpoint offered for them

Json = dict[str, Any]


@dataclass(frozen=True)
class Explored:
    """The values of the Explore screen's components."""

    viewer: Json
    answer: Json
    strip: Json
    patches: tuple[int, ...]
    patch: int
    sides: range
    side: int


def open_example(engine: Engine, index: int) -> str:
    """Digest of an example, from now on held by the engine."""
    drawn = examples()[index].drawn
    return (engine.hold_drawn(drawn) if drawn else engine.hold(example_picture(index))).digest


def open_upload(engine: Engine, path: str) -> str:
    """Digest of an uploaded file's picture; InputError says in one sentence why it cannot be."""
    return engine.open(path).digest


def open_scene(engine: Engine, kind: str, seed: int, side: int = SCENE_SIDE) -> str:
    """Digest of a scene drawn from a seed; InputError for what cannot be drawn."""
    return engine.hold_drawn(drawn_scene(kind, seed, side)).digest


def release(engine: Engine, token: str) -> None:
    """Let a page's token go when the page closes."""
    engine.release(token)


def explore(engine: Engine, selection: Selection) -> Explored:
    """Everything the Explore screen shows of a selection."""
    recorded = engine.record(engine.key(selection))
    picture = engine.picture(selection.picture)
    token, own = engine.grant(recorded.key), engine.store.model(recorded.key.checkpoint).config
    return Explored(
        viewer=describe(recorded, picture, token) | {"scene": scene_facts(engine, picture)},
        answer=answer(engine, recorded, picture),
        strip=strip(engine, picture, token),
        patches=patch_sizes(engine.store.model(recorded.key.checkpoint)),
        patch=recorded.key.patch,
        sides=sides(own, engine.settings.trace_cache),
        side=selection.side or own.image[0],
    )


def describe(recorded: Recorded, picture: Picture, token: str) -> Json:
    """The viewer's descriptor: shapes and geometry; the bytes follow over the token's routes."""
    trace, config, grid = recorded.trace, recorded.trace.config, recorded.trace.grid
    width = trace.query.shape[-1]  # of the query and key, a score bias included
    per_layer = 2 * 2 * config.heads * config.tokens * width
    return {
        "token": token,
        "checkpoint": recorded.key.checkpoint,
        "title": checkpoints.title(recorded.key.checkpoint),
        "layers": config.depth,
        "heads": config.heads,
        "tokens": config.tokens,
        "head_width": width,
        "prefix": config.prefix,
        "prefix_names": config.prefix_names,
        "rows": grid.rows,
        "cols": grid.cols,
        "patch": grid.patch,
        "input": config.image,
        "source": trace.view.source,
        "crop": trace.view.crop,
        "shape": trace.view.shape,
        "framing": asdict(recorded.key.framing),
        "default_query": config.readout_token,
        "readout": readout(trace),
        "trained": is_trained(config),
        "milliseconds": recorded.milliseconds,
        "device": trace.logits.device.type,
        "dtype": str(trace.logits.dtype).removeprefix("torch."),
        "bytes": {"qk_layer": per_layer, "qk_all": per_layer * config.depth},
        "eager": per_layer * config.depth <= EAGER_LIMIT,
        "classifier": config.outputs != "none",
        "positions": config.positions != "none",
        "position_width": config.width,
        "picture_name": picture.name,
        "digest": picture.digest,
    }


def readout(trace: vit.Trace) -> Json | None:
    """What a model reads that reads no single token: in words, and as weights [N] of the tokens."""
    if trace.config.readout_token is not None:
        return None
    return {"name": trace.config.readout_name, "weights": vit.start_vector(trace).tolist()}


def is_trained(config: vit.ViTConfig) -> bool:
    """Whether the weights were trained for the patch size in use."""
    return config.patch in (config.trained_patches or (config.stored_patch,))


def answer(engine: Engine, recorded: Recorded, picture: Picture) -> Json:
    """Predictions, the model's facts, and what it cannot know."""
    config, top, verdict = recorded.trace.config, predictions(recorded, TOP), None
    if config.outputs == "sigmoid" and top[0]["p"] < CERTAIN_ENOUGH:
        verdict = f"None of these: no class reaches {CERTAIN_ENOUGH}."
    return {
        "top": top,
        "kind": config.outputs,
        "verdict": verdict,
        "facts": facts(config),
        "details": details(recorded),
        **caution(recorded, picture_kind(engine, picture)),
        "error": None,
        "notice": recorded.notice,
    }


def predictions(recorded: Recorded, count: int) -> list[Json]:
    """The most probable classes, best first; none for a model without classes."""
    config, labels = recorded.trace.config, recorded.model.labels
    if config.outputs == "none":
        return []
    values, indices = recorded.trace.probabilities().topk(min(count, config.classes))
    pairs = zip(values.tolist(), indices.tolist(), strict=True)
    return [{"index": i, "name": labels.name(i), "p": p} for p, i in pairs]


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
    terms = [f"licence {known.licence}"] if known and known.key != checkpoints.EMBEDDED else []
    return [f"{parameters / 1e6:.1f} M parameters", f"sees {height} × {width} px", *terms]


def caution(recorded: Recorded, kind: str) -> Json:
    """What the model cannot know about this picture, and the one action that helps."""
    key, config = recorded.key.checkpoint, recorded.trace.config
    drawn = key == checkpoints.EMBEDDED or key.startswith(OWN)
    if drawn and kind in ("photo", "yours"):
        offered = vit.CHECKPOINTS[PHOTOGRAPHS]
        text = f"Get {offered.title} for photographs: {offered.megabytes:.0f} MB, {offered.licence}"
        return {
            "note": {
                "head": "Trained on drawings.",
                "text": "This checkpoint knows twenty drawn objects and has never seen a "
                "photograph: read its answer as a guess.",
            },
            "offer": {"key": offered.key, "text": text},
        }
    note = None
    if config.outputs == "none":
        note = {
            "head": "No classifier.",
            "text": "These weights name no classes. Features shows what they hold instead: alike "
            "patches in one colour, the similarity to a patch, and norms.",
        }
    elif not is_trained(config):
        note = {
            "head": f"Not trained at patch size {config.patch}.",
            "text": "The kernel was resized; predictions may mean little.",
        }
    return {"note": note, "offer": None}


def picture_kind(engine: Engine, picture: Picture) -> str:
    """`scene`, `empty`, `photo`, or `yours` for a picture that is none of ours."""
    drawn = engine.drawn(picture.digest)
    if drawn is not None:
        return "scene" if drawn.names else "empty"
    found = example_index(picture.digest)
    return "yours" if found is None else examples()[found].kind


def example_index(digest: str) -> int | None:
    """Which example has this digest; None when none has."""
    digests = (example_picture(i).digest for i in range(len(examples())))
    return next((i for i, known in enumerate(digests) if known == digest), None)


def strip(engine: Engine, picture: Picture, token: str) -> Json:
    """The example strip; an opened picture stands last, shown through its own token."""
    items: list[Json] = [_item(i, example) for i, example in enumerate(examples())]
    chosen = example_index(picture.digest)
    if chosen is None:
        chosen = len(items)
        kind = "yours" if engine.drawn(picture.digest) is None else "new"
        items.append({"index": chosen, "label": picture.name, "kind": kind, "token": token})
    return {"items": items, "chosen": chosen}


def _item(index: int, example: Example) -> Json:
    return {"index": index, "label": example.label, "kind": example.kind}


def checkpoint_choices(engine: Engine) -> list[Json]:
    """Key, title with any restricting licence, and megabytes to fetch, of every checkpoint offered.

    That is the table, and what the program was started with.
    """
    table = vit.CHECKPOINTS.values()
    offered = [{"key": c.key, "title": c.offer, "megabytes": c.megabytes} for c in table]
    started = engine.settings.model
    if started not in vit.CHECKPOINTS:
        offered.append({"key": started, "title": checkpoints.title(started), "megabytes": 0})
    return offered
