"""A similarity in the place of a class: its two parts as words of a request, and of the page."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from starlette.requests import Request

import vit
from app.engine.engine import Engine
from app.engine.gallery import examples
from app.engine.interventions import NONE
from app.engine.likeness import Explained, Likeness, Part, Whole
from app.engine.patch_choices import at_patch
from app.engine.recorded import Recorded
from app.engine.visits import EVERYONE
from app.parameters import naming
from app.share.page_facts import PageFacts
from app.share.pictures import OwnPicture, picture_word, read_picture
from app.wire.forms_explain import LikenessFacts, LikenessPicture
from app.wire.forms_link import LikenessParts
from app.wire.question import Question, method_names
from app.wire.regions import region_text, tokens_from
from vit.config import ViTConfig
from vit.figures.heat import token_name
from vit.maps.methods import METHODS

PICTURES = ("example", "scene", "own")
PHRASES: dict[str, str] = {
    "class": "the class token",
    "pooled": "the pooled feature",
    "patches": "the mean of all patches",
}
FORMS = "class, pooled, patches, token:NUMBER or region:POINTS"
EXPIRED = "This picture is no longer held for this page: open it again, or choose another one."


def question(
    engine: Engine, recorded: Recorded, request: Request, words: Sequence[str] = tuple(METHODS)
) -> Question:
    """The similarity and the methods of a request; ValueError, one sentence, for wrong words."""
    given = request.query_params
    of, to = given.get("of", ""), given.get("to", "")
    likeness = read(engine, recorded, of, to, visit_of(engine, request))
    return Question(likeness, method_names(given.get("methods", ""), words))


def visit_of(engine: Engine, request: Request) -> str:
    """The visit whose page sends a request."""
    page = engine.visits.granted(request.path_params["token"])
    return page.visit if page else EVERYONE


def read(engine: Engine, recorded: Recorded, of: str, to: str, visit: str) -> Likeness:
    """The similarity of two words; ValueError, one sentence that names the wrong one.

    `to` may be a picture as a link names it: its part is the whole that is read of this picture,
    or the mean of all its patches. A picture of somebody else's is never read.
    """
    config = recorded.trace.config
    with naming("of"):
        own = _part(of, config)
    if to.partition(":")[0] not in PICTURES:
        with naming("to"):
            return Likeness(own, _part(to, config))
    with naming("to"):
        digest = _digest(engine, to, visit)
    plain = replace(recorded.key, framing=recorded.key.framing.centred, intervention=NONE)
    other = at_patch(engine, replace(plain, digest=digest), recorded.key.patch)
    return Likeness(own, "patches" if isinstance(own, tuple) else own, other)


def _digest(engine: Engine, word: str, visit: str) -> str:
    picture = read_picture(word)
    if not isinstance(picture, OwnPicture):
        return picture.open(engine)
    digest = engine.visits.owned(visit, picture.digits)
    if digest is None or not engine.holds(digest):
        raise ValueError(EXPIRED)
    return digest


def _part(text: str, config: ViTConfig) -> Part:
    if text in PHRASES:
        if text == "class" and not config.class_token:
            raise ValueError("this model has no class token: use pooled or patches")
        return cast(Whole, text)
    kind, _, rest = text.partition(":")
    if kind == "token" and rest.isdecimal() and int(rest) < config.tokens:
        return (int(rest),)
    if kind == "region":
        return tuple(int(token) for token in tokens_from(rest, config.grid))
    raise ValueError(f"{text!r} is none of {FORMS}, with tokens 0 to {config.tokens - 1}")


def explained(engine: Engine, recorded: Recorded, page: PageFacts) -> Explained:
    """What the page explains: its similarity, by default of a model without classes, or a class."""
    if page["likeness"] is None and recorded.trace.config.outputs != "none":
        return page.target(recorded)
    parts = parts_of(recorded, page)
    return read(engine, recorded, parts["of"], parts["to"], page.visit)


def parts_of(recorded: Recorded, page: PageFacts) -> LikenessParts:
    """The two words of the page's similarity, with its query and regions as they are now."""
    chosen = cast("LikenessParts | None", page["likeness"]) or opening(recorded)
    return {"of": _now(chosen["of"], recorded, page), "to": _now(chosen["to"], recorded, page)}


def opening(recorded: Recorded) -> LikenessParts:
    """The similarity that is explained where nobody chose one: of the readout to the query."""
    return {"of": "class" if recorded.trace.config.class_token else "pooled", "to": "query"}


def _now(word: str, recorded: Recorded, page: PageFacts) -> str:
    """A part as a request names it: the query and a region become tokens and outlines."""
    regions = page["regions"] or ()
    chosen = page["chosen_region"] if word == "query" else None
    if word.startswith("region."):
        chosen = int(word.removeprefix("region."))
    if chosen is not None and chosen < len(regions):
        return f"region:{region_text(regions[chosen])}"
    if word != "query" and not word.startswith("region."):
        return word
    grid, query = recorded.trace.grid, page["query"]
    if query is None or query < grid.prefix:
        query = grid.prefix + (grid.rows // 2) * grid.cols + grid.cols // 2
    return f"token:{query}"


def facts(engine: Engine, recorded: Recorded, aim: Explained) -> LikenessFacts:
    """The cosine now, and both parts in words."""
    assert isinstance(aim, Likeness)
    target = engine.target(recorded.key, aim)
    assert isinstance(target, vit.Scalar)
    with engine.store.forward(recorded.model):
        value = target.value_of(recorded.model, recorded.trace)
    of, to = phrase(recorded, aim.of), phrase(recorded, aim.to)
    if aim.other is not None:
        to = f"{to} of {engine.picture(aim.other.digest, recorded.visit).name}"
    stays = target.never_removed(recorded.trace.config)
    return {
        "value": value if math.isfinite(value) else 0.0,
        "of": of,
        "to": to,
        "stays": [int(token) for token in stays.nonzero().flatten()],
    }


def phrase(recorded: Recorded, part: Part) -> str:
    """A part within a sentence."""
    if isinstance(part, tuple):
        several = f"a region of {len(part)} patches"
        return token_name(recorded.trace, part[0]) if len(part) == 1 else several
    return PHRASES[part]


def pictures(engine: Engine, recorded: Recorded, visit: str) -> list[LikenessPicture]:
    """The pictures that can be chosen: examples, and those opened in this visit; not this one."""
    own = recorded.key.digest
    listed: list[LikenessPicture] = [
        {"word": f"example:{example.name}", "label": example.label, "own": False}
        for example in examples()
    ]
    for digest in engine.visits.opened(visit):
        if engine.holds(digest):
            word = picture_word(engine, digest)
            listed.append({"word": word, "label": engine.picture(digest, visit).name, "own": True})
    here = picture_word(engine, own)
    return [one for one in listed if one["word"] != here]
