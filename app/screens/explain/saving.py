"""What the Explain screen shows, to be saved: maps of a class, the laboratory, the curves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from torch import Tensor

from app.engine.engine import Engine
from app.engine.likeness import Explained, Likeness, sweep_block
from app.engine.recorded import Recorded
from app.export.contents import Contents
from app.export.panels import Panels, share_scale
from app.screens.explain import laboratory_saving, likeness, maps
from app.screens.explain.maps import REMOVAL, known_curves
from app.share.page_facts import PageFacts
from app.wire.question import Question
from app.wire.route_parameters import SIGNED
from vit.figures.figures import INK
from vit.figures.parts import MapPart
from vit.figures.plots import Line, LinesPart, Style, even_line
from vit.figures.scale import signed_scale
from vit.maps.faithfulness import LEVELS
from vit.maps.methods import METHODS

SHUFFLED = "{} of shuffled weights"
BEHIND = "#c9ccd0"  # the curves of the other methods
KINDS: Mapping[Literal["insertion", "deletion"], Style] = {"insertion": "-", "deletion": "--"}
DROP = "probability lost with a patch"
TAKEN_OFF = " What never leaves the tokens that are read is taken off."
COSINE_DROP = "cosine lost with a patch"


def contents(engine: Engine, recorded: Recorded, page: PageFacts) -> Contents:
    """The section that is in sight."""
    makers = {"maps": _maps, "laboratory": laboratory_saving.contents, "matter": _matter}
    return makers[page["explain"]](engine, recorded, page)


@dataclass(frozen=True)
class Said:
    """What is explained in words: a `name`, its `place` in a file's name, the `question`.

    `whole` is the value with all patches; `drop` and `unit` label what a patch's removal changes.
    """

    name: str
    place: str
    question: str
    whole: float
    drop: str
    unit: str


def _said(engine: Engine, recorded: Recorded, target: Explained) -> Said:
    if isinstance(target, Likeness):
        facts = likeness.facts(engine, recorded, target)
        name, value = f"similarity of {facts['of']} to {facts['to']}", facts["value"]
        place = f"{facts['of']} to {facts['to']}".replace("the ", "")
        return Said(name, place, f"{name}, cosine {value:.5f}", value, COSINE_DROP, "cosine")
    name = recorded.model.labels.name(target)
    whole = recorded.trace.probabilities()[target].item()
    return Said(name, name, f"Why {name}?", whole, DROP, "probability")


def _maps(engine: Engine, recorded: Recorded, page: PageFacts) -> Contents:
    """The maps of every method, or their differences between two classes."""
    target, name = likeness.explained(engine, recorded, page), recorded.model.labels.name
    said = _said(engine, recorded, target)
    against = _against(page, target)
    panels = Panels.of(engine, recorded, page.look)
    kept = _known_methods(engine, recorded, [one for one in (target, against) if one is not None])
    if against is not None and isinstance(target, int):
        pairs = _differences(engine, recorded, (target, against), kept)
        parts = [_difference(panels, method, values) for method, values in pairs.items()]
        title = f"{name(target)} less {name(against)}"
    else:
        tokens = maps.maps(engine, recorded, Question(target, kept))
        pairs = {method: _own(method, heat) for method, heat in zip(kept, tokens, strict=True)}
        if "signed" in page.words:
            pairs |= _with_signs(engine, recorded, target, pairs)
        scores = {
            name: one["score"] for name, one in known_curves(engine, recorded, target).items()
        }
        parts = [
            _map(panels, page, said, method, values, score=scores.get(method))
            for method, values in pairs.items()
        ]
        title = said.question
    place = f"{said.name} less {name(against)}" if against is not None else said.place
    if page["shuffled"] and against is None:
        place += " shuffled"
        others = _shuffled(engine, recorded, Question(target, _derived(kept)))
        parts += [_map(panels, page, said, method, one, SHUFFLED) for method, one in others.items()]
        pairs |= {f"{method}_shuffled": one for method, one in others.items()}
    chosen = METHODS[page["explained"]].title
    return Contents(
        name="methods",
        place=place,
        title=f"Maps of a {'class' if isinstance(target, int) else 'similarity'}: {title}",
        settings=f"Shares of each map's total over all tokens; chosen: {chosen}."
        + (TAKEN_OFF if isinstance(target, Likeness) else ""),
        parts=tuple(parts),
        columns=4,
        arrays={method: panels.cells(values) for method, values in pairs.items()},
    )


def _against(page: PageFacts, target: Explained) -> int | None:
    """The class that a class is compared with; None for a similarity."""
    alone = isinstance(target, Likeness) or page["against"] == target
    return None if alone else page["against"]


def _derived(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name != REMOVAL)


def _known_methods(
    engine: Engine, recorded: Recorded, targets: Sequence[Explained]
) -> tuple[str, ...]:
    """Every method; removal only where it was measured, since it takes a pass for each patch."""
    known = all(engine.known_removal(recorded.key, one) is not None for one in targets)
    return tuple(METHODS) if known else _derived(tuple(METHODS))


def _own(method: str, heat: Tensor) -> Tensor:
    """A map [N] as shares of its total; removal as it was measured."""
    total = heat.abs().sum()
    return heat if method == REMOVAL or not total else heat / total


def _differences(
    engine: Engine, recorded: Recorded, targets: tuple[int, int], kept: tuple[str, ...]
) -> dict[str, Tensor]:
    """The maps of one class less those of another; methods that know no class have none."""
    names = tuple(name for name in kept if METHODS[name].class_specific)
    one, other = (maps.maps(engine, recorded, Question(target, names)) for target in targets)
    rows = zip(names, one, other, strict=True)
    return {name: _own(name, first) - _own(name, second) for name, first, second in rows}


def _with_signs(
    engine: Engine, recorded: Recorded, target: Explained, pairs: Mapping[str, Tensor]
) -> dict[str, Tensor]:
    """Maps that are all zero, before their negative values were set to 0."""
    names = tuple(name for name in SIGNED if name in pairs and not pairs[name].any())
    heats = maps.signed_maps(engine, recorded, Question(target, names)) if names else ()
    return {name: _own(name, heat) for name, heat in zip(names, heats, strict=True)}


def _shuffled(engine: Engine, recorded: Recorded, question: Question) -> dict[str, Tensor]:
    heats = maps.randomised_maps(engine, recorded, question)
    rows = zip(question.methods, heats, strict=True)
    return {name: _own(name, heat) for name, heat in rows}


def _map(
    panels: Panels,
    page: PageFacts,
    said: Said,
    method: str,
    tokens: Tensor,
    title: str = "{}",
    score: float | None = None,
) -> MapPart:
    """A method's map; one that is all zero is said to be."""
    values = panels.cells(tokens)
    if method == REMOVAL:
        scale, note = signed_scale(float(np.abs(values).max()), said.drop), _measured(panels)
    elif (values < 0).any():
        scale = signed_scale(float(np.abs(values).max()), "of all sizes")
        note = "With its signs: the method sets all of it to 0."
    else:
        uniform = page["contrast"] == "uniform"
        scale = share_scale(panels.recorded.trace.config.tokens, values, uniform=uniform)
        note = panels.prefix_note(tokens) if tokens.any() else "All zero: it marks no patch."
    note += "" if score is None else f" Score {_text(score)}."
    return panels.part(title.format(METHODS[method].title), values, scale, note=note)


def _measured(panels: Panels) -> str:
    """The note of removal: how many patches went at once."""
    block = sweep_block(panels.recorded.trace.grid)
    return "Measured." if block == 1 else f"Measured by squares of {block} x {block} patches."


def _text(score: float) -> str:
    """Two decimals, with a true minus sign; none before a zero."""
    return f"{score:z.2f}".replace("-", "\N{MINUS SIGN}")


def _difference(panels: Panels, method: str, tokens: Tensor) -> MapPart:
    values = panels.cells(tokens)
    label = DROP if method == REMOVAL else "of total"
    scale = signed_scale(float(np.abs(values).max()), label)
    return panels.part(METHODS[method].title, values, scale)


def _matter(engine: Engine, recorded: Recorded, page: PageFacts) -> Contents:
    """The chosen map beside the measured effect of each patch, and the curves of all methods."""
    target, chosen = likeness.explained(engine, recorded, page), page["explained"]
    said = _said(engine, recorded, target)
    chosen = next(iter(METHODS)) if chosen == REMOVAL else chosen
    panels = Panels.of(engine, recorded, page.look)
    measured = [REMOVAL] if REMOVAL in _known_methods(engine, recorded, [target]) else []
    kept = (chosen, *measured)
    heats = maps.maps(engine, recorded, Question(target, kept))
    own = {name: _own(name, heat) for name, heat in zip(kept, heats, strict=True)}
    curves = known_curves(engine, recorded, target)
    arrays = {name: panels.cells(values) for name, values in own.items()}
    for method, kinds in curves.items():
        for kind in KINDS:
            arrays[f"{method}_{kind}"] = np.array(kinds[kind], np.float32)
    return Contents(
        name="deletion-curves" if curves else "deletion",
        place=f"{chosen}-{said.place}",
        title=f"Does attention matter? {METHODS[chosen].title}, {said.name}",
        settings="Shares of the patches taken out, most marked first, or kept alone."
        if curves
        else "Faithfulness is not measured: there are no curves.",
        parts=(
            *(_map(panels, page, said, method, values) for method, values in own.items()),
            *([_plot(said, chosen, curves)] if curves else []),
        ),
        columns=3,
        arrays=arrays | ({"levels": np.array(LEVELS, np.float32)} if curves else {}),
    )


def _plot(said: Said, chosen: str, measured: dict[str, maps.Curves]) -> LinesPart:
    """Deletion and insertion of the chosen method, before those of the others."""
    levels = 100 * np.array(LEVELS)
    lines = [even_line(said.whole, "all patches", (0, 100))]
    for name, curves in sorted(measured.items(), key=lambda item: item[0] == chosen):
        own = name == chosen
        for kind, style in KINDS.items():
            text = f"{kind}, {METHODS[name].title}" if own else ""
            width, colour = (1.6, INK) if own else (0.7, BEHIND)
            lines.append(Line(text, levels, np.array(curves[kind]), style, colour, width))
    score = measured[chosen]["score"] if chosen in measured else None
    return LinesPart(
        title="Taking many patches out, keeping few",
        note="" if score is None else f"Score (insertion less deletion): {_text(score)}.",
        lines=tuple(lines),
        across="share of patches taken out or kept, %",
        up=said.unit,
    )
