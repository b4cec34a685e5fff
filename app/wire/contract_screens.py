"""The contract of the other screens: what each asks of a view."""

from app.engine.input_sizes import LARGEST_GRID
from app.parameters import Index, Whole, Word
from app.wire.choices import CardName, LensRead
from app.wire.forms_compare import MatchedPairs, TurnedFacet
from app.wire.forms_explain import Classes, Faithfulness, MethodFacts, Removal
from app.wire.forms_heads import (
    Ablation,
    FeatureMoves,
    HeadSpread,
    HeadStatistics,
    Lens,
    OutlierFacts,
    ReceptiveField,
)
from app.wire.forms_learn import CardFacts, Diagram, WeightFacts
from app.wire.forms_positions import PaperFacts, PositionFacts, ScoreShares
from app.wire.forms_view import Changed, Column, Fidelity, Measures, Pass, Times
from app.wire.limits import LARGEST_PATCH, SMALLEST_PATCH
from app.wire.route import Json, LongWork, Route, Text, float16, float32
from app.wire.route_parameters import (
    CHANGES,
    COLUMN,
    FACET,
    FIGURE,
    FILL,
    FORMAT,
    HEAD,
    LANE,
    LAYER,
    METHOD_NAMES,
    SIGNED_NAMES,
    SWEPT,
    TARGET,
    TEXT,
    TOKEN,
)

SCREEN_ROUTES: dict[str, Route] = {
    "column": Route("column", "A column of Compare.", Json(Column), {"column": LANE}, COLUMN),
    "forward": Route("forward", "A long pass, ahead of its column.", LongWork(Pass), {}, COLUMN),
    "fidelity": Route("fidelity", "How far from the trained size.", Json(Fidelity | None)),
    "measures": Route("measures", "Slower measures of a column.", Json(Measures)),
    "times": Route("times", "The time of a pass, from several.", LongWork(Times)),
    "received": Route(
        "received/{layer}",
        "Attention to each token of a layer, the mean over all queries.",
        float32("H,N"),
        {"layer": LAYER},
    ),
    "directions": Route(
        "directions/{layer}",
        "Direction of each patch after a layer, by a facet.",
        float16("P,width"),
        {"layer": Index("L+1")},
        FACET,
    ),
    "matches": Route(
        "matches/{layer}",
        "Patches of this view and of another one of the visit that are each other's nearest.",
        Json(MatchedPairs),
        {"layer": Index("L+1"), "other": Text("the token of a view")},
        {"other_layer": Index("L+1"), **FACET},
    ),
    "turned": Route(
        "turned/{layer}",
        "The matches of the picture with itself upside down, by every facet.",
        Json(list[TurnedFacet]),
        {"layer": Index("L+1")},
    ),
    "methods": Route("methods", "The methods that make maps.", Json(list[MethodFacts])),
    "classes": Route("classes", "Every class.", Json(Classes)),
    "maps": Route("maps", "Maps of a class.", float32("methods,N"), TARGET, METHOD_NAMES),
    "maps_randomised": Route(
        "maps/randomised", "The same, weights shuffled.", float32("methods,N"), TARGET, METHOD_NAMES
    ),
    "maps_signed": Route(
        "maps/signed", "The same, with their signs.", float32("methods,N"), TARGET, SIGNED_NAMES
    ),
    "faithfulness": Route(
        "faithfulness", "Deletion and insertion.", LongWork(Faithfulness), TARGET, METHOD_NAMES
    ),
    "removal": Route(
        "removal", "Each patch taken out in turn.", LongWork(Removal), TARGET, METHOD_NAMES
    ),
    "heads": Route("heads", "Statistics of every head.", Json(HeadStatistics)),
    "heads_spread": Route("heads/spread", "Their spread over pictures.", LongWork(HeadSpread)),
    "outliers": Route("outliers", "Outlier patches, and what writes them.", Json(OutlierFacts)),
    "lens": Route("lens", "The readout after each layer.", Json(Lens), TARGET),
    "lens_patches": Route(
        "lens/{read}",
        "A class read from every patch after each layer.",
        float32("L+1,P"),
        {"read": Word.of(LensRead), **TARGET},
    ),
    "receptive": Route(
        "receptive/{query}",
        "Effective receptive field of a token, a line for each block.",
        LongWork(ReceptiveField),
        {"query": TOKEN},
    ),
    "ratios": Route("ratios", "Norm of skip over branch: attention, MLP.", float32("L,2,N")),
    "importance": Route(
        "importance", "First-order importance of each head.", float32("L,H"), TARGET, FILL
    ),
    "ablation": Route("ablation", "Each head off in turn.", LongWork(Ablation), TARGET, FILL),
    "feature_moves": Route(
        "moves/{swept}",
        "Each head off, or squares of patches out, in turn: how far the features move.",
        LongWork(FeatureMoves),
        SWEPT,
        FILL,
    ),
    "feature_move_maps": Route(
        "moves/{swept}/maps",
        "How far every patch moves in each pass; NaN where it was removed.",
        float32("passes,P"),
        SWEPT,
        FILL,
    ),
    "changed": Route("changed", "A changed pass.", Json(Changed), {"lane": LANE}, CHANGES),
    "changed_python": Route("changed/python", "Python that makes the changed pass.", TEXT),
    "position_facts": Route("positions/facts", "Facts of the positions.", Json(PositionFacts)),
    "position_table": Route(
        "positions/table",
        "Cosines of the stored positions, then of the prefix tokens' with them.",
        float16("stored,stored", "prefix,stored"),
    ),
    "position_components": Route(
        "positions/components", "Maps of the positions' components.", float16("components,P")
    ),
    "rotary": Route(
        "positions/rotary/{layer}/{rows}/{cols}",
        "Similarity with the first and last patch of row 1, then turns down and right.",
        float16("heads,2,patches", "heads,2,pairs"),
        {"layer": LAYER, "rows": Whole(1, LARGEST_GRID), "cols": Whole(1, LARGEST_GRID)},
    ),
    "score_parts": Route(
        "positions/parts", "Queries, then keys, by content and by position.", float16("4,N,D")
    ),
    "score_shares": Route("positions/shares", "Shares of the scores' parts.", Json(ScoreShares)),
    "filters": Route(
        "filters/{patch}",
        "Shares, colours and responses of the patch filters.",
        float16("filters", "filters,patch,patch,3", "filters,rows,cols"),
        {"patch": Whole(SMALLEST_PATCH, LARGEST_PATCH)},
    ),
    "paper": Route("paper", "Facts of the paper's figures.", Json(PaperFacts)),
    "paper_figure": Route(
        "paper/{figure}.{format}", "A figure.", FIGURE, {"figure": Whole(6, 7), "format": FORMAT}
    ),
    "card": Route(
        "learn/{card}",
        "What a card shows.",
        Json(CardFacts),
        {"card": Word.of(CardName), "layer": LAYER, "head": HEAD, "token": TOKEN},
    ),
    "number": Route(
        "number",
        "One attention weight, step by step.",
        Json(WeightFacts),
        {"layer": LAYER, "head": Index("H", "mean"), "from": TOKEN, "to": TOKEN},
    ),
    "shapes": Route("shapes", "Every step with its shape.", Json(Diagram)),
}
