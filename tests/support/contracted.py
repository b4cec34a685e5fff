"""An open view of a model, every route of which can be asked as the contract says."""

import json
from typing import Any

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

import vit
from app.engine.engine import Engine
from app.engine.gallery import drawn_scene
from app.engine.pictures import open_scene
from app.front.files import first_file
from app.parameters import Decimal, Index, Switch, Whole, Word
from app.router import routes
from app.screens.explore.view import explore
from app.settings import Selection, Settings
from app.wire.contract import BASE, PAGE_ROUTES, TAB, VIEW_ROUTES
from app.wire.limits import FILTER_COMPONENTS
from app.wire.route import SIZES, Names, Numbers, Parameter, Text
from vit.pictures.films import gif_file
from vit.pictures.images import picture_of, png

GREEN = picture_of(np.full((20, 30, 3), (0, 128, 0), dtype=np.uint8), "green.png")
SCENES = [drawn_scene("one", seed, 64).picture for seed in range(4)]
LESSON = [
    {"name": name, "pictures": [one.digest for one in SCENES[start::2]]}
    for start, name in enumerate(("one", "another"))
]
FILES = {  # what is sent to the routes that take a file
    "class_names": "cat\ndog\n",
    "teach_picture": png(GREEN.rgb),
    "teach_classes": json.dumps(LESSON),
    "open": png(GREEN.rgb),
    "film_open": gif_file([GREEN.rgb, 2 * GREEN.rgb], 5),
}
SECRET = "0123456789abcdef" * 2  # of a tab
TAUGHT = ("teach_compare", "teach_folder", "teach_learn")  # after a lesson
AFTER = dict.fromkeys(  # route -> the one that it needs before it
    ("film_rows", "film_way", "film_likeness", "film_saved"), "film_pass"
)
# Values of parameters, where the first one that is allowed would not make sense.
VALUES: dict[str, dict[str, Any]] = {
    "file": {"name": first_file()},
    "fused": {"fusion": "mean"},
    "build": {"image": 48, "patch": 8, "width": 96, "heads": 4, "depth": 4, "mlp_ratio": 2},
    "broken plan": {"image": 50, "patch": 8, "width": 96, "heads": 5, "depth": 4, "mlp_ratio": 2},
    "features_layer": {"layer": 1},
    "removal": {"target": 1},  # the drops of class 0 are kept once the maps were asked for
    "likeness_removal": {"to": "token:6"},
    "feature_moves": {"swept": "patches"},  # those of heads are kept once their maps were asked for
    "teach_picture": {"name": "green.png"},
    "teach_thumbnail": {"id": GREEN.digest},
    **{name: {"frames": 2} for name in ("film_pass", *AFTER)},
    "rotary": {"layer": 0, "rows": 3, "cols": 5},
}


class View:
    """A view of a drawn scene in one model, and a client of its routes."""

    def __init__(self, patch: pytest.MonkeyPatch, model: vit.ViT) -> None:
        patch.setattr(vit, "load", lambda key, **_: model, raising=False)
        self.engine = Engine(Settings(device="cpu", threads=1))
        digest = open_scene(self.engine, "two", 2)
        self.explored = explore(self.engine, Selection(digest, "embedded"), "a page")
        self.descriptor = self.explored.viewer
        self.routes, self._teaching = routes(self.engine), False
        self.client = TestClient(Starlette(routes=self.routes))

    def ask(self, name: str, /, _values: str = "", **changes: Any):
        """The reply to a route with the least that the contract requires, and these changes."""
        if name in AFTER:
            self.ask(AFTER[name])
        of_page = name in PAGE_ROUTES
        route = (PAGE_ROUTES if of_page else VIEW_ROUTES)[name]
        given = {key: sample(one) for key, one in route.required.items()}
        if "other" in given:
            given["other"] = self.descriptor["token"]
        given |= VALUES.get(_values or name, {}) | changes
        path = route.path.format(**{key: given.pop(key) for key in route.values})
        start = BASE if of_page else f"{BASE}/{self.descriptor['token']}"
        if name in TAUGHT and not (self._teaching or changes):
            given["model"] = self.taught()
        if route.sent:
            head = {TAB: SECRET}
            return self.client.post(
                f"{start}/{path}", params=given, content=FILES[name], headers=head
            )
        return self.client.get(f"{start}/{path}", params=given)

    def taught(self) -> str:
        """The key of a model that was taught two classes of drawn scenes in this view."""
        known = self.engine.taught.of_visit("a page")
        if not known:
            self._teaching = True
            for picture in SCENES:
                self.client.post(
                    f"{BASE}/{self.descriptor['token']}/teach/picture", content=png(picture.rgb)
                )
            self.ask("teach_classes")
            self.ask("teach_learn")
            known, self._teaching = self.engine.taught.of_visit("a page"), False
        return known[0].key

    def json(self, name: str) -> Any:
        return self.ask(name).json()

    def count(self, name: str, body: Numbers) -> int:
        """How many numbers a body has by its shapes."""
        known = {letter: self.size(letter) for letter in SIZES} | self.own_sizes(name, body)
        return sum(_product(shape, known) for shape in body.shapes)

    def size(self, letter: str) -> int:
        size = 1
        for field in SIZES[letter]:
            size *= self.descriptor[field]
        return size

    def own_sizes(self, name: str, body: Numbers) -> dict[str, int]:
        """The sizes that the descriptor does not hold."""
        if not body.own:
            return {}
        facts, (height, width) = self.json("position_facts"), self.descriptor["input"]
        rotary, patch = facts["rotary"] or {"heads": 0, "pairs": 0}, 2
        methods = VIEW_ROUTES[name].optional.get("methods")
        sizes = {
            "stored": facts["stored"][0] * facts["stored"][1],
            "prefix": len(facts["prefix"]),
            "components": len(facts["shares"]),
            "wide": min(self.size("P"), self.size("D")),
            "width": self.size("D"),
            "methods": len(methods.words) if isinstance(methods, Names) else 0,
            "heads": rotary["heads"],
            "pairs": rotary["pairs"],
            "passes": self.size("L") * self.size("H"),
            "patches": VALUES["rotary"]["rows"] * VALUES["rotary"]["cols"],
            "filters": min(FILTER_COMPONENTS, self.size("D"), 3 * patch * patch),
            "patch": patch,
            "count": 1,
            "done": VALUES["film_likeness"]["frames"],
            "rows": height // patch,
            "cols": width // patch,
        }
        return {key: sizes[key] for key in body.own}


def sample(one: Parameter) -> Any:
    """A value that a parameter allows."""
    if isinstance(one, Whole | Decimal):
        return one.low
    if isinstance(one, Word):
        return one.words[0]
    return one.example if isinstance(one, Text) else 0


def outside(one: Parameter, view: View) -> list[Any]:
    """Values that a parameter does not allow, next to those that it does."""
    if isinstance(one, Whole | Decimal):
        return [low for low in [one.low - 1] if low >= 0] + [one.high + 1]
    if isinstance(one, Word):
        return ["magic"]
    if isinstance(one, Switch):
        return ["2", "yes"]
    if isinstance(one, Index):
        known = {**{letter: view.size(letter) for letter in SIZES}, "classes": 20, "examples": 99}
        return [_product(one.things, known), *(["magic"] if one.word else [])]
    return []


def refused(reply: Any) -> bool:
    """Whether a request was answered with an error, at once or at the end of its lines."""
    lines = reply.text.splitlines() if reply.status_code == 200 else []
    return reply.status_code in (404, 422) or bool(lines and "error" in json.loads(lines[-1]))


def _product(shape: str, known: dict[str, int]) -> int:
    product = 1
    for size in shape.split(","):
        product *= sum(int(part) if part.isdigit() else known[part] for part in size.split("+"))
    return product
