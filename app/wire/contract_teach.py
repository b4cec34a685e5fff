"""The contract of the Teach screen: a visit's pictures, its classes and what is learned of them."""

from app.wire.forms_teach import TeachPicture
from app.wire.route import Json, Route, Sent, Text
from app.wire.route_parameters import JPEG

PICTURE = Sent("image/*", 32 * 2**20)

TEACH_ROUTES: dict[str, Route] = {
    "teach_picture": Route(
        "teach/picture",
        "A picture of one's own for the lesson.",
        Json(TeachPicture),
        {"name": Text("cat.jpg")},
        sent=PICTURE,
    ),
    "teach_thumbnail": Route(
        "teach/thumbnail/{id}", "A picture of the lesson.", JPEG, {"id": Text("0f3a")}
    ),
}
