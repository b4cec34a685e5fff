"""Parameters and bodies that several routes of the contract have in common."""

from app.engine.input_sizes import LARGEST_INPUT
from app.engine.interventions import FILLS, POSITIONS
from app.parameters import Decimal, Index, Switch, Whole, Word
from app.wire.choices import Fusion
from app.wire.limits import MLP_RATIO, MODEL_SIZES
from app.wire.route import File, Names, Parameter, Text
from vit.maps.methods import METHODS
from vit.tasks.facets import Facet

FIGURE_KINDS = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
OCTETS = "application/octet-stream"
SAVED_KINDS = {**FIGURE_KINDS, "npz": OCTETS}
SAVING_SCREENS = ("explain", "compare", "positions", "heads", "learn")

JPEG, TEXT = File(("image/jpeg",)), File(("text/plain",))
FIGURE, SAVED = File(tuple(FIGURE_KINDS.values())), File(tuple(SAVED_KINDS.values()))
NUMBERS_FILE = File((OCTETS,))
LAYER, HEAD, TOKEN = Index("L"), Index("H"), Index("N")
QUERY = {"query": Index("N", "default")}
REGION = {"region": Text("block:AAAAgA__")}  # stands in the place of the query: regions.py
LEAVE_OUT = {"leave_out": Switch()}  # whether rollout leaves sinks out
TARGET = {"target": Index("classes")}
METHOD_NAMES = {"methods": Names(tuple(METHODS))}
SIGNED = tuple(name for name, method in METHODS.items() if method.signed)
SIGNED_NAMES = {"methods": Names(SIGNED)}
FILL = {"fill": Word(FILLS)}
SWEPT = {"swept": Word(("heads", "patches"))}  # what goes in turn
# Of rollout; `head` counts where the fusion is that of one head.
KNOBS: dict[str, Decimal | Word | Index | Switch] = {
    "residual": Decimal(0, 1),
    "discard": Decimal(0, 0.95),
    "fusion": Word.of(Fusion),
    "head": HEAD,
    "start": LAYER,
    **LEAVE_OUT,
}
LANE = Text("heads")  # of requests of one kind: only the newest in each counts
FORMAT = Word(tuple(FIGURE_KINDS))
SAVING: dict[str, Parameter] = {
    "screen": Word(SAVING_SCREENS),
    "format": Word(tuple(SAVED_KINDS)),
    "link": Text("screen=explain"),  # as in the page's address
}
SIZES_OF_MODEL: dict[str, Parameter] = {
    **{name: Whole(*ends) for name, ends in MODEL_SIZES.items()},
    "mlp_ratio": Decimal(*MLP_RATIO),
}
CHANGES: dict[str, Parameter] = {  # as app/engine/interventions.py reads them
    "off": Text("0.2-1.5"),
    **FILL,
    "hidden": Text("3-17"),
    "blanked": Text("3-17"),
    "temperature": Text("4:1.5-5:2"),
    "positions": Word(POSITIONS),
    "seed": Whole(0, 999_999),
    "register": Text("0.2-1.5"),
}
COLUMN: dict[str, Parameter] = {
    "checkpoint": Text("embedded"),
    "patch": Whole(1, LARGEST_INPUT),
    "height": Whole(1, LARGEST_INPUT),
    "width": Whole(1, LARGEST_INPUT),
    "example": Index("examples"),
    "own": Text("0123456789ab"),  # of the visit's own pictures, the first digits of its digest
}
FACET: dict[str, Word | Index] = {"facet": Word.of(Facet), "head": HEAD}
