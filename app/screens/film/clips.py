"""The films of the visits: one each, which nobody else has and which goes with its visit."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.engine.budget import LONG
from app.engine.cache import Cache
from app.engine.engine import Engine
from app.engine.recorded import TraceKey
from app.engine.suited import is_photograph
from app.engine.visits import Grant
from app.screens.film.frames import GONE, Frames
from app.screens.film.passes import FilmPass
from vit.pictures.film_reading import Read, read_film
from vit.pictures.films import Box, Film, pan_film
from vit.pictures.images import InputError

PAN = "pan"  # the film that is drawn here
DIGITS = 12  # of its picture's digest in its name


@dataclass(frozen=True, eq=False)
class Clip:
    """A film of a visit, whose frames lie on disk in its `file`.

    `boxes` say where each frame lies on the picture that a pan goes over, none where the motion is
    not known; `photograph` whether it is taken for one.
    """

    name: str
    title: str
    film: Film
    boxes: tuple[Box, ...] = ()
    photograph: bool = True
    file: str = ""

    def chosen(self, count: int) -> tuple[int, ...]:
        """The numbers of at most so many frames, at even distances, the first and last included."""
        kept = len(self.film.frames)
        most = min(count, kept)
        return tuple(round(one * (kept - 1) / (most - 1)) for one in range(most))


class Clips:
    """Films and the maps of their frames; safe between threads."""

    def __init__(self, engine: Engine) -> None:
        """No film is there."""
        self._engine = engine
        self._clips: dict[str, Clip] = {}  # of each visit
        self._passes: Cache[tuple[str, TraceKey], FilmPass] = Cache(
            engine.budget, FilmPass.nbytes, worth=LONG, grows=True
        )

    def read(self, visit: str, content: bytes, title: str, step: Read) -> Clip:
        """Read a file for a visit, in the place of its film; InputError where it holds no film."""
        film = read_film(content, step=step)
        return self._take(visit, f"own-{secrets.token_urlsafe(12)}", title, film)

    def clip(self, grant: Grant, name: str) -> Clip:
        """A film of a visit, or PAN over the picture of its view; InputError where it has none."""
        if name == PAN:
            return self._pan(grant.visit, grant.key.digest)
        self._sweep()
        clip = self._held(grant.visit, name)
        if clip is None:
            raise InputError(GONE)
        return clip

    def _pan(self, visit: str, digest: str) -> Clip:
        """A pan over a picture of the visit, in the place of its film."""
        name = f"{PAN}-{digest[:DIGITS]}"
        known = self._held(visit, name)
        if known is not None:
            return known
        picture = self._engine.picture(digest, visit)
        film, boxes = pan_film(picture.rgb)
        photograph = is_photograph(self._engine, digest)
        return self._take(
            visit, name, f"Pan over {picture.name}", film, boxes, photograph=photograph
        )

    def passed(self, visit: str, key: TraceKey, make: Callable[[], FilmPass]) -> FilmPass:
        """The maps of a film by a key, those that are there or an empty table of them."""
        return self._passes.get((visit, key)) or make()

    def keep(self, visit: str, one: FilmPass) -> None:
        """Keep the maps that a pass has by now, alone of all that the visit has."""
        self._passes.drop_where(lambda key: key[0] == visit and key[1] != one.key)
        self._passes.put((visit, one.key), one, visit)

    def _held(self, visit: str, name: str) -> Clip | None:
        """The film of a visit with this name, whose file is there."""
        clip = self._clips.get(visit)
        held = clip is not None and clip.name == name and self._engine.uploads.holds(clip.file)
        return clip if held else None

    def _take(
        self,
        visit: str,
        name: str,
        title: str,
        film: Film,
        boxes: tuple[Box, ...] = (),
        *,
        photograph: bool = True,
    ) -> Clip:
        """A visit's new film; the one before goes, with its maps."""
        self._sweep()
        uploads, before = self._engine.uploads, self._clips.pop(visit, None)
        if before is not None:
            uploads.drop(visit, before.file)
        self._passes.drop_where(lambda key: key[0] == visit)
        file = uploads.add(visit, b"".join(film.frames), "film")
        frames = Frames(uploads.path(file, visit), [len(frame) for frame in film.frames])
        clip = Clip(name, title, replace(film, frames=frames), boxes, photograph, file)
        self._clips[visit] = clip
        return clip

    def _sweep(self) -> None:
        """Let the films go whose visit has gone."""
        is_open = self._engine.visits.is_open
        self._passes.drop_where(lambda key: not is_open(key[0]))
        for visit in [one for one in list(self._clips) if not is_open(one)]:
            del self._clips[visit]
