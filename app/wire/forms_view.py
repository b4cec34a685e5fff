"""Replies about a view: its descriptor and its predictions, which every screen reads.

A form is the JSON of a reply as a type. All indices count from 0; pictures are measured in px.
"""

from typing import NotRequired, TypedDict

from app.wire.forms_picture import LevelFacts, SceneFacts
from app.wire.link_fields import LinkFacts
from vit.config import Outputs
from vit.framing import Fit


class Prediction(TypedDict):
    """One class and its probability `p`."""

    index: int
    name: str
    p: float


class FramingForm(TypedDict):
    """How the picture is fitted to the model input; `down` and `right` of a crop from -1 to 1."""

    fit: Fit
    down: float
    right: float


class Readout(TypedDict):
    """What a model reads that reads no single token: in words, and as weights [N]."""

    name: str
    weights: list[float]


class RecordBytes(TypedDict):
    """Bytes of queries and keys in float16: of one layer, and of all."""

    qk_layer: int
    qk_all: int


class Opened(TypedDict):
    """What a link said besides what the view shows.

    `facts` are how it is looked at; `sentence` says what could not be shown; `expects` are the
    first digits of the digest of a picture that its owner has to open; `waits` are the link's words
    of a selection whose checkpoint is not on this machine.
    """

    facts: LinkFacts
    sentence: str | None
    expects: str | None
    waits: dict[str, str] | None


class Descriptor(TypedDict):
    """A view: the sizes of its record and the geometry of its picture.

    `head_width` is that of queries and keys; `prefix` tokens come before the patches; `input` and
    `source` are (height, width), `crop` (left, top, width, height) on the source, `shape` the
    (height, width) at which the input looks as on the source. `default_query` is the token that
    the model reads, None where `readout` says what it reads instead. `eager` says that the page
    may fetch all queries and keys at once. A sweep takes out squares of `sweep_block` patches a
    side together. `selection` are the words of a link to this view, what is as the program opens
    left out.
    """

    token: str
    checkpoint: str
    title: str
    layers: int
    heads: int
    tokens: int
    head_width: int
    prefix: int
    prefix_names: tuple[str, ...]
    rows: int
    cols: int
    patch: int
    sweep_block: int
    input: tuple[int, int]
    source: tuple[int, int]
    crop: tuple[float, float, float, float]
    shape: tuple[float, float]
    framing: FramingForm
    default_query: int | None
    readout: Readout | None
    trained: bool
    milliseconds: float
    device: str
    dtype: str
    bytes: RecordBytes
    eager: bool
    classifier: bool
    positions: bool
    position_width: int
    picture_name: str
    levels: LevelFacts | None
    digest: str
    selection: dict[str, str]
    scene: NotRequired[SceneFacts | None]
    opened: NotRequired[Opened]


class ClassChange(TypedDict):
    """The probability of a class before and after a change of the pass."""

    index: int
    name: str
    before: float
    after: float


class Changed(TypedDict):
    """A changed pass: its view, the likeliest classes before or after, the likeliest before first.

    `several` is whether the model can give several answers, or none; `alike` the cosine of what it
    gives out before and after.
    """

    viewer: Descriptor
    bars: list[ClassChange]
    several: bool
    alike: float


class Sinks(TypedDict):
    """The sinks of all heads: layer, head, token, and its share of the attention of all queries.

    `left_out` [L] is how much of each layer's attention goes to them, a mean over its heads.
    """

    sinks: list[tuple[int, int, int, float]]
    left_out: list[float]


class Objects(TypedDict):
    """Where a drawn scene's objects are among the patches.

    `centres` [P] is the object, counted from 1, on which the centre of a patch lies (0: none);
    `coverage` [objects, P] the share of a patch that an object covers.
    """

    names: tuple[str, ...]
    centres: list[int]
    coverage: list[list[float]]


class Cost(TypedDict):
    """What one pass costs: multiply-adds of a forward, bytes of its record and of all maps.

    `milliseconds` are those of this one forward, which may have waited for other work.
    """

    tokens: int
    multiply_adds: int
    milliseconds: float
    record_bytes: int
    map_bytes: int


class PatchSize(TypedDict):
    """A patch size on offer, in px, and the pass with it: its input in px, tokens and cost.

    `trained` says whether the weights were trained at it.
    """

    patch: int
    height: int
    width: int
    tokens: int
    multiply_adds: int
    trained: bool


class Column(TypedDict):
    """A column of the Compare screen.

    `sizes` are the patch sizes on offer, ascending, the one in use among them; `free` says that the
    input follows the patch size; `example` is the index of the picture on the strip, None for
    another one. `none` says of a taught model whether the picture is none of its classes.
    """

    viewer: Descriptor
    top: list[Prediction]
    none: str | None
    kind: Outputs
    sizes: list[PatchSize]
    free: bool
    example: int | None
    cost: Cost


class Pass(TypedDict):
    """A pass that was made ahead of a column: its tokens and its time in ms."""

    tokens: int
    milliseconds: float


class Fidelity(TypedDict):
    """How far a pass is from that of the same picture at the trained patch size `patch`, in px.

    `cosine` of the pooled features, `correlation` of the last layer's maps, None for a flat one.
    """

    patch: int
    cosine: float
    correlation: float | None


class Measures(TypedDict):
    """Measures too slow to recompute while a slider moves.

    `distances` [L][H] in px; `response_error` of the resized patch kernel, None at its stored size.
    """

    distances: list[list[float]]
    response_error: float | None


class Times(TypedDict):
    """Median, least and largest time of several passes in ms; None where five take too long."""

    median: float | None
    low: float | None
    high: float | None
