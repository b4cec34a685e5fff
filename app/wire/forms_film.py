"""What the Film screen exchanges: a film, its frames, and the way of a patch through them."""

from typing import TypedDict


class FilmName(TypedDict):
    """The name by which a page's requests mean a film."""

    clip: str


class FilmFrame(TypedDict):
    """A frame: its number in the film as it is kept, and when it is shown, in s."""

    index: int
    seconds: float


class FilmFacts(TypedDict):
    """A film and its pass through the view's model.

    `frames` are those of the pass, of `kept` in all, for which `read` were read; `longer` says that
    the file goes on after ten seconds; `size` is (height, width) in px. `done` frames have their
    maps. `known` says that the film's motion is known, so that a patch's true way is. The geometry
    is as in a view's descriptor: what the model sees of each frame. `facet_layer` is the layer,
    from 1, by whose values a patch is followed. `milliseconds` is the time of the view's own pass,
    `bytes` what all frames take; `note` a sentence on the model, None without one.
    """

    clip: str
    title: str
    frames: list[FilmFrame]
    kept: int
    read: int
    longer: bool
    size: tuple[int, int]
    done: int
    known: bool
    rows: int
    cols: int
    tokens: int
    input: tuple[int, int]
    source: tuple[int, int]
    crop: tuple[float, float, float, float]
    shape: tuple[float, float]
    facet_layer: int
    milliseconds: float
    bytes: int
    note: str | None


class FilmDone(TypedDict):
    """How many frames have their maps."""

    done: int


class FilmWay(TypedDict):
    """A patch in each frame that has its maps.

    `places` are patches, counted row by row from 0; `lost` says where none within reach is alike,
    `cosines` how alike the best one is. `truth` is where it truly is, as (row, column) with
    decimals, None outside of the frame; the whole is None where the motion is not known. `error` is
    the mean distance between the two in patches, over all frames but the one of the click.
    """

    places: list[int]
    cosines: list[float]
    lost: list[bool]
    truth: list[tuple[float, float] | None] | None
    error: float | None
