# pyright: standard
"""What the handlers of the Explore screen hand to its components.

That is selection, viewer, answer, strip, model, patch, side and sizes, in this order.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import gradio as gr

from app.engine.downloads import Download
from app.engine.engine import Engine
from app.engine.jobs import for_visit
from app.engine.passes import Pass
from app.screens.explore.view import Explored
from app.settings import Selection

Update = Any  # what Gradio takes for "leave it", "set it", or a value
Json = dict[str, Any]

POLL = 0.2  # s between two reports of long work
QUICK = 0.15  # s within which work ends without a report

_serial = itertools.count()


def session(request: gr.Request) -> str:
    """The session of Gradio that a page is; empty where it has none."""
    return request.session_hash or ""


def visit_of(engine: Engine, request: gr.Request) -> str:
    """The visit of a page, for which the rest of the request works."""
    visit = engine.tabs.visit(session(request))
    for_visit(visit)
    return visit


def nothing() -> list[Update]:
    """Everything stays."""
    return [gr.skip()] * 8


def reports(work: Download, answer: Json) -> Iterator[list[Update]]:
    """How far work is, again and again until its end; all else stays."""
    wait = QUICK
    while not work.done(wait):
        report = {"fraction": work.fraction, "text": work.text}
        yield only_answer({**answer, "error": None, "progress": report})
        wait = POLL


def after(work: Pass, answer: Json, show: Callable[[], list[Update]]) -> Iterator[list[Update]]:
    """How far a pass is until its end, then what it was for; nothing where it was stopped."""
    yield from reports(work, answer)
    yield only_answer({**answer, "error": None, "progress": None}) if work.stopped else show()


def only_answer(answer: Json) -> list[Update]:
    """Another answer; all else stays."""
    return [gr.skip(), gr.skip(), answer, *[gr.skip()] * 5]


def refusal(
    before: Selection, answer: Json, sentence: str, models: Update, side: Update
) -> list[Update]:
    """A choice was refused: a sentence, and the choices as they were before."""
    refused = {**answer, "progress": None, **_error(sentence)}
    refused |= {"top": refused.get("top", [])}
    return [gr.skip(), gr.skip(), refused, gr.skip(), models, before.patch, side, gr.skip()]


def lost(given: Mapping[str, Any]) -> list[Update] | None:
    """The page has to bring its choices, which are held no more; None where they are held."""
    if given["selection"].picture:
        return None
    return [gr.skip(), {"lost": next(_serial)}, *[gr.skip()] * 6]


def _error(sentence: str) -> Json:
    """The part of an answer that says what went wrong; two alike are two values."""
    return {"error": sentence, "serial": next(_serial)}


def view(selection: Selection, explored: Explored) -> list[Update]:
    """A selection that can be shown."""
    sizes = gr.update(
        choices=[(str(size), size) for size in sorted(explored.patches)],
        value=explored.patch,
        visible=len(explored.patches) > 1,
    )
    answer = explored.answer
    return [
        replace(selection, checkpoint=explored.models["chosen"], patch=explored.patch),
        explored.viewer,
        {**answer, **_error(answer["error"])} if answer["error"] else answer,
        explored.strip,
        explored.models,
        sizes,
        _side(explored),
        explored.sizes,
    ]


def _side(explored: Explored) -> Update:
    """The slider of input sizes; away where there is but one."""
    offered = explored.sides
    if len(offered) == 1:
        return gr.update(visible=False)
    return gr.update(
        minimum=offered[0],
        maximum=offered[-1],
        step=offered.step,
        value=explored.side,
        visible=True,
    )
