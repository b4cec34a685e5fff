"""The list of models: what is offered, what is on this machine, and what could not be fetched."""

from typing import TypedDict

import vit
from app.engine import references
from app.engine.engine import Engine
from app.engine.references import CLASSES
from app.wire.forms_explore import CheckpointChoice
from vit.loading.families import OURS

STARTED = "Started with the program"
TAUGHT = "Your own classes · stay with this page"


class ModelMarks(TypedDict):
    """What is known of the models of the list.

    `chosen` and `title` are those of the page's model, `here` the keys of what is on this machine,
    `own` the models that this visit taught.
    `away` says why the hub could not be reached at the last attempt, `faults` why one model failed.
    """

    chosen: str
    title: str
    here: list[str]
    own: list[CheckpointChoice]
    away: str | None
    faults: dict[str, str]


def checkpoint_choices(engine: Engine) -> list[CheckpointChoice]:
    """Every checkpoint offered: the table, and what the program was started with."""
    choices: list[CheckpointChoice] = [
        {
            "key": one.key,
            "title": one.title,
            "megabytes": one.megabytes,
            "group": f"{one.family} · {_terms(one.licence)}",
        }
        for one in vit.CHECKPOINTS.values()
    ]
    started = engine.store.started
    if started not in vit.CHECKPOINTS:
        name = references.title(started)
        choices.append({"key": started, "title": name, "megabytes": 0, "group": STARTED})
    return choices


def _of_visit(key: str) -> CheckpointChoice:
    return {"key": key, "title": references.title(key), "megabytes": 0, "group": TAUGHT}


def _terms(licence: str) -> str:
    return f"licensed {OURS}" if licence == OURS else licence


def model_marks(engine: Engine, chosen: str, visit: str = "") -> ModelMarks:
    """What is on this machine for a visit, and what the last attempts could not fetch."""
    own = [one.key for one in engine.taught.of_visit(visit)]
    held = [key for key in engine.store.held() if not key.startswith(CLASSES)]
    here = {*vit.listed_here(), *held, *own, engine.store.started}
    is_listed = chosen in vit.CHECKPOINTS or chosen == engine.store.started
    return {
        "chosen": chosen,
        "title": references.title(chosen) if is_listed or chosen in own else chosen,
        "here": sorted(here),
        "own": [_of_visit(key) for key in own],
        "away": engine.reach.away,
        "faults": engine.reach.faults,
    }
