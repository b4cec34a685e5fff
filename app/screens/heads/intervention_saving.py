"""The interventions, to be saved: a map before and after the change, and the answers of both."""

from dataclasses import replace

from app.engine.engine import Engine
from app.engine.recorded import Recorded, alike
from app.export.bundles import Floats
from app.export.contents import Contents
from app.export.panels import Panels
from app.screens.heads.changed import bars
from app.screens.heads.fill import filled
from app.share.page_facts import PageFacts
from vit.figures.heat import token_name
from vit.figures.look import Look
from vit.figures.parts import Part
from vit.figures.plots import BarsPart
from vit.maps.flow import attention_rows


def contents(engine: Engine, recorded: Recorded, page: PageFacts) -> Contents:
    """Both maps of a layer and a head on one scale, and the classes of both passes."""
    change, query = page.change, page["query"]
    change.check(recorded.trace.config)
    after = engine.record(replace(recorded.key, intervention=change))
    head, layer = page["head"], page.layer(recorded)
    panels = Panels.of(engine, recorded, Look(grid=True))
    parts: list[Part] = []
    arrays: dict[str, Floats] = {}
    for name, one in (("before", recorded), ("after", after)):
        rows = attention_rows(one.trace, query, "from")[layer]
        tokens = rows.mean(dim=0) if head is None else rows[head]
        values = panels.cells(tokens)
        note = panels.prefix_note(tokens)
        parts.append(panels.attention(name.capitalize(), values, note=note, query=query))
        arrays[name] = values
    classes = bars(recorded, after)
    if classes:
        parts.append(
            BarsPart(
                "Probability before and after",
                f"Cosine of the outputs {alike(recorded, after):.3f}.",
                tuple(row["name"] for row in classes),
                tuple(row["after"] for row in classes),
                tuple(f"{row['before']:.2f} → {row['after']:.2f}" for row in classes),
            )
        )
    arrays |= _moves(engine, recorded, page)
    which = "mean of heads" if head is None else f"head {head + 1}"
    words = ", ".join(f"{name} {text}" for name, text in change.words().items())
    return Contents(
        name="interventions",
        place=f"L{layer + 1}-{'mean' if head is None else f'H{head + 1}'}",
        title=f"Layer {layer + 1}, {which}, from {token_name(recorded.trace, query)}, "
        "before and after a change",
        settings=f"Changed: {words or 'nothing'}.",
        parts=tuple(parts),
        columns=3,
        arrays=arrays,
    )


def _moves(engine: Engine, recorded: Recorded, page: PageFacts) -> dict[str, Floats]:
    """How far the features moved in the sweep that is in sight, as far as it was measured."""
    own = "heads" if recorded.trace.config.outputs == "none" else "class"
    swept = page["worth"] or own
    fill = {"fill": page.change.fill} if swept == "heads" else {}
    known = engine.moves.get((filled(recorded.key, fill), swept))
    if known is None:
        return {}
    return {
        f"{swept}_pooled_change": known.pooled.numpy(),
        f"{swept}_patch_changes": known.patches.numpy(),
    }
