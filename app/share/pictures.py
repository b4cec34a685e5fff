"""The word of a picture in a link: an example by its name, a scene by its seed, an own picture.

An own picture's word holds the first digits of its digest, which tell whether a file is the same
picture; nobody gets a picture for them but the visit that opened it.
"""

import re
from dataclasses import dataclass

from app.engine.engine import Engine
from app.engine.gallery import SCENE_SIDE, SEEDS, Drawn, example_index_of, examples
from app.engine.input_sizes import LARGEST_INPUT
from app.engine.pictures import example_index, open_example, open_scene
from app.engine.visits import DIGITS
from app.parameters import Whole, Word
from vit.scenes.scene import KINDS

SMALLEST_SCENE = 32  # px of a side
FORMS = "example:NAME, scene:KIND:SEED or own:DIGITS"


@dataclass(frozen=True)
class ExamplePicture:
    """An example, by its index."""

    index: int = 0

    def open(self, engine: Engine) -> str:
        """Its digest; the engine then holds it."""
        return open_example(engine, self.index)


@dataclass(frozen=True)
class ScenePicture:
    """A scene that is drawn again from its seed."""

    kind: str
    seed: int
    side: int = SCENE_SIDE

    def open(self, engine: Engine) -> str:
        """Its digest; the engine then holds it."""
        return open_scene(engine, self.kind, self.seed, self.side)


@dataclass(frozen=True)
class OwnPicture:
    """A picture that somebody opened, by the first digits of its digest."""

    digits: str


PictureWord = ExamplePicture | ScenePicture | OwnPicture


def read_picture(text: str) -> PictureWord:
    """The picture that a word names; ValueError with the text and the rule that it breaks."""
    kind, _, rest = text.partition(":")
    if kind == "example":
        return ExamplePicture(example_index_of(rest))
    if kind == "own" and re.fullmatch(f"[0-9a-f]{{{DIGITS}}}", rest):
        return OwnPicture(rest)
    parts = rest.split(":")
    if kind == "scene" and len(parts) in (2, 3):
        side = Whole(SMALLEST_SCENE, LARGEST_INPUT).read(parts[2]) if parts[2:] else SCENE_SIDE
        return ScenePicture(Word(KINDS).read(parts[0]), Whole(0, SEEDS - 1).read(parts[1]), side)
    raise ValueError(f"{text!r} is not written as {FORMS}")


def picture_word(engine: Engine, digest: str) -> str:
    """The word of a picture: an example's name before a scene's seed before an own picture."""
    index = example_index(digest)
    if index is not None:
        return f"example:{examples()[index].name}"
    drawn = engine.drawn(digest)
    return f"own:{digest[:DIGITS]}" if drawn is None else _scene_word(drawn)


def _scene_word(drawn: Drawn) -> str:
    side = drawn.mask.shape[0]
    return f"scene:{drawn.kind}:{drawn.seed}" + ("" if side == SCENE_SIDE else f":{side}")
