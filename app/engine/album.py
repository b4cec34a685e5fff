"""Pictures in memory: what each can be made from again, and the pixels of those used last.

An uploaded file is kept as it came, compressed; a photograph of 12 megapixels then takes 4 MB
instead of 36. A scene is kept as its kind and its seed.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from app.engine.budget import AT_HAND, NEVER, Budget
from app.engine.cache import Cache
from app.engine.gallery import Drawn, drawn_scene
from vit.pictures.images import InputError, Picture, decode
from vit.pictures.levels import LevelChoice

LEVELS_IN_NAMES: dict[LevelChoice, str] = {
    "auto": "",
    "stored": ", levels as stored",
    "stretched": ", levels stretched",
}
GONE = "This picture is no longer held in memory: please open it again."


@dataclass(frozen=True)
class File:
    """An uploaded file: its bytes, the name of the picture, and how its values become levels."""

    content: bytes
    name: str
    levels: LevelChoice = "auto"

    def make(self, max_pixels: int) -> Picture:
        """Decode it again."""
        return self.named(decode(self.content, self.name, max_pixels, self.levels))

    def named(self, picture: Picture) -> Picture:
        """The picture with a name that tells it from the same file with its usual levels."""
        return replace(picture, name=f"{self.name}{LEVELS_IN_NAMES[self.levels]}")


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

    def open(self, path: str, name: str | None = None, levels: LevelChoice = "auto") -> Picture:
        """Decode an upload and hold it; InputError, one sentence, for an unreadable file."""
        picture = decode(path, name, self._max_pixels, levels)
        file = File(Path(path).read_bytes(), picture.name, levels)
        return self._hold_file(file.named(picture), file)

    def with_levels(self, digest: str, levels: LevelChoice) -> Picture:
        """The same upload with other grey levels, which is held as a picture of its own.

        InputError for a picture that is no longer held, or is no upload.
        """
        file = self._origins.get(digest)
        if file is None:
            raise InputError(GONE)
        if not isinstance(file, File):
            raise InputError("This picture has no other grey levels: choose one that you opened.")
        other = replace(file, levels=levels)
        return self._hold_file(other.make(self._max_pixels), other)

    def levels(self, digest: str) -> LevelChoice:
        """How the values of a picture became grey levels."""
        origin = self._origins.get(digest)
        return origin.levels if isinstance(origin, File) else "auto"

    def _hold_file(self, picture: Picture, file: File) -> Picture:
        self._origins.put(picture.digest, file)
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
            raise InputError(GONE)
        if isinstance(origin, Pixels):
            return origin.picture
        return self._pixels.get_or_make(digest, lambda: origin.make(self._max_pixels))
