# pyright: standard
"""What the handlers of the Explore screen hand to its components.

That is selection, viewer, answer, strip, model, patch and side, in this order.
"""

import itertools
from dataclasses import replace
from typing import Any

import gradio as gr

from app.screens.explore.models import ModelMarks
from app.screens.explore.view import Explored
from app.settings import Selection

Update = Any  # what Gradio takes for "leave it", "set it", or a value
Json = dict[str, Any]

_serial = itertools.count()


def nothing() -> list[Update]:
    """Everything stays."""
    return [gr.skip()] * 7


def only_answer(answer: Json) -> list[Update]:
    """Another answer; all else stays."""
    return [gr.skip(), gr.skip(), answer, *[gr.skip()] * 4]


def refusal(before: Selection, answer: Json, sentence: str, models: ModelMarks) -> list[Update]:
    """A choice was refused: a sentence, and the choices as they were before."""
    refused = {**answer, "progress": None, **_error(sentence)}
    refused |= {"top": answer.get("top", [])}
    kept = (models, before.patch, before.side or gr.skip())
    return [gr.skip(), gr.skip(), refused, gr.skip(), *kept]


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
