"""What the Learn screen shows, to be saved: the maps and vectors of a card, or the diagram."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.export.bundles import Array
from app.export.contents import Contents
from app.export.panels import Panels
from app.screens.learn.card_facts import Chosen, Facts
from app.screens.learn.diagram_routes import shapes
from app.screens.learn.routes import CARDS
from app.share.page_facts import PageFacts
from vit.anatomy.head_statistics import OUTLIER
from vit.figures.look import Look
from vit.figures.parts import PIXELS, CellsPart, MapPart, Part
from vit.figures.plots import BarsPart
from vit.figures.scale import linear_scale, signed_scale, uniform_scale
from vit.pictures.images import InputError

TITLES = {
    "patches": "Why patches",
    "projection": "From pixels to a token",
    "positions": "Where a patch lies",
    "class_token": "The class token",
    "block": "One block, seven steps",
    "query_key_value": "Query, key and value",
    "dot_product": "The scaled dot product",
    "heads": "Several heads",
    "depth": "Depth and rollout",
    "layer_norm": "Layer norm",
    "limits": "What maps can show",
    "patch_size": "The patch size",
    "features": "What self-supervision leaves",
    "sinks": "Sinks and registers",
    "teaching": "A class from five pictures",
}
NAMES = {  # of maps and vectors, where the name alone does not say it
    "attended": "Attention of the last layer from what the model reads",
    "by_head": "Weights, head {}",
    "of_head": "Weights of the chosen head",
    "by_layer": "Attention from what the model reads, layer {}",
    "rollout": "Rollout up to layer {}",
    "rollout_last": "Rollout through all layers",
    "learned": "This model\N{RIGHT SINGLE QUOTATION MARK}s positions, cosine",
    "sinusoidal": "Sines and cosines, cosine",
    "scores": "Scaled scores",
    "weights": "Weights",
    "joined": "Their contexts, side by side",
    "output": "Mixed by the final linear layer",
    "entering": "= the token that enters",
    "position": "+ its position embedding",
    "projected": "The patch, projected",
    "pooled": "What the classifier reads",
    "places": "Place on principal axis {}",
    "alike": "Similarity with the chosen token, cosine",
    "received": "Attention that each token receives, in the chosen head",
    "lengths": "Lengths of the tokens, in medians",
    "by_depth": "Cosine of the pooled feature, read after each layer, with the last",
}
SIGNED = {"scores": "score", "learned": "cosine", "sinusoidal": "cosine", "alike": "cosine"}
SCALES = {  # of maps that are no attention
    "places": replace(linear_scale(1.0), label="place, 0 to 1"),
    "lengths": replace(linear_scale(OUTLIER), label="medians"),
}
MANY, FEW_PIXELS = 12, 240  # maps from which each has fewer pixels in the file
SLIM = 1 / 10  # height of a strip in its widths
NOTHING = "Cards and the diagram can be saved: open one of them."


def contents(engine: Engine, recorded: Recorded, page: PageFacts) -> Contents:
    """The card or the diagram; InputError for a section that holds no numbers of a picture."""
    if page["learn"] == "diagram":
        return _diagram(recorded)
    if page["learn"] != "cards":
        raise InputError(NOTHING)
    config, grid = recorded.trace.config, recorded.trace.grid
    middle = grid.token(grid.rows // 2, grid.cols // 2)
    chosen = Chosen(
        layer=page.layer(recorded),
        head=page["head"] or 0,
        token=middle if page["query"] is None else page["query"],
    )
    name = page["card"]
    facts = CARDS[name](engine, recorded, chosen)
    panels = Panels.of(engine, recorded, Look(grid=True))
    parts = [*_maps(panels, facts, chosen), *_strips(facts), *_rows(facts)]
    if not parts:
        values = np.zeros((grid.rows, grid.cols), np.float32)
        whole = Panels(recorded, panels.rgb, Look(opacity=0, grid=True))
        parts = [whole.part("The picture, cut into patches", values, uniform_scale(config.tokens))]
    return Contents(
        name=f"card-{name.replace('_', '-')}",
        place=f"L{chosen.layer + 1}-H{chosen.head + 1}-t{chosen.token}",
        title=TITLES[name],
        settings=f"Layer {chosen.layer + 1}, head {chosen.head + 1}, token {chosen.token}.",
        parts=tuple(parts),
        columns=4 if len(parts) > 4 else 2,
        arrays=_arrays(facts),
    )


def _arrays(facts: Facts) -> dict[str, Array]:
    """Every map and vector in its shape, the steps of a block by their names, and the numbers."""
    values: dict[str, Array] = {
        name: np.array(one, np.float32).reshape(facts.shapes[name])
        for name, one in (facts.maps | facts.vectors).items()
    }
    for row in facts.rows:
        if "values" in row:
            values[f"step_{row['name']}"] = np.array(row["values"], np.float32)
    return values | {f"number_{name}": np.array(one) for name, one in facts.numbers.items()}


def _maps(panels: Panels, facts: Facts, chosen: Chosen) -> Iterator[MapPart]:
    """Yield every map, one for each head or layer where it has several."""
    grid = panels.recorded.trace.grid
    count = sum(len(listed) // facts.shapes[name][-1] for name, listed in facts.maps.items())
    pixels = FEW_PIXELS if count > MANY else PIXELS
    for name, listed in facts.maps.items():
        maps = np.array(listed, np.float32).reshape(-1, facts.shapes[name][-1])
        for index, one in enumerate(maps[:, -grid.patches :]):
            title = NAMES.get(name, name.capitalize()).format(index + 1)
            values = one.reshape(grid.rows, grid.cols)
            if name in SIGNED:
                most = 1.0 if SIGNED[name] == "cosine" else float(np.abs(values).max())
                scale = signed_scale(most, SIGNED[name])
            else:
                scale = SCALES.get(name, uniform_scale(grid.tokens))
            part = panels.part(title, values, scale, query=chosen.token)
            yield replace(part, pixels=pixels)


def _strips(facts: Facts) -> Iterator[Part]:
    """Yield every vector as a strip, red above 0, blue below, full at its largest number."""
    for name, values in facts.vectors.items():
        title = NAMES.get(name, name.replace("_", " ").capitalize()).format("")
        yield _strip(title, np.array(values), facts.numbers.get(f"{name}_length"))


def _strip(title: str, values: npt.NDArray[np.float64], length: float | None) -> CellsPart:
    most = float(np.abs(values).max())
    words = [f"{len(values)} numbers", *([] if length is None else [f"length {length:.3g}"])]
    note = f"{', '.join(words)}; colours are full at ±{most:.2g}."
    scale = signed_scale(most, "")
    return CellsPart(title, note, values[None], scale, aspect=SLIM * len(values), bar=False)


def _rows(facts: Facts) -> Iterator[Part]:
    """Yield the steps of a block as strips, or the patch sizes as bars."""
    sizes: list[tuple[str, int]] = []
    for row in facts.rows:
        if "values" in row:
            title = row["name"].replace("_", " ").capitalize()
            yield _strip(title, np.array(row["values"]), row["length"])
        else:
            sizes.append((f"{row['patch']} px", row["pairs"]))
    if sizes:
        names, pairs = zip(*sizes, strict=True)
        texts = tuple(f"{count:,}" for count in pairs)
        yield BarsPart("Pairs of tokens by patch size", "", names, pairs, texts)


def _diagram(recorded: Recorded) -> Contents:
    """Every step with its shape and parameters."""
    diagram = shapes(recorded)
    steps = {name: shape for name, shape in diagram["steps"].items() if shape is not None}
    counts = [diagram["parameters"].get(name, 0) for name in steps]
    texts = tuple(" × ".join(map(str, shape)) for shape in steps.values())
    names = tuple(name.replace("_", " ") for name in steps)
    return Contents(
        name="diagram",
        place="",
        title="The steps of a pass: parameters (of one block, inside the encoder) and shapes",
        settings=f"{diagram['layers']} layers.",
        parts=(BarsPart("Step, parameters, shape", "", names, tuple(counts), texts),),
        columns=1,
        arrays={
            "steps": np.array(list(steps)),
            "shapes": np.array(texts),
            "parameters": np.array(counts),
        },
    )
