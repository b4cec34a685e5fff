"""The contract of a view itself: its picture, record and features, and what is saved of them."""

from app.parameters import Index
from app.wire.forms_explain import Nothing
from app.wire.forms_features import SegmentFacts
from app.wire.forms_picture import SignOfLife, VisitPicture
from app.wire.forms_view import Objects, Sinks
from app.wire.route import File, Json, Route, Sent, Text, float16, float32
from app.wire.route_parameters import (
    FIGURE,
    FORMAT,
    JPEG,
    KNOBS,
    LAYER,
    LEAVE_OUT,
    NUMBERS_FILE,
    QUERY,
    REGION,
    SAVED,
    SAVING,
    TEXT,
)
from app.wire.view_state import VIEW_FIELDS

NAMES = Sent(".txt,.csv,.tsv,.json", 2 * 2**20)
FACET = {name: VIEW_FIELDS[name] for name in ("facet", "facet_head")}
SEGMENTS = {**FACET, **{name: VIEW_FIELDS[name] for name in ("segments", "segments_by")}}

OWN_ROUTES: dict[str, Route] = {
    "class_names": Route(
        "names",
        "Names for the classes of the program's own model, from a file.",
        Json(Nothing),
        {"name": Text("names.txt")},
        sent=NAMES,
    ),
    "alive": Route("alive", "A sign of life: what the page holds stays.", Json(SignOfLife)),
    "picture": Route("picture", "The picture.", JPEG),
    "pictures": Route("pictures", "Pictures opened in this visit.", Json(list[VisitPicture])),
    "picture_file": Route("picture.png", "The picture as it was opened.", File(("image/png",))),
    "qk": Route("qk", "Query, then key, of every layer.", float16("L,2,H,N,K")),
    "qk_layer": Route(
        "qk/{layer}", "Query, then key, of a layer.", float16("2,H,N,K"), {"layer": LAYER}
    ),
    "row_sums": Route(
        "sums/{layer}", "Log-sum-exp of every row of scores.", float32("H,N"), {"layer": LAYER}
    ),
    "from": Route("from/{query}", "Attention from a token.", float32("L,H,N"), QUERY, REGION),
    "to": Route("to/{query}", "Attention to a token.", float32("L,H,N"), QUERY, REGION),
    "received_rows": Route(
        "received", "Attention to each token, a mean over all queries.", float32("L,H,N")
    ),
    "rollout": Route(
        "rollout/{query}",
        "Rollout from a token.",
        float32("L,N"),
        QUERY,
        {"start": LAYER, **LEAVE_OUT, **REGION},
    ),
    "rollout_film": Route(
        "rollout/{query}/film",
        "Rollout from a token up to each layer, by the laboratory's knobs.",
        float32("L,N"),
        {**QUERY, **KNOBS},
    ),
    "sinks": Route("sinks", "Patches that get most attention of a head.", Json(Sinks)),
    "fused": Route(
        "fused/{fusion}/{layer}",
        "Attention of a layer, its heads fused or one of them.",
        float16("N,N"),
        {"fusion": Text("mean, max, min or head3"), "layer": LAYER},
        LEAVE_OUT,
    ),
    "positions": Route("positions", "Position embeddings of length 1.", float16("P,D")),
    "objects": Route("objects", "Where a drawn scene's objects are.", Json(Objects | None)),
    "features_colours": Route(
        "features/colours",
        "Shares, places.",
        float16("L+1,3", "L+1,P,3"),
        {},
        {"axes": VIEW_FIELDS["axes"], **FACET},
    ),
    "features_norms": Route("features/norms", "Lengths of patch tokens.", float32("L+1,P")),
    "features_layer": Route(
        "features/{layer}",
        "Cosines with each patch, wide = P; directions, wide their width, where P is larger.",
        float16("N,wide"),
        {"layer": Index("L+1")},
        FACET,
    ),
    "features_foreground": Route(
        "features/{layer}/foreground",
        "Otsu's threshold, percentiles, shares, common axes; places on the component; parts.",
        float32("8", "P", "P,3"),
        {"layer": Index("L+1")},
        {"axes": VIEW_FIELDS["axes"], **FACET, "threshold": VIEW_FIELDS["threshold"]},
    ),
    "features_segments": Route(
        "features/{layer}/segments",
        "What the method says of its segments, and their labels.",
        float32("1", "P"),
        {"layer": Index("L+1")},
        SEGMENTS,
    ),
    "features_segment_facts": Route(
        "features/{layer}/segments/facts",
        "Agreement of seeds, and heads that look at them.",
        Json(SegmentFacts),
        {"layer": Index("L+1")},
        SEGMENTS,
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
}
