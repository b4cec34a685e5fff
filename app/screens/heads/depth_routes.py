"""The routes of the Heads screen's depth: logit lens, receptive fields, norm ratios."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from torch import Tensor

import vit
from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.wire.forms_heads import Lens, ReceptiveField
from app.wire.lists import indices, vector
from app.wire.progress import Step, with_progress
from app.wire.question import class_of
from app.wire.replies import Handler, Json, Reports, single
from vit.trace import to_probabilities

FIELD = "receptive"  # name of the result that is kept
LENSES: dict[str, Callable[[vit.ViT, vit.Trace, int], Tensor]] = {
    "logit": vit.patch_lens,
    "probability": vit.patch_lens_probabilities,
}


def handlers() -> dict[str, Handler]:
    """Name of a route -> its handler."""
    return {
        "lens": _lens,
        "lens_patches": _patches,
        "receptive": _receptive,
        "ratios": _ratios,
    }


def lens(engine: Engine, recorded: Recorded, target: int) -> Lens:
    """A class's logit and probability read after each layer, the embedding first."""
    model = recorded.model
    with engine.store.forward(model):
        logits = vit.logit_lens(model, recorded.trace).float().cpu()
    p = to_probabilities(logits, model.config.outputs)
    largest, classes = p.max(dim=1)
    pairs = zip(indices(classes), vector(largest), strict=True)
    return {
        "logit": vector(logits[:, target]),
        "p": vector(p[:, target]),
        "top": [{"index": i, "name": model.labels.name(i), "p": p} for i, p in pairs],
    }


def _lens(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """The model's own readout after each layer."""
    return Json(lens(engine, recorded, class_of(recorded, request)))


def _patches(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """The class's logit or probability [L+1,P] read from every patch, in float32."""
    target, read = class_of(recorded, request), request.path_params["read"]
    if read not in LENSES:
        raise ValueError(f"A lens reads no {read!r}: use {' or '.join(LENSES)}.")
    with engine.store.forward(recorded.model):
        return single(LENSES[read](recorded.model, recorded.trace, target))


def _receptive(engine: Engine, recorded: Recorded, request: Request) -> Response:
    """Effective receptive field of a token: a line for each block with its field, `drops` [P]."""
    token, model, trace = request.path_params["query"], recorded.model, recorded.trace

    def work(step: Step) -> ReceptiveField:
        with engine.store.sweep(model, step) as between:
            sensitivity = vit.receptive_field(model, trace, token, between).cpu()
        engine.measured.put((recorded.key, token, FIELD), sensitivity)
        return {"token": token}

    return Reports(with_progress(work))


def field(engine: Engine, recorded: Recorded, token: int) -> Tensor:
    """[L,rows,cols] the receptive field of a token, computed unless the page has it already."""
    known = engine.measured.get((recorded.key, token, FIELD))
    if isinstance(known, Tensor):
        return known
    with engine.store.forward(recorded.model):
        return vit.receptive_field(recorded.model, recorded.trace, token).cpu()


def _ratios(engine: Engine, recorded: Recorded, _: Request) -> Response:
    """Skip-to-branch norm ratios [L,2,N] of attention and MLP, in float32."""
    with engine.store.forward(recorded.model):
        return single(vit.branch_ratios(recorded.model, recorded.trace))
