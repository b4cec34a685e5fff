"""The routes of the Heads screen's interventions: the importance of each head for a class."""

from functools import partial
from typing import cast

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from torch import Tensor

import vit
from app.engine.engine import Engine
from app.engine.recorded import Recorded, TraceKey
from app.export import intervention_code
from app.screens.heads.fill import filled
from app.wire.forms_heads import Ablation
from app.wire.lists import matrix
from app.wire.progress import Step
from app.wire.question import Question, class_of, long_work, question_of
from app.wire.replies import Handler, single
from vit.maps.faithfulness import rank_correlation


def handlers() -> dict[str, Handler]:
    """Name of a route -> its handler; `fill=zero|mean` says what replaces a head."""
    return {"importance": _importance, "ablation": _ablation, "changed_python": _python}


def _python(engine: Engine, recorded: Recorded, __: Request) -> Response:
    """Lines of Python that trace this pass with every change in it."""
    return PlainTextResponse(intervention_code.python(engine, recorded))


def _importance(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """First-order importance [L,H] of every head for a class's logit, in float32."""
    target = class_of(recorded, request)
    key = filled(recorded.key, request.query_params)
    return single(_first_order(engine, recorded, key, target))


def _ablation(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """Exact importance, head by head: lines of progress, then the result."""
    key = filled(recorded.key, request.query_params)
    question = question_of(recorded, request)
    return long_work(partial(_sweep, key), engine, recorded, question)


def _sweep(
    key: TraceKey,
    engine: Engine,
    recorded: Recorded,
    question: Question,
    step: Step,
) -> Ablation:
    """The measured drops [L,H] of a class's logit, and Spearman's rho with the first order."""
    target = cast(int, question.target)
    estimate = _first_order(engine, recorded, key, target)
    trace = engine.record(key).trace
    with engine.store.sweep(recorded.model, step) as between:
        drops = vit.head_ablation(recorded.model, trace, target, between)
    return {"drops": matrix(drops), "correlation": rank_correlation(estimate.cpu(), drops)}


def _first_order(engine: Engine, recorded: Recorded, key: TraceKey, target: int) -> Tensor:
    grad_trace = engine.gradient(key, target)
    with engine.store.forward(recorded.model):
        return vit.head_importance(grad_trace)
