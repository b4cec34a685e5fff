"""The routes of the Heads screen's depth: what the tokens of each layer hold and have seen."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

import vit
from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.wire.progress import Json, Step, with_progress
from app.wire.question import question_of
from app.wire.replies import Reports, single
from vit.trace import to_probabilities

LENSES = {"logit": vit.patch_lens, "probability": vit.patch_lens_probabilities}


def bodies() -> dict[str, Callable[[Engine, Recorded, Request], Response]]:
    """Path under the token -> what answers there."""
    return {
        "lens": _lens,
        "lens/{read}": _patches,
        "receptive/{query:int}": _receptive,
        "ratios": _ratios,
    }


def _lens(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """What the model's own readout says after each layer, the embedding first.

    `logit` and `p` [L+1] are those of the class asked about, `top` [L+1] the class most probable
    there: {index, name, p}.
    """
    target, model = question_of(recorded, request).target, recorded.model
    with engine.store.forward(model):
        logits = vit.logit_lens(model, recorded.trace).float().cpu()
    p = to_probabilities(logits, model.config.outputs)
    most, first = p.max(dim=1)
    found = zip(first.tolist(), most.tolist(), strict=True)
    return JSONResponse(
        {
            "logit": logits[:, target].tolist(),
            "p": p[:, target].tolist(),
            "top": [{"index": i, "name": model.labels.name(i), "p": p} for i, p in found],
        }
    )


def _patches(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """The class's logit or probability [L+1,P] read from every patch, in float32."""
    target, read = question_of(recorded, request).target, request.path_params["read"]
    if read not in LENSES:
        raise ValueError(f"A lens reads no {read!r}: use {' or '.join(LENSES)}.")
    with engine.store.forward(recorded.model):
        return single(LENSES[read](recorded.model, recorded.trace, target))


def _receptive(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """Effective receptive field of a token: a line for each block with its field, `drops` [P]."""
    token, model, trace = request.path_params["query"], recorded.model, recorded.trace

    def work(step: Step) -> Json:
        with engine.store.forward(model):
            vit.receptive_field(model, trace, token, step)
        return {"token": token}

    return Reports(with_progress(work))


def _ratios(engine: Engine, recorded: Recorded, _: Request) -> Response:
    """Skip-to-branch norm ratios [L,2,N] of attention and MLP, in float32."""
    with engine.store.forward(recorded.model):
        return single(vit.branch_ratios(recorded.model, recorded.trace))
