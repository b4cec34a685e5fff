"""The contract of the Teach screen: a visit's pictures, its classes and what is learned of them."""

from app.engine.gallery import SEEDS
from app.parameters import Index, Whole, Word
from app.wire.forms_explain import Nothing
from app.wire.forms_teach import TeachPicture, TeachReport, TeachState, TeachStrangers, TeachWay
from app.wire.route import File, Json, LongWork, Route, Sent, Text
from app.wire.route_parameters import JPEG, OCTETS
from vit.scenes.scene import KINDS

PICTURE = Sent("image/*", 32 * 2**20)
LARGEST_SIDE = 65_535  # px of a picture at hand
CLASSES = Sent("application/json", 2**18)
SIDE = Whole(1, LARGEST_SIDE)
PLACE = Whole(0, LARGEST_SIDE)
MODEL = {"model": Text("taught:k3Jd9_aQ")}

TEACH_ROUTES: dict[str, Route] = {
    "teach": Route("teach", "The lesson of this visit.", Json(TeachState)),
    "teach_classes": Route(
        "teach/classes", "The classes, as JSON of TeachClass[].", Json(Nothing), sent=CLASSES
    ),
    "teach_picture": Route(
        "teach/picture",
        "A picture of one's own for the lesson.",
        Json(TeachPicture),
        {"name": Text("cat.jpg")},
        sent=PICTURE,
    ),
    "teach_example": Route(
        "teach/example/{index}",
        "An example for the lesson.",
        Json(TeachPicture),
        {"index": Index("examples")},
    ),
    "teach_scene": Route(
        "teach/scene/{kind}/{seed}",
        "A drawn scene for the lesson.",
        Json(TeachPicture),
        {"kind": Word(KINDS), "seed": Whole(0, SEEDS - 1)},
    ),
    "teach_part": Route(
        "teach/part",
        "A part of the picture at hand, in its pixels; all of it without fields.",
        Json(TeachPicture),
        {},
        {"top": PLACE, "left": PLACE, "height": SIDE, "width": SIDE},
    ),
    "teach_thumbnail": Route(
        "teach/thumbnail/{id}", "A picture of the lesson.", JPEG, {"id": Text("0f3a")}
    ),
    "teach_learn": Route(
        "teach/learn",
        "Forwards of pictures that are new, then the head.",
        LongWork(TeachReport),
        {},
        {"way": Word.of(TeachWay)},
    ),
    "teach_compare": Route(
        "teach/compare", "Nearness of pictures of no class.", LongWork(TeachStrangers), MODEL
    ),
    "teach_folder": Route(
        "teach/folder.zip", "A taught model as timm saves one.", File((OCTETS,)), MODEL
    ),
}
