"""The contract of server and page: every route, its parameters, and the body of its reply.

The server takes its paths from here and the page its URLs: `python -m app.wire.write_contract`
writes assets/viewer/record/contract.js (URLs, sizes of bodies), limits.js and replies.js (types).
"""

from app.engine.gallery import SEEDS
from app.engine.input_sizes import LARGEST_GRID
from app.parameters import Index, Whole, Word
from app.wire.choices import CardName, LensRead
from app.wire.forms_explain import Classes, Failure, Faithfulness, MethodFacts, Removal
from app.wire.forms_heads import (
    Ablation,
    HeadSpread,
    HeadStatistics,
    Lens,
    ReceptiveField,
)
from app.wire.forms_learn import (
    BrokenPlan,
    CardFacts,
    Diagram,
    ModelPlan,
    Nothing,
    TrainedModel,
    TrainingName,
    TrainingOrder,
    TrainingStep,
    WeightFacts,
)
from app.wire.forms_positions import PaperFacts, PositionFacts, ScoreShares
from app.wire.forms_view import Changed, Column, Fidelity, Measures, Objects, Pass, Sinks, Times
from app.wire.limits import LARGEST_PATCH, SMALLEST_PATCH, TRAINING_SECONDS
from app.wire.route import File, Json, Lines, LongWork, Numbers, PageFile, Route, Text
from app.wire.route_parameters import (
    CHANGES,
    COLUMN,
    FIGURE,
    FILL,
    FORMAT,
    HEAD,
    JPEG,
    KNOBS,
    LANE,
    LAYER,
    LEAVE_OUT,
    METHOD_NAMES,
    NUMBERS_FILE,
    QUERY,
    SAVED,
    SAVING,
    SIGNED_NAMES,
    SIZES_OF_MODEL,
    TARGET,
    TEXT,
    TOKEN,
)
from app.wire.view_state import VIEW_FIELDS
from vit.scenes.scene import KINDS

BASE = "/gradio_api/vit"  # Gradio passes on what begins with /gradio_api/ in all of its modes


def _half(*shapes: str) -> Numbers:
    return Numbers("float16", shapes)


def _single(*shapes: str) -> Numbers:
    return Numbers("float32", shapes)


# Without a view: no picture of a visitor is in any of these.
PAGE_ROUTES: dict[str, Route] = {
    "file": Route(
        "files/{name}", "Modules or styles.", PageFile(), {"name": Text("first-4f2a.js")}
    ),
    "example": Route("example/{index}", "Thumbnail.", JPEG, {"index": Index("examples")}),
    "scene": Route(
        "scene/{kind}/{seed}",
        "A scene as the model card measures it.",
        JPEG,
        {"kind": Word(KINDS), "seed": Whole(0, SEEDS - 1)},
    ),
    "build": Route(
        "build",
        "What a choice of model sizes means.",
        Json(ModelPlan | BrokenPlan),
        SIZES_OF_MODEL,
    ),
    "train": Route(
        "train",
        "Training of such a model; closing the connection stops it.",
        Lines((TrainingName, TrainingStep, TrainedModel, Failure, Nothing)),
        {**SIZES_OF_MODEL, "seconds": Whole(*TRAINING_SECONDS)},
    ),
    "train_order": Route(
        "train/{name}/{order}",
        "An order to a training under way.",
        Json(Nothing),
        {"name": Text("k3Jd9_aQ"), "order": Word.of(TrainingOrder)},
    ),
}

# Under the token of a view, which nobody can guess.
VIEW_ROUTES: dict[str, Route] = {
    "alive": Route("alive", "A sign of life: what the page holds stays.", Json(Nothing)),
    "picture": Route("picture", "The picture.", JPEG),
    "picture_file": Route("picture.png", "The picture as it was opened.", File(("image/png",))),
    "qk": Route("qk", "Query, then key, of every layer.", _half("L,2,H,N,K")),
    "qk_layer": Route(
        "qk/{layer}", "Query, then key, of a layer.", _half("2,H,N,K"), {"layer": LAYER}
    ),
    "row_sums": Route(
        "sums/{layer}", "Log-sum-exp of every row of scores.", _single("H,N"), {"layer": LAYER}
    ),
    "from": Route("from/{query}", "Attention from a token.", _single("L,H,N"), QUERY),
    "to": Route("to/{query}", "Attention to a token.", _single("L,H,N"), QUERY),
    "rollout": Route(
        "rollout/{query}",
        "Rollout from a token.",
        _single("L,N"),
        QUERY,
        {"start": LAYER, **LEAVE_OUT},
    ),
    "rollout_film": Route(
        "rollout/{query}/film",
        "Rollout from a token up to each layer, by the laboratory's knobs.",
        _single("L,N"),
        {**QUERY, **KNOBS},
    ),
    "sinks": Route("sinks", "Patches that get most attention of a head.", Json(Sinks)),
    "fused": Route(
        "fused/{fusion}/{layer}",
        "Attention of a layer, its heads fused or one of them.",
        _half("N,N"),
        {"fusion": Text("mean, max, min or head3"), "layer": LAYER},
        LEAVE_OUT,
    ),
    "positions": Route("positions", "Position embeddings of length 1.", _half("P,D")),
    "objects": Route("objects", "Where a drawn scene's objects are.", Json(Objects | None)),
    "features_colours": Route(
        "features/colours",
        "Shares, places.",
        _half("L+1,3", "L+1,P,3"),
        {},
        {"axes": VIEW_FIELDS["axes"]},
    ),
    "features_norms": Route("features/norms", "Lengths of patch tokens.", _single("L+1,P")),
    "features_layer": Route(
        "features/{layer}",
        "Cosines with each patch, wide = P; directions, wide = D, where P is larger.",
        _half("N,wide"),
        {"layer": Index("L+1")},
    ),
    "figure": Route("figure.{format}", "The map shown.", FIGURE, {"format": FORMAT}, VIEW_FIELDS),
    "array": Route("array.npz", "The map shown.", NUMBERS_FILE, {}, VIEW_FIELDS),
    "rows_file": Route(
        "rows.npz", "The readout's attention, all layers.", NUMBERS_FILE, {}, VIEW_FIELDS
    ),
    "layer_file": Route(
        "layer/{layer}.npy", "All weights of a layer.", NUMBERS_FILE, {"layer": LAYER}
    ),
    "saved": Route("saved/{screen}.{format}", "What a screen shows.", SAVED, SAVING),
    "python": Route("python", "Python that computes the map shown.", TEXT, {}, VIEW_FIELDS),
    "column": Route("column", "A column of Compare.", Json(Column), {"column": LANE}, COLUMN),
    "forward": Route("forward", "A long pass, ahead of its column.", LongWork(Pass), {}, COLUMN),
    "fidelity": Route("fidelity", "How far from the trained size.", Json(Fidelity | None)),
    "measures": Route("measures", "Slower measures of a column.", Json(Measures)),
    "times": Route("times", "The time of a pass, from several.", LongWork(Times)),
    "methods": Route("methods", "The methods that make maps.", Json(list[MethodFacts])),
    "classes": Route("classes", "Every class.", Json(Classes)),
    "maps": Route("maps", "Maps of a class.", _single("methods,N"), TARGET, METHOD_NAMES),
    "maps_randomised": Route(
        "maps/randomised", "The same, weights shuffled.", _single("methods,N"), TARGET, METHOD_NAMES
    ),
    "maps_signed": Route(
        "maps/signed", "The same, with their signs.", _single("methods,N"), TARGET, SIGNED_NAMES
    ),
    "faithfulness": Route(
        "faithfulness", "Deletion and insertion.", LongWork(Faithfulness), TARGET, METHOD_NAMES
    ),
    "removal": Route(
        "removal", "Each patch taken out in turn.", LongWork(Removal), TARGET, METHOD_NAMES
    ),
    "heads": Route("heads", "Statistics of every head.", Json(HeadStatistics)),
    "heads_spread": Route("heads/spread", "Their spread over pictures.", LongWork(HeadSpread)),
    "lens": Route("lens", "The readout after each layer.", Json(Lens), TARGET),
    "lens_patches": Route(
        "lens/{read}",
        "A class read from every patch after each layer.",
        _single("L+1,P"),
        {"read": Word.of(LensRead), **TARGET},
    ),
    "receptive": Route(
        "receptive/{query}",
        "Effective receptive field of a token, a line for each block.",
        LongWork(ReceptiveField),
        {"query": TOKEN},
    ),
    "ratios": Route("ratios", "Norm of skip over branch: attention, MLP.", _single("L,2,N")),
    "importance": Route(
        "importance", "First-order importance of each head.", _single("L,H"), TARGET, FILL
    ),
    "ablation": Route("ablation", "Each head off in turn.", LongWork(Ablation), TARGET, FILL),
    "changed": Route("changed", "A changed pass.", Json(Changed), {"lane": LANE}, CHANGES),
    "changed_python": Route("changed/python", "Python that makes the changed pass.", TEXT),
    "position_facts": Route("positions/facts", "Facts of the positions.", Json(PositionFacts)),
    "position_table": Route(
        "positions/table",
        "Cosines of the stored positions, then of the prefix tokens' with them.",
        _half("stored,stored", "prefix,stored"),
    ),
    "position_components": Route(
        "positions/components", "Maps of the positions' components.", _half("components,P")
    ),
    "rotary": Route(
        "positions/rotary/{layer}/{rows}/{cols}",
        "Similarity with the first and last patch of row 1, then turns down and right.",
        _half("heads,2,patches", "heads,2,pairs"),
        {"layer": LAYER, "rows": Whole(1, LARGEST_GRID), "cols": Whole(1, LARGEST_GRID)},
    ),
    "score_parts": Route(
        "positions/parts", "Queries, then keys, by content and by position.", _half("4,N,D")
    ),
    "score_shares": Route("positions/shares", "Shares of the scores' parts.", Json(ScoreShares)),
    "filters": Route(
        "filters/{patch}",
        "Shares, colours and responses of the patch filters.",
        _half("filters", "filters,patch,patch,3", "filters,rows,cols"),
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
