"""The routes of the Film screen, each for the visit of its token alone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from starlette.requests import Request
from starlette.responses import Response

from app.engine.engine import Engine
from app.engine.suited import knows_drawings_alone
from app.engine.visits import Grant
from app.parameters import check_index, read_field
from app.screens.film import passes, saving, ways
from app.screens.film.clips import Clip, Clips
from app.screens.film.passes import FilmPass
from app.wire.contract_film import COUNT, FILM, SMALL
from app.wire.ended import Endpoint
from app.wire.forms_film import FilmFacts
from app.wire.limits import USUAL_FRAMES
from app.wire.own_visit import of_visit
from app.wire.progress import Step, with_progress
from app.wire.replies import Json, Reports, half, raw
from app.wire.sent import posted
from vit.pictures.images import jpeg

THUMBNAIL = 128  # px of a thumbnail
LONGEST_NAME = 120  # letters of a file's name
DRAWINGS = (
    "This model was trained on drawings alone: on photographs its maps are a guess. A photograph "
    "of the strip brings the model for photographs, where that is on this machine."
)


@dataclass(frozen=True, eq=False)
class Shot:
    """What a request is about: a visit's film, its pass, and the frames chosen and done."""

    engine: Engine
    grant: Grant
    clip: Clip
    one: FilmPass
    chosen: tuple[int, ...]

    @property
    def done(self) -> list[int]:
        """The chosen frames that have their maps."""
        return self.one.done(self.chosen)


def routes(engine: Engine) -> dict[str, Endpoint]:
    """Name of a route -> its endpoint."""
    clips = Clips(engine)

    def own(reply: Callable[[Grant, Request], Response]) -> Endpoint:
        return lambda request: of_visit(engine, request, lambda grant: reply(grant, request))

    def of_film(reply: Callable[[Shot, Request], Response]) -> Endpoint:
        return own(lambda grant, request: reply(_shot(engine, clips, grant, request), request))

    def opened(request: Request, content: bytes) -> Response:
        return of_visit(
            engine, request, lambda grant: _open(engine, clips, grant, request, content)
        )

    return {
        "film_open": posted(FILM, opened),
        "film_facts": of_film(lambda shot, _: Json(_facts(shot))),
        "film_pass": of_film(lambda shot, _: _pass(clips, shot)),
        "film_frame": own(lambda grant, request: _frame(clips, grant, request)),
        "film_rows": of_film(_rows),
        "film_way": of_film(_way),
        "film_likeness": of_film(_likeness),
        "film_saved": of_film(_saved),
    }


def _open(engine: Engine, clips: Clips, grant: Grant, request: Request, content: bytes) -> Response:
    """A file that was sent, read with its progress: lines of JSON."""
    title = request.query_params.get("name", "")[:LONGEST_NAME] or "Film"

    def work(step: Step) -> object:
        with engine.store.work.pieces(step) as between:
            return {"clip": clips.read(grant.visit, content, title, between).name}

    return Reports(with_progress(work))


def _shot(engine: Engine, clips: Clips, grant: Grant, request: Request) -> Shot:
    """The film of a request and its pass by the view's model, of which nothing is computed."""
    clip = clips.clip(grant, request.path_params["clip"])
    text = request.query_params.get("frames", str(USUAL_FRAMES))
    chosen = clip.chosen(cast(int, read_field("frames", COUNT, text)))
    height, width, _ = clip.film.rgb(0).shape
    key = passes.film_key(grant.key, clip.name, (height, width))
    one = clips.passed(grant.visit, key, lambda: passes.empty_pass(engine, key, clip.film))
    return Shot(engine, grant, clip, one, chosen)


def _facts(shot: Shot) -> FilmFacts:
    """A film and its pass."""
    clip, one = shot.clip, shot.one
    film, config, view = clip.film, one.config, one.view
    passes.check_room(config, len(shot.chosen))
    grid = config.grid
    unknown = clip.photograph and knows_drawings_alone(one.key.checkpoint)
    return {
        "clip": clip.name,
        "title": clip.title,
        "frames": [{"index": one, "seconds": film.seconds[one]} for one in shot.chosen],
        "kept": len(film.frames),
        "read": film.read,
        "longer": film.longer,
        "size": view.source,
        "done": len(shot.done),
        "known": bool(clip.boxes),
        "rows": grid.rows,
        "cols": grid.cols,
        "tokens": config.tokens,
        "input": config.image,
        "source": view.source,
        "crop": view.crop,
        "shape": view.shape,
        "facet_layer": passes.facet_layer(config),
        "milliseconds": shot.engine.record(shot.grant.key).milliseconds,
        "bytes": passes.film_bytes(config, len(shot.chosen)),
        "note": DRAWINGS if unknown else None,
    }


def _pass(clips: Clips, shot: Shot) -> Response:
    """The maps of the chosen frames; it stops when nobody reads its lines any more."""
    film = shot.clip.film
    passes.check_room(shot.one.config, len(shot.chosen))

    def work(step: Step) -> object:
        def kept() -> None:
            clips.keep(shot.grant.visit, shot.one)

        passes.compute(shot.engine, shot.one, film, shot.chosen, step, kept)
        return {"done": len(shot.done)}

    clips.keep(shot.grant.visit, shot.one)
    return Reports(with_progress(work))


def _frame(clips: Clips, grant: Grant, request: Request) -> Response:
    """A frame as it is kept, or a thumbnail of it."""
    clip, number = clips.clip(grant, request.path_params["clip"]), _number(request, "frame")
    check_index("frame", number, len(clip.film.frames))
    if read_field("small", SMALL, request.query_params.get("small", "0")):
        return raw(jpeg(clip.film.rgb(number), THUMBNAIL), "image/jpeg")
    return raw(clip.film.frames[number], "image/jpeg")


def _rows(shot: Shot, request: Request) -> Response:
    """[count,H,N] attention of some frames in a layer."""
    layer, first, count = (_number(request, name) for name in ("layer", "first", "count"))
    check_index("layer", layer, shot.one.config.depth)
    check_index("first", first, len(shot.done))
    check_index("count", count - 1, len(shot.done) - first)
    return half(shot.one.rows(shot.done[first : first + count], layer))


def _way(shot: Shot, request: Request) -> Response:
    """A patch followed."""
    place = (_number(request, name) for name in ("frame", "patch"))
    return Json(ways.way_of(shot.clip, shot.one, shot.done, *place))


def _likeness(shot: Shot, request: Request) -> Response:
    """[F,P] cosines of every patch with what is followed."""
    place = (_number(request, name) for name in ("frame", "patch"))
    return half(ways.followed_in(shot.one, shot.done, *place).similarity)


def _saved(shot: Shot, request: Request) -> Response:
    """What the screen shows as a file."""
    recorded = shot.engine.record(shot.grant.key).of(shot.grant.visit)
    request_of = request.path_params["format"], request.query_params.get("link", "")
    return saving.saved_file(shot.engine, recorded, (shot.clip, shot.one, shot.done), *request_of)


def _number(request: Request, name: str) -> int:
    return int(request.path_params[name])
