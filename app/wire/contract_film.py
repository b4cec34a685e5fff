"""The contract of the Film screen: a visit's film, the maps of its frames, a patch followed."""

from app.parameters import Index, Switch, Whole
from app.wire.forms_film import FilmDone, FilmFacts, FilmName, FilmWay
from app.wire.limits import FEWEST_FRAMES
from app.wire.route import File, Json, LongWork, Parameter, Route, Sent, Text, float16
from app.wire.route_parameters import JPEG, LAYER, SAVED_KINDS
from vit.pictures.films import MOST_FRAMES

FILM = Sent("video/*,image/gif", 64 * 2**20)
MOVIE_KINDS = {"webm": "video/webm", "gif": "image/gif"}
SAVED_FILM_KINDS = {**SAVED_KINDS, **MOVIE_KINDS}

FRAME = Whole(0, MOST_FRAMES - 1)
CLIP: dict[str, Parameter] = {"clip": Text("pan")}  # over the view's picture, or a name
COUNT, SMALL = Whole(FEWEST_FRAMES, MOST_FRAMES), Switch()
FRAMES: dict[str, Parameter] = {"frames": COUNT}
PATCH: dict[str, Parameter] = {**CLIP, "frame": FRAME, "patch": Index("P")}

FILM_ROUTES: dict[str, Route] = {
    "film_open": Route(
        "film/open",
        "A film of one's own, read.",
        LongWork(FilmName),
        {"name": Text("walk.mp4")},
        sent=FILM,
    ),
    "film_facts": Route("film/{clip}/facts", "A film and its pass.", Json(FilmFacts), CLIP, FRAMES),
    "film_pass": Route(
        "film/{clip}/pass", "The maps of the frames, made.", LongWork(FilmDone), CLIP, FRAMES
    ),
    "film_frame": Route(
        "film/{clip}/frame/{frame}",
        "A frame, or a thumbnail of it.",
        JPEG,
        {**CLIP, "frame": FRAME},
        {"small": SMALL},
    ),
    "film_rows": Route(
        "film/{clip}/rows/{layer}/{first}/{count}",
        "What the model reads looks at in a layer, of some frames of the pass.",
        float16("count,H,N"),
        {**CLIP, "layer": LAYER, "first": FRAME, "count": Whole(1, MOST_FRAMES)},
        FRAMES,
    ),
    "film_way": Route(
        "film/{clip}/way/{frame}/{patch}",
        "A patch of a frame of the pass, followed through all.",
        Json(FilmWay),
        PATCH,
        FRAMES,
    ),
    "film_likeness": Route(
        "film/{clip}/likeness/{frame}/{patch}",
        "Cosines of every patch of each frame with what is followed.",
        float16("done,P"),
        PATCH,
        FRAMES,
    ),
    "film_saved": Route(
        "film/{clip}/saved.{format}",
        "What the screen shows, as a film, a figure of its frames, or numbers.",
        File(tuple(SAVED_FILM_KINDS.values())),
        {**CLIP, "format": Text("webm"), "link": Text("screen=film")},
        FRAMES,
    ),
}
