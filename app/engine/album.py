"""Pictures in memory: what each can be made from again, and the pixels of those used last.

An uploaded file is kept as it came, compressed; a photograph of 12 megapixels then takes 4 MB
instead of 36. A scene is kept as its kind and its seed.
"""

from dataclasses import dataclass
from pathlib import Path

from app.engine.budget import AT_HAND, NEVER, Budget
from app.engine.cache import Cache
from app.engine.gallery import Drawn, drawn_scene
from vit.pictures.images import InputError, Picture, decode


@dataclass(frozen=True)
class File:
    """An uploaded file: its bytes, and the name of the picture."""

    content: bytes
    name: str

    def make(self, max_pixels: int) -> Picture:
        """Decode it again."""
        return decode(self.content, self.name, max_pixels)


@dataclass(frozen=True)
class Seed:
    """What a scene is drawn from."""

    kind: str
    seed: int
    side: int

    def make(self, _: int) -> Drawn:
        """Draw it again."""
        return drawn_scene(self.kind, self.seed, self.side)


@dataclass(frozen=True)
class Pixels:
    """A picture that can be made from nothing else."""

    picture: Picture

    def make(self, _: int) -> Picture:
        """The picture itself."""
        return self.picture


class Album:
    """Pictures by their digest, within a budget."""

    def __init__(self, budget: Budget, max_pixels: int) -> None:
        """No picture is held; uploads of more than `max_pixels` pixels are refused."""
        self._max_pixels = max_pixels
        self._origins: Cache[str, File | Seed | Pixels] = Cache(budget, worth=NEVER)
        self._pixels: Cache[str, Picture | Drawn] = Cache(budget, worth=AT_HAND)

    def open(self, path: str, name: str | None = None) -> Picture:
        """Decode an upload and hold it; InputError, one sentence, for an unreadable file."""
        picture = decode(path, name, self._max_pixels)
        self._origins.put(picture.digest, File(Path(path).read_bytes(), picture.name))
        self._pixels.put(picture.digest, picture)
        return picture

    def hold(self, picture: Picture) -> Picture:
        """Hold a picture as it is, and return it."""
        self._origins.put(picture.digest, Pixels(picture))
        return picture

    def hold_drawn(self, drawn: Drawn) -> Picture:
        """Hold a drawn scene with the mask of its objects, and return its picture."""
        digest = drawn.picture.digest
        self._origins.put(digest, Seed(drawn.kind, drawn.seed, len(drawn.mask)))
        self._pixels.put(digest, drawn)
        return drawn.picture

    def drawn(self, digest: str) -> Drawn | None:
        """The drawn scene with this picture; None for any other picture."""
        if not isinstance(self._origins.get(digest), Seed):
            return None
        scene = self._pixels_of(digest)
        return scene if isinstance(scene, Drawn) else None

    def picture(self, digest: str) -> Picture:
        """The picture of a digest; InputError when it is no longer held."""
        pixels = self._pixels_of(digest)
        return pixels.picture if isinstance(pixels, Drawn) else pixels

    def holds(self, digest: str) -> bool:
        """Whether the picture of a digest is in memory."""
        return self._origins.get(digest) is not None

    def drop(self, digest: str) -> None:
        """Let a picture go."""
        self._origins.drop(digest)
        self._pixels.drop(digest)

    def _pixels_of(self, digest: str) -> Picture | Drawn:
        origin = self._origins.get(digest)
        if origin is None:
            raise InputError("This picture is no longer held in memory: please open it again.")
        if isinstance(origin, Pixels):
            return origin.picture
        return self._pixels.get_or_make(digest, lambda: origin.make(self._max_pixels))
