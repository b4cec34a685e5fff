"""Maps of one record as parts of a figure."""

from dataclasses import dataclass, replace

from torch import Tensor

from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.export.bundles import Floats, plain
from vit.figures.figures import Panel
from vit.figures.look import Look
from vit.figures.parts import MapPart
from vit.figures.render import RGB
from vit.figures.scale import Scale, linear_scale, robust_top, uniform_scale
from vit.grid import View


@dataclass(frozen=True, eq=False)
class Panels:
    """The picture of a record, under maps of it."""

    recorded: Recorded
    rgb: RGB
    look: Look

    @classmethod
    def of(cls, engine: Engine, recorded: Recorded, look: Look) -> "Panels":
        """Those of a record."""
        return cls(recorded, engine.picture(recorded.key.digest).rgb, look)

    def cells(self, values: Tensor) -> Floats:
        """Floats [..., N] or [..., P] as [..., rows, cols]; prefix tokens are left out."""
        grid = self.recorded.trace.grid
        patches = plain(values)[..., -grid.patches :]
        return patches.reshape(*patches.shape[:-1], grid.rows, grid.cols)

    def part(
        self,
        title: str,
        values: Floats,
        scale: Scale,
        *,
        note: str = "",
        query: int | None = None,
        view: View | None = None,
    ) -> MapPart:
        """A map [rows,cols] with its query token; `view` is the part of the picture it is of."""
        grid = self.recorded.trace.grid
        cell = grid.cell(query) if query is not None and query >= grid.prefix else None
        own = view or self.recorded.trace.view
        return MapPart(Panel(values, self.rgb, own, scale, cell, title, note), self.look)

    def attention(
        self,
        title: str,
        values: Floats,
        *,
        note: str = "",
        query: int | None = None,
        most: int | None = None,
    ) -> MapPart:
        """A map of attention, in multiples of uniform attention; `most` as for `uniform_scale`."""
        scale = uniform_scale(self.recorded.trace.config.tokens, most)
        return self.part(title, values, scale, note=note, query=query)

    def prefix_note(self, tokens: Tensor) -> str:
        """How much of a map [N] the prefix tokens have; empty where there are none."""
        config = self.recorded.trace.config
        if not config.prefix:
            return ""
        names = " and ".join(config.prefix_names[:2])
        who = names if config.prefix <= 2 else "prefix tokens"
        return f"{float(tokens[: config.prefix].sum()):.1%} on {who}."


def share_scale(tokens: int, values: Floats, *, uniform: bool) -> Scale:
    """Scale of shares of a total: multiples of an even share, or up to the map's own robust top."""
    if uniform:
        label = f"multiples of an even share (1/{tokens})"
        return replace(uniform_scale(tokens), label=label)
    return replace(linear_scale(robust_top(values)), label="of total")
