"""The list of models: what is offered, what is on this machine, and what could not be fetched."""

from typing import TypedDict

import vit
from app.engine import references
from app.engine.engine import Engine
from app.wire.forms_explore import CheckpointChoice
from vit.loading.families import OURS

STARTED = "Started with the program"


class ModelMarks(TypedDict):
    """What is known of the models of the list.

    `chosen` and `title` are those of the page's model, `here` the keys of what is on this machine.
    `away` says why the hub could not be reached at the last attempt, `faults` why one model failed.
    """

    chosen: str
    title: str
    here: list[str]
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


def _terms(licence: str) -> str:
    return f"licensed {OURS}" if licence == OURS else licence


def model_marks(engine: Engine, chosen: str) -> ModelMarks:
    """What is on this machine, and what the last attempts could not fetch."""
    here = {*vit.listed_here(), *engine.store.held(), engine.store.started}
    is_listed = chosen in vit.CHECKPOINTS or chosen == engine.store.started
    return {
        "chosen": chosen,
        "title": references.title(chosen) if is_listed else chosen,
        "here": sorted(here),
        "away": engine.reach.away,
        "faults": engine.reach.faults,
    }
