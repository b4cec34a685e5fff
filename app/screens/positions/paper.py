"""Figures 6 and 7 of the ViT paper for a view, and how each is made, in words."""

import numpy as np

import vit
from app.engine import references
from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.export import framing_words, names
from app.screens.positions.facts import refusal
from app.share.queries import page_query
from app.wire.forms_positions import PaperFacts
from app.wire.lists import matrix
from vit.anatomy.head_statistics import attention_distance, uniform_distance
from vit.figures import figures
from vit.figures import paper as paper_figures
from vit.figures.render import seen

FIGURES = (6, 7)
PAGE = {"screen": "positions", "positions": "paper"}


def facts(recorded: Recorded) -> PaperFacts:
    """Mean attention distances [L][H] and that of even attention, in px, and both recipes."""
    trace = recorded.trace
    return {
        "distances": matrix(attention_distance(trace)),
        "uniform": uniform_distance(trace.grid),
        "recipes": {"6": recipe6(recorded), "7": recipe7(recorded)},
    }


def file(engine: Engine, recorded: Recorded, number: int, kind: figures.Kind) -> bytes:
    """A figure of the paper as a file; ValueError for a number that is none of them."""
    if number not in FIGURES:
        raise ValueError(f"Figure {number} is not one of this page: use 6 or 7.")
    origin = f"{names.signature()} ?{page_query(engine, recorded, PAGE)}"
    if number == 6:
        trace = recorded.trace
        photo = seen(engine.picture(recorded.key.digest).rgb, trace.view, figures.PIXELS)
        heat = vit.rollout(trace).float().cpu().numpy()
        return paper_figures.figure6(photo, heat, f"{recipe6(recorded)} {origin}", kind)
    return paper_figures.figure7(_figure7(recorded), f"{recipe7(recorded)} {origin}", kind)


def _figure7(recorded: Recorded) -> paper_figures.PaperFacts:
    model, config = recorded.model, recorded.trace.config
    components, _ = vit.filter_components(model)
    reason = refusal(config)
    return paper_figures.PaperFacts(
        filters=vit.filter_colours(components).float().cpu().numpy(),
        similarity=reason or vit.position_similarity(model).float().cpu().numpy(),
        distances=np.array(matrix(attention_distance(recorded.trace))),
        uniform=uniform_distance(config.grid),
        named=references.title(recorded.key.checkpoint),
    )


def recipe6(recorded: Recorded) -> str:
    """How figure 6 is made of this view."""
    config = recorded.trace.config
    return (
        f"Attention from the {config.readout_name} to the input, as in figure 6 of Dosovitskiy et "
        "al. 2020 (arXiv 2010.11929): attention rollout (Abnar & Zuidema 2020, arXiv 2005.00928). "
        f"In each of {config.depth} layers the attention is averaged over {config.heads} heads, "
        "half of it is mixed with half the identity for the residual branch, and the layers are "
        "multiplied. The map is divided by the value that 99.5 % of its patches do not exceed (the "
        "paper: by its maximum), cut at 1, enlarged bilinearly, and multiplied with the picture. "
        f"{_settings(recorded)}"
    )


def recipe7(recorded: Recorded) -> str:
    """How figure 7 is made of this view."""
    model, config = recorded.model, recorded.trace.config
    components, shares = vit.filter_components(model)
    count, reason = len(components), refusal(config)
    kind = (
        "sinusoidal position embeddings"
        if config.positions == "sinusoidal"
        else ("learned position embeddings")
    )
    rows, cols = config.grid.rows, config.grid.cols
    resized = (
        ""
        if config.stored_grid == (rows, cols)
        else (f", interpolated from {config.stored_grid[0]} × {config.stored_grid[1]}")
    )
    middle = reason or (
        f"cosine similarity of the {kind} of {rows} × {cols} patches{resized}; tile (row, column) "
        "compares the patch there with all others."
    )
    return (
        "As in figure 7 of Dosovitskiy et al. 2020 (arXiv 2010.11929). Left: first "
        f"{count} principal components of the {config.width} embedding filters of RGB values, "
        f"{float(shares.sum()):.1%} of their variance, each scaled by its own largest entry; grey "
        f"is zero. Centre: {middle} Right: mean attention distance by layer, a dot for each of "
        f"{config.heads} heads, over all patches of this one picture (the paper's over 128); "
        f"dashed: even attention. {_settings(recorded)}"
    )


def _settings(recorded: Recorded) -> str:
    """Checkpoint, input and frame, in one sentence."""
    key, (height, width) = recorded.key, recorded.trace.config.image
    parts = [
        references.title(key.checkpoint),
        f"input {height} × {width} px, patch {key.patch} px",
        *filter(None, [framing_words.words(recorded)]),
    ]
    return "; ".join(parts) + "."
