"""The contract of Explain's similarities: the same maps and measurements as of a class."""

from app.wire.forms_explain import Faithfulness, LikenessFacts, LikenessPicture, Removal
from app.wire.route import Json, LongWork, Route, Text, float32
from app.wire.route_parameters import METHOD_NAMES, SIGNED_NAMES, TEXT

# Two parts of passes: class, pooled, patches, token:13, region:POINTS; `to` may be a picture.
LIKENESS = {"of": Text("class"), "to": Text("token:5")}

LIKENESS_ROUTES: dict[str, Route] = {
    "likeness": Route("likeness", "A similarity and its parts.", Json(LikenessFacts), LIKENESS),
    "likeness_pictures": Route(
        "likeness/pictures",
        "Pictures that a part can be compared with.",
        Json(list[LikenessPicture]),
    ),
    "likeness_python": Route(
        "likeness/python",
        "Python that computes a map of a similarity.",
        TEXT,
        LIKENESS,
        METHOD_NAMES,
    ),
    "likeness_maps": Route(
        "likeness/maps", "Maps of a similarity.", float32("methods,N"), LIKENESS, METHOD_NAMES
    ),
    "likeness_maps_randomised": Route(
        "likeness/maps/randomised",
        "The same, weights shuffled.",
        float32("methods,N"),
        LIKENESS,
        METHOD_NAMES,
    ),
    "likeness_maps_signed": Route(
        "likeness/maps/signed",
        "The same, with their signs.",
        float32("methods,N"),
        LIKENESS,
        SIGNED_NAMES,
    ),
    "likeness_faithfulness": Route(
        "likeness/faithfulness",
        "Deletion and insertion.",
        LongWork(Faithfulness),
        LIKENESS,
        METHOD_NAMES,
    ),
    "likeness_removal": Route(
        "likeness/removal", "Patches taken out in turn.", LongWork(Removal), LIKENESS, METHOD_NAMES
    ),
}
