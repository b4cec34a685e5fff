"""How a picture is looked at: the fields that the page sends to save what it shows."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, Self, cast

from app.parameters import (
    LARGEST_INDEX,
    Decimal,
    Index,
    Switch,
    Whole,
    Word,
    check_index,
    read_field,
)
from app.wire.forms_link import Region
from app.wire.limits import MASS, MOST_REGIONS, SEGMENTS
from app.wire.regions import PinsReader, RegionsReader
from vit.anatomy.feature_colours import Coding
from vit.figures.look import Colormap
from vit.tasks.facets import Facet

Method = Literal["attention", "rollout", "class", "features", "positions"]
Feature = Literal["colours", "similarity", "norms", "foreground", "segments"]
Axes = Literal["layer", "layers", "pictures"]
Inside = Literal["parts", "component"]
SegmentsBy = Literal["kmeans", "cut"]
Direction = Literal["from", "to", "received"]
Scale = Literal["uniform", "map", "shared"]


@dataclass(frozen=True, kw_only=True)
class ViewState:
    """Everything that the caption of a figure states of the way its map is shown.

    `layer` and `end` count from 0; `head` None is the mean of all heads; `query` None is the
    layout's own start vector (the class token, or the mean of patches); the rollout goes from layer
    `start` up to `end` (None: the last one) and may `leave_out` sinks; `opacity` is in percent;
    `target` is the class of the method `class`; `feature` is what the method `features` shows,
    after `depth` layers (None: all); `axes` are whose principal axes its colours follow, and
    `coding` how three places make a colour; `facet` is what of a layer stands for its patches, of
    all heads side by side or of one `facet_head`; a patch is foreground beyond `threshold`, a part
    0..1 of the way from the 1st to the 99th percentile of the first component (None: Otsu's), where
    `inside` shows its parts or that component; k-means makes so many `segments`, as one
    way that they are found (`segments_by`). `regions` are drawn on the picture; the `chosen_region`
    of these stands in the place of the query. Attention can be a `blend`: `pins`, heads (layer,
    head), in a colour each on the patches that hold `mass` percent of their map.
    """

    method: Method = "attention"
    layer: int = 0
    head: int | None = None
    query: int | None = None
    direction: Direction = "from"
    scale: Scale = "uniform"
    root: bool = False
    colormap: Colormap = "inferno"
    opacity: int = 82
    smooth: bool = False
    grid: bool = False
    end: int | None = None
    start: int = 0
    leave_out: bool = False
    target: int | None = None
    feature: Feature = "colours"
    axes: Axes = "layer"
    coding: Coding = "oklab"
    depth: int | None = None
    facet: Facet = "token"
    facet_head: int | None = None
    threshold: float | None = None
    inside: Inside = "parts"
    segments: int = 4
    segments_by: SegmentsBy = "kmeans"
    regions: tuple[Region, ...] | None = None
    chosen_region: int | None = None
    blend: bool = False
    pins: tuple[tuple[int, int], ...] | None = None
    mass: int = 60

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> Self:
        """State from the fields of a query string; a field left out has its default.

        Raises ValueError, one sentence, for an unknown field or a wrong value.
        """
        known = [field.name for field in fields(cls)]
        values: dict[str, object] = {}
        for name, text in query.items():
            if name not in known:
                raise ValueError(f"{name!r} is no setting of a view: use {', '.join(known)}.")
            values[name] = read_field(name, VIEW_FIELDS[name], text)
        return cls(**cast(Any, values))  # each was read as the type of its field

    def check(self, *, layers: int, heads: int, tokens: int) -> None:
        """Raise ValueError, one sentence, for an index that a model of this shape does not have."""
        shape = {"layer": layers, "end": layers, "start": layers, "head": heads, "query": tokens}
        shape["depth"] = layers + 1  # the embedding, and what each layer leaves
        shape["facet_head"] = heads
        for name, count in shape.items():
            check_index(name, getattr(self, name), count)
        for layer, head in self.pins or ():
            check_index("pins", layer, layers)
            check_index("pins", head, heads)

    @property
    def region(self) -> Region | None:
        """The region in the place of the query; None where none is chosen, or none is there."""
        chosen, regions = self.chosen_region, self.regions or ()
        return regions[chosen] if chosen is not None and chosen < len(regions) else None


VIEW_FIELDS: dict[str, Whole | Decimal | Index | Word | Switch | RegionsReader | PinsReader] = {
    "method": Word.of(Method),
    "layer": Index("L"),
    "head": Index("H", "mean"),
    "query": Index("N", "default"),
    "direction": Word.of(Direction),
    "scale": Word.of(Scale),
    "root": Switch(),
    "colormap": Word.of(Colormap),
    "opacity": Whole(0, 100),
    "smooth": Switch(),
    "grid": Switch(),
    "end": Index("L"),
    "start": Index("L"),
    "leave_out": Switch(),
    "target": Whole(0, LARGEST_INDEX),
    "feature": Word.of(Feature),
    "axes": Word.of(Axes),
    "coding": Word.of(Coding),
    "depth": Index("L+1"),
    "facet": Word.of(Facet),
    "facet_head": Index("H", "all"),
    "threshold": Decimal(0, 1),
    "inside": Word.of(Inside),
    "segments": Whole(*SEGMENTS),
    "segments_by": Word.of(SegmentsBy),
    "regions": RegionsReader(),
    "chosen_region": Whole(0, MOST_REGIONS - 1),
    "blend": Switch(),
    "pins": PinsReader(),
    "mass": Whole(*MASS),
}
