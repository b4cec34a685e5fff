"""Pictures: what each can be made from again, and the pixels of those used last.

A file that was sent stays on disk as it came and the pixels are made from it again, all of them: a
smaller copy would change what a model says. A scene is kept as its kind and its seed. A picture has
no name of its own here: equal pixels are one picture, and each visit has its name for them.
"""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

from app.engine.budget import AT_HAND, NEVER, Budget
from app.engine.cache import Cache
from app.engine.gallery import Drawn, drawn_scene
from app.engine.uploads import GONE, Uploads
from vit.pictures.images import InputError, Picture, decode, jpeg
from vit.pictures.levels import LevelChoice

LEVELS_IN_NAMES: dict[LevelChoice, str] = {
    "auto": "",
    "stored": ", levels as stored",
    "stretched": ", levels stretched",
}
PAGE_SIDE = 1024  # px of the picture sent to the page
UNNAMED = "picture"  # what a file is called outside of the visits that sent it


@dataclass(frozen=True)
class File:
    """A file that was sent, by its id, and how its values become levels."""

    id: str
    levels: LevelChoice = "auto"


@dataclass(frozen=True)
class Seed:
    """What a scene is drawn from."""

    kind: str
    seed: int
    side: int

    def make(self) -> Drawn:
        """Draw it again."""
        return drawn_scene(self.kind, self.seed, self.side)


@dataclass(frozen=True)
class Pixels:
    """A picture that can be made from nothing else."""

    picture: Picture


class Album:
    """Pictures by their digest: pixels within a budget, files as long as they are held."""

    def __init__(
        self,
        budget: Budget,
        max_pixels: int,
        uploads: Uploads,
        turn: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """No picture is there; files of more than `max_pixels` pixels are refused.

        `turn` is that in which pixels and JPEGs are made: both take as long as a pass.
        """
        self._max_pixels, self._uploads, self._turn = max_pixels, uploads, turn
        uploads.when_gone(self.lost)
        self._lock = threading.Lock()
        self._files: dict[str, list[File]] = {}  # of equal pixels, each file that they come from
        self._origins: Cache[str, Seed | Pixels] = Cache(budget, worth=NEVER)
        self._pixels: Cache[str, Picture | Drawn] = Cache(budget, worth=AT_HAND)
        self._pages: Cache[str, bytes] = Cache(budget, worth=AT_HAND)

    def open(self, file: File) -> Picture:
        """Decode a file that was sent; InputError, one sentence, for an unreadable one."""
        picture = self._decoded(file)
        with self._lock:
            files = self._files.setdefault(picture.digest, [])
            if file not in files:
                files.append(file)
        try:
            self._uploads.note(file.id, picture.digest)
        except InputError:  # it went meanwhile
            self.lost(file.id)
            raise
        if self._origins.get(picture.digest) is None:  # else it is kept as what it is besides
            self._pixels.put(picture.digest, picture)
        return picture

    def lost(self, file_id: str) -> None:
        """A file is there no more: neither are the pictures that come from no other one."""
        with self._lock:
            for digest, files in list(self._files.items()):
                left = [one for one in files if one.id != file_id]
                if left:
                    self._files[digest] = left
                elif files:
                    del self._files[digest]
                    self._forget(digest)

    def with_levels(self, digest: str, levels: LevelChoice) -> Picture:
        """The same upload with other grey levels, which is a picture of its own.

        InputError for a picture that is no longer held, or is no upload.
        """
        file = self._file(digest)
        if file is None and self.holds(digest):
            raise InputError("This picture has no other grey levels: choose one that you opened.")
        if file is None:
            raise InputError(GONE)
        return self.open(replace(file, levels=levels))

    def levels(self, digest: str) -> LevelChoice:
        """How the values of a picture became grey levels."""
        file = self._file(digest)
        return file.levels if file else "auto"

    def page(self, digest: str) -> bytes:
        """A JPEG of a picture for a page, PAGE_SIDE pixels a side at most."""
        return self._pages.get_or_make(digest, lambda: self._jpeg(digest))

    def _jpeg(self, digest: str) -> bytes:
        rgb = self.picture(digest).rgb
        with self._turn():
            return jpeg(rgb, PAGE_SIDE)

    def _decoded(self, file: File) -> Picture:
        path = self._uploads.path(file.id)
        with self._turn():
            return decode(path, UNNAMED, self._max_pixels, file.levels)

    def _file(self, digest: str) -> File | None:
        """The file that a picture comes from: the one that was opened last."""
        with self._lock:
            files = self._files.get(digest)
            return files[-1] if files else None

    def _forget(self, digest: str) -> None:
        self._pixels.drop(digest)
        self._pages.drop(digest)

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

    def picture(self, digest: str, name: str = "") -> Picture:
        """The picture of a digest; InputError when it is no longer held.

        A file that is called `name` by who reads it has that name, and what tells it from the same
        file with its usual levels.
        """
        pixels = self._pixels_of(digest)
        picture = pixels.picture if isinstance(pixels, Drawn) else pixels
        if not name:
            return picture
        return replace(picture, name=f"{name}{LEVELS_IN_NAMES[self.levels(digest)]}")

    def holds(self, digest: str) -> bool:
        """Whether the picture of a digest is there, or can be made again."""
        return self._file(digest) is not None or self._origins.get(digest) is not None

    def drop(self, digest: str) -> None:
        """Let a picture go."""
        with self._lock:
            self._files.pop(digest, None)
        self._origins.drop(digest)
        self._forget(digest)

    def _pixels_of(self, digest: str) -> Picture | Drawn:
        origin, file = self._origins.get(digest), self._file(digest)
        if isinstance(origin, Pixels):
            return origin.picture
        if origin is not None:
            return self._pixels.get_or_make(digest, origin.make)
        if file is None:
            raise InputError(GONE)
        return self._pixels.get_or_make(digest, lambda: self._decoded(file))
