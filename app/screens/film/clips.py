"""The films of the visits: one each, which nobody else has and which goes with its visit."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from app.engine.budget import LONG, NEVER
from app.engine.cache import Cache
from app.engine.engine import Engine
from app.engine.recorded import TraceKey
from app.engine.suited import is_photograph
from app.engine.visits import Grant
from app.screens.film.passes import FilmPass
from vit.pictures.film_reading import Read, read_film
from vit.pictures.films import Box, Film, pan_film
from vit.pictures.images import InputError

GONE = "This film is no longer held in memory: open it again."
PAN = "pan"  # the film that is drawn here
DIGITS = 12  # of its picture's digest in its name


@dataclass(frozen=True, eq=False)
class Clip:
    """A film of a visit.

    `boxes` say where each frame lies on the picture that a pan goes over, none where the motion is
    not known; `photograph` whether it is taken for one.
    """

    name: str
    title: str
    film: Film
    boxes: tuple[Box, ...] = ()
    photograph: bool = True

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
        self._clips: Cache[tuple[str, str], Clip] = Cache(engine.budget, worth=NEVER)
        self._passes: Cache[tuple[str, TraceKey], FilmPass] = Cache(
            engine.budget, FilmPass.nbytes, worth=LONG, grows=True
        )

    def read(self, visit: str, content: bytes, title: str, step: Read) -> Clip:
        """Read a file for a visit, in the place of its film; InputError where it holds no film."""
        film = read_film(content, step=step)
        return self._take(visit, Clip(f"own-{secrets.token_urlsafe(12)}", title, film))

    def clip(self, grant: Grant, name: str) -> Clip:
        """A film of a visit, or PAN over the picture of its view; InputError where it has none."""
        if name == PAN:
            return self._pan(grant.visit, grant.key.digest)
        self._sweep()
        clip = self._clips.get((grant.visit, name))
        if clip is None:
            raise InputError(GONE)
        return clip

    def _pan(self, visit: str, digest: str) -> Clip:
        """A pan over a picture of the visit, in the place of its film."""
        name = f"{PAN}-{digest[:DIGITS]}"
        known = self._clips.get((visit, name))
        if known is not None:
            return known
        picture = self._engine.picture(digest, visit)
        film, boxes = pan_film(picture.rgb)
        photograph = is_photograph(self._engine, digest)
        return self._take(visit, Clip(name, f"Pan over {picture.name}", film, boxes, photograph))

    def passed(self, visit: str, key: TraceKey, make: Callable[[], FilmPass]) -> FilmPass:
        """The maps of a film by a key, those that are there or an empty table of them."""
        return self._passes.get((visit, key)) or make()

    def keep(self, visit: str, one: FilmPass) -> None:
        """Keep the maps that a pass has by now, alone of all that the visit has."""
        self._passes.drop_where(lambda key: key[0] == visit and key[1] != one.key)
        self._passes.put((visit, one.key), one, visit)

    def _take(self, visit: str, clip: Clip) -> Clip:
        """A visit's new film; the one before goes, with its maps."""
        self._sweep()
        self._clips.drop_where(lambda key: key[0] == visit)
        self._passes.drop_where(lambda key: key[0] == visit)
        self._clips.put((visit, clip.name), clip, visit)
        return clip

    def _sweep(self) -> None:
        """Let the films go whose visit has gone."""
        is_open = self._engine.visits.is_open
        for cache in (self._clips, self._passes):
            cache.drop_where(lambda key: not is_open(key[0]))
