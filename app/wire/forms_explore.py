"""What the Explore screen's components show: answer, strip of examples, list of models."""

from typing import NotRequired, TypedDict

from app.wire.forms_view import PatchSize, Prediction
from vit.config import Outputs


class Note(TypedDict):
    """What the model cannot know about the picture, in a headline and a text."""

    head: str
    text: str


class Offer(TypedDict):
    """A checkpoint that would do better, and the words of its button."""

    key: str
    text: str


class Because(TypedDict):
    """Why a checkpoint was taken, the key of the one before, and the words of its button."""

    text: str
    key: str
    back: str


class Download(TypedDict):
    """How far a download is, 0..1, in words too."""

    fraction: float
    text: str


class Answer(TypedDict):
    """Predictions and facts; `serial` tells one error from the same error again.

    `because` says why another checkpoint than the program's own is in use, with the way back;
    `nameable` is whether its classes can be named from a file.
    """

    top: list[Prediction]
    kind: Outputs
    verdict: str | None
    facts: str
    details: list[str]
    origin: list[str]
    nameable: bool
    note: Note | None
    offer: Offer | None
    because: Because | None
    error: str | None
    notice: str | None
    progress: NotRequired[Download | None]
    serial: NotRequired[int]


class PatchControl(TypedDict):
    """The slider of patch sizes: those on offer, empty where there are buttons, and the one in use.

    `milliseconds` are those of the present pass, which had so many `multiply_adds`.
    """

    sizes: list[PatchSize]
    patch: int
    multiply_adds: int
    milliseconds: float


class StripItem(TypedDict):
    """A picture of the strip; one that is not an example is shown through its view's `token`.

    `name` is that of an example, or another picture's word in a link.
    """

    index: int
    name: str
    label: str
    kind: str
    token: NotRequired[str]


class Strip(TypedDict):
    """The strip of pictures, and the index of the one in hand."""

    items: list[StripItem]
    chosen: int


class CheckpointChoice(TypedDict):
    """A model of the list, its family with the licence, and the megabytes that it fetches."""

    key: str
    title: str
    megabytes: float
    group: str
