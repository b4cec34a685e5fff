"""The contract of server and page: every route, its parameters, and the body of its reply.

The server takes its paths from here and the page its URLs: `python -m app.wire.write_contract`
writes assets/viewer/record/contract.js (URLs, sizes of bodies, what may be sent), limits.js and
replies.js (types).
"""

from app.engine.gallery import SEEDS
from app.parameters import Index, Whole, Word
from app.wire.contract_explain import LIKENESS_ROUTES
from app.wire.contract_film import FILM_ROUTES
from app.wire.contract_learn import LEARN_ROUTES
from app.wire.contract_screens import SCREEN_ROUTES
from app.wire.contract_teach import TEACH_ROUTES
from app.wire.contract_view import OWN_ROUTES
from app.wire.forms_learn import (
    BrokenPlan,
    ModelPlan,
)
from app.wire.forms_picture import SentFile
from app.wire.route import Json, PageFile, Route, Sent, Text
from app.wire.route_parameters import JPEG, SIZES_OF_MODEL
from vit.scenes.scene import KINDS

OPENED = Sent("image/*", 64 * 2**20)
TAB = "x-tab"  # the header with the secret of a tab, which stands in no address

BASE = "/gradio_api/vit"  # Gradio passes on what begins with /gradio_api/ in all of its modes

# Without a view: no picture of a visitor is in any of these.
PAGE_ROUTES: dict[str, Route] = {
    "file": Route(
        "files/{name}", "Modules or styles.", PageFile(), {"name": Text("first-4f2a.js")}
    ),
    "open": Route(
        "open",
        "A picture of one's own, kept for the visit of the tab whose secret stands in the header "
        "x-tab.",
        Json(SentFile),
        sent=OPENED,
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
}

# Under the token of a view, which nobody can guess.
VIEW_TABLES = {  # name of a file contract_*.py -> its table
    "view": OWN_ROUTES,
    "screens": SCREEN_ROUTES,
    "explain": LIKENESS_ROUTES,
    "teach": TEACH_ROUTES,
    "learn": LEARN_ROUTES,
    "film": FILM_ROUTES,
}
VIEW_ROUTES: dict[str, Route] = {
    name: route for table in VIEW_TABLES.values() for name, route in table.items()
}
