"""What the replies say of a picture: a drawn scene, an own one, and what was done to its values."""

from typing import TypedDict

from vit.pictures.levels import LevelChoice


class SceneFacts(TypedDict):
    """A scene drawn here: how to draw it again, and its objects."""

    kind: str
    seed: int
    names: tuple[str, ...]


class LevelFacts(TypedDict):
    """How values beyond eight bits became grey levels, in a sentence.

    `other` is the choice that shows them another way and `offer` the words of its button, None
    where there is one way alone.
    """

    sentence: str
    other: LevelChoice | None
    offer: str | None


class SentFile(TypedDict):
    """A file that was sent: its id, for the visit that sent it alone."""

    file: str


class SignOfLife(TypedDict):
    """What tells this run of the program from the one before, and whether a view is still held."""

    born: str
    known: bool


class VisitPicture(TypedDict):
    """A picture that was opened in a visit: the first digits of its digest, and its name."""

    digits: str
    label: str
