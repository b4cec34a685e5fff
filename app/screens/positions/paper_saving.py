"""The parts of figures 6 and 7 of the ViT paper, to be saved with their numbers."""

from dataclasses import replace

import numpy as np

import vit
from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.export.bundles import Array, Floats, plain
from app.export.contents import Contents
from app.screens.positions.facts import refusal
from app.share.page_facts import PageFacts
from vit.anatomy.head_statistics import attention_distance, uniform_distance
from vit.figures.paper import PAPER_MAP, masked, sheet, tiles
from vit.figures.parts import CellsPart, Part, PicturePart
from vit.figures.plots import LinesPart, dots, even_line
from vit.figures.render import seen
from vit.figures.scale import signed_scale

PIXELS = 480  # longer side of a picture in the file


def contents(engine: Engine, recorded: Recorded, __: PageFacts) -> Contents:
    """Picture, picture times rollout, filters, tiles and distances, side by side."""
    trace, model = recorded.trace, recorded.model
    photo = seen(engine.picture(recorded.key.digest).rgb, trace.view, PIXELS)
    heat = plain(vit.rollout(trace))
    colours = plain(vit.filter_colours(vit.filter_components(model)[0]))
    distances = plain(attention_distance(trace))
    pixels = np.rint(255 * sheet(colours).clip(0, 1)).astype(np.uint8)
    parts: list[Part] = [
        PicturePart("Input", "", photo),
        PicturePart("Attention", "The picture times its rollout.", masked(photo, heat)),
        PicturePart("RGB embedding filters", "", pixels),
    ]
    arrays: dict[str, Array] = {"rollout": heat, "filters": colours, "distances": distances}
    if not refusal(trace.config):
        similarity = plain(vit.position_similarity(model))
        joined, _ = tiles(similarity)
        scale = replace(signed_scale(), signed=False)  # in the colours of the paper
        parts.append(CellsPart("Position embedding similarity", "", joined, scale, PAPER_MAP))
        arrays["similarity"] = similarity
    parts.append(_distances(distances, uniform_distance(trace.grid)))
    return Contents(
        name="paper-figures",
        place="",
        title="Parts of figures 6 and 7 of Dosovitskiy et al. 2020 (arXiv 2010.11929)",
        settings="",
        parts=tuple(parts),
        columns=3,
        arrays=arrays,
    )


def _distances(values: Floats, even: float) -> LinesPart:
    """A dot for each head, by layer; dotted is even attention."""
    lines = dots(values), even_line(even, "even attention", (0.5, len(values) + 0.5))
    return LinesPart("Mean attention distance", "", lines, "layer", "px")
