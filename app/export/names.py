"""What saved files are called, and what stands below a saved figure of when and by what."""

import datetime
import os
import re
import unicodedata

import vit
from app.engine import references
from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.wire.view_state import ViewState

LONGEST = 40  # characters of a part of a name


def slug(text: str) -> str:
    """Text as a part of a file's name: letters, digits, dots and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9.]+", "-", plain).strip("-.")[:LONGEST].rstrip("-.")


def picture_stem(engine: Engine, recorded: Recorded) -> str:
    """The name of the picture for who reads it, without the ending of a file; else `picture`."""
    name = engine.picture(recorded.key.digest, recorded.visit).name
    return slug(re.sub(r"\.\w{2,5}$", "", name)) or "picture"


def stem(engine: Engine, recorded: Recorded, name: str, *places: str) -> str:
    """What it is, picture, places in the model and checkpoint; an empty place is left out."""
    model = references.title(recorded.key.checkpoint)
    parts = [slug(name), picture_stem(engine, recorded), *map(slug, [*places, model])]
    return "_".join(filter(None, parts))


def map_stem(engine: Engine, recorded: Recorded, state: ViewState) -> str:
    """Method, picture, place in the model and checkpoint: `rollout_cat_L6_DeiT-S`."""
    return stem(engine, recorded, state.method, _place(recorded, state))


def _place(recorded: Recorded, state: ViewState) -> str:
    """Which of the maps of a method it is."""
    depth = recorded.trace.config.depth
    if state.method == "attention":
        return f"L{state.layer + 1}-" + ("mean" if state.head is None else f"H{state.head + 1}")
    if state.method == "rollout":
        return f"L{(depth - 1 if state.end is None else state.end) + 1}"
    if state.method == "features":
        facet = "" if state.facet == "token" else f"-{state.facet}"
        head = "" if state.facet_head is None or not facet else f"-H{state.facet_head + 1}"
        layer = depth if state.depth is None else state.depth
        return f"{state.feature}-L{layer}{facet}{head}"
    return recorded.model.labels.name(state.target or 0) if state.method == "class" else ""


def signature() -> str:
    """The program and the day, which SOURCE_DATE_EPOCH (seconds since 1970) sets."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    zone = datetime.UTC
    now = datetime.datetime.fromtimestamp(int(epoch), zone) if epoch.isdigit() else None
    return f"Attention viewer {vit.__version__}, {(now or datetime.datetime.now(zone)).date()}."
