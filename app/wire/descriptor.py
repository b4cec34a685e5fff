"""The descriptor of a view, and the predictions of its record, as the page gets them."""

from collections.abc import Mapping

import vit
from app.engine import references
from app.engine.engine import Engine
from app.engine.input_sizes import trained_patches
from app.engine.likeness import sweep_block
from app.engine.patch_choices import patch_choices
from app.engine.recorded import Recorded, TraceKey
from app.wire.forms_picture import LevelFacts
from app.wire.forms_view import Descriptor, PatchSize, Prediction, Readout
from app.wire.limits import EAGER_LIMIT, PRESENT
from app.wire.lists import indices, vector
from vit.pictures.images import Picture

NO_WORDS: Mapping[str, str] = {}


def describe(
    recorded: Recorded, picture: Picture, token: str, words: Mapping[str, str] = NO_WORDS
) -> Descriptor:
    """The descriptor: shapes and geometry; the numbers follow over the routes of the token.

    `words` are those of a link to the view.
    """
    trace, config, grid = recorded.trace, recorded.trace.config, recorded.trace.grid
    framing = recorded.key.framing
    width = trace.query.shape[-1]  # of the query and key, a score bias included
    per_layer = 2 * 2 * config.heads * config.tokens * width
    return {
        "token": token,
        "checkpoint": recorded.key.checkpoint,
        "title": references.title(recorded.key.checkpoint),
        "layers": config.depth,
        "heads": config.heads,
        "tokens": config.tokens,
        "head_width": width,
        "prefix": config.prefix,
        "prefix_names": config.prefix_names,
        "rows": grid.rows,
        "cols": grid.cols,
        "patch": grid.patch,
        "sweep_block": sweep_block(grid),
        "input": config.image,
        "source": trace.view.source,
        "crop": trace.view.crop,
        "shape": trace.view.shape,
        "framing": {"fit": framing.fit, "down": framing.down, "right": framing.right},
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
        "levels": level_facts(picture),
        "digest": picture.digest,
        "selection": dict(words),
    }


def level_facts(picture: Picture) -> LevelFacts | None:
    """What was done to the values of a picture; None where there is nothing to say."""
    note = picture.levels
    return note and {"sentence": note.sentence, "other": note.other, "offer": note.offer}


def readout(trace: vit.Trace) -> Readout | None:
    """What is read by a model that reads no single token; None for one that does."""
    if trace.config.readout_token is not None:
        return None
    return {"name": trace.config.readout_name, "weights": vector(vit.start_vector(trace))}


def is_trained(config: vit.ViTConfig) -> bool:
    """Whether the weights were trained for the patch size in use."""
    return config.patch in trained_patches(config)


def sizes(engine: Engine, key: TraceKey) -> list[PatchSize]:
    """The patch sizes on offer for a view, ascending."""
    return [
        {
            "patch": one.key.patch,
            "height": one.key.height,
            "width": one.key.width,
            "tokens": one.tokens,
            "multiply_adds": one.multiply_adds,
            "trained": one.trained,
        }
        for one in patch_choices(engine, key)
    ]


def is_present(recorded: Recorded, row: Prediction) -> bool:
    """Whether the model names this class: one that can give several answers needs PRESENT."""
    return recorded.trace.config.outputs != "sigmoid" or row["p"] >= PRESENT


def predictions(recorded: Recorded, count: int) -> list[Prediction]:
    """The most probable classes, best first; none for a model without classes."""
    config, labels = recorded.trace.config, recorded.model.labels
    if config.outputs == "none":
        return []
    largest, classes = recorded.trace.probabilities().topk(min(count, config.classes))
    pairs = zip(vector(largest), indices(classes), strict=True)
    return [{"index": i, "name": labels.name(i), "p": p} for p, i in pairs]
