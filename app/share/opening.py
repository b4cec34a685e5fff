"""Opening a link: its picture and its model as far as this visitor and this machine have them.

A link never hands over a picture that somebody else opened, and never fetches a checkpoint.
"""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

import vit
from app.engine import references
from app.engine.engine import Engine
from app.engine.input_sizes import check_side, check_size, fitted
from app.engine.recorded import Recorded
from app.engine.suited import suited
from app.parameters import naming
from app.settings import Selection
from app.share.facts import checked, read_facts, with_class
from app.share.pictures import OwnPicture, PictureWord
from app.share.selection import FIRST, read_selection
from app.wire.forms_explore import Note, Offer
from app.wire.forms_link import LinkColumn
from app.wire.forms_view import Opened
from app.wire.link_fields import SELECTION_FIELDS, LinkFacts
from vit.config import Labels
from vit.pictures.images import InputError

SENDERS = "The sender's own picture is not in the link: open your copy."
NOT_HELD = "Your picture is no longer held here: open your picture again; the rest is kept."


@dataclass(frozen=True)
class Waiting:
    """A checkpoint that is not on this machine, and the link's words of the selection with it."""

    key: str
    words: dict[str, str]


@dataclass(frozen=True)
class Opening:
    """What a link shows, and what of it is missing.

    `facts` are not yet checked against the view; `sentences` say what is not shown; `expects` are
    the first digits of a picture that has to be opened.
    """

    selection: Selection
    facts: LinkFacts
    sentences: tuple[str, ...] = ()
    expects: str | None = None
    waiting: Waiting | None = None


def open_link(
    engine: Engine,
    words: Mapping[str, str],
    facts: Mapping[str, str],
    visit: str,
    *,
    again: bool = False,
) -> Opening:
    """The selection and the facts of a link; ValueError, one sentence that names a wrong field.

    `again` says that the page had this very view before: a picture that is missing is its own.
    """
    wish = read_selection(words)
    read, absent = _with_columns_here(engine, read_facts(facts), visit)
    key = checkpoint(engine, "model", wish.model, visit)
    digest, missing = _picture(engine, wish.picture, visit, again=again)
    expects = wish.picture.digits if missing and isinstance(wish.picture, OwnPicture) else None
    first = Selection(digest, engine.store.started, framing=wish.framing)
    if expects:
        first = replace(first, expects=expects, levels=wish.levels)
    opening = Opening(first, read, (*missing, *absent), expects)
    if not is_here(engine, "model", key):
        return replace(opening, waiting=Waiting(key, _words(words, key)))
    by_hand = wish.by == "hand" or key != suited(engine, digest)
    selection = replace(first, checkpoint=key, patch=wish.patch, side=wish.side, by_hand=by_hand)
    with naming("model") if wish.model else contextlib.nullcontext():
        engine.load_checkpoint(key)
    _check_sizes(engine, selection)
    return replace(opening, selection=selection)


def opened(engine: Engine, recorded: Recorded, opening: Opening) -> Opened:
    """What the page has to know of a link; ValueError for facts that do not fit the view."""
    if opening.waiting is None:
        in_place = opening.expects is not None
        facts = checked(engine, recorded, opening.facts, in_place=in_place)
    else:  # of another model, whose layers and classes nobody knows yet
        facts = with_class(opening.facts, Labels().name)
    return {
        "facts": facts,
        "sentence": " ".join(opening.sentences) or None,
        "expects": opening.expects,
        "waits": opening.waiting and opening.waiting.words,
    }


def absence(engine: Engine, key: str) -> tuple[Note, Offer]:
    """What the page says of a checkpoint that is not on this machine, and how to get it."""
    known, name = vit.CHECKPOINTS.get(key), references.title(key)
    size = f"{known.megabytes:.0f} MB, {known.licence}" if known else "its licence is on the hub"
    instead = references.title(engine.store.started)
    return {
        "head": f"{name} is not on this machine.",
        "text": f"The link is to that model. Until you get it, {instead} is shown instead.",
    }, {"key": key, "text": f"Get {name}: {size}"}


def checkpoint(engine: Engine, field: str, reference: str | None, visit: str | None = None) -> str:
    """The key of a reference in a link, None for the program's own; nothing is loaded.

    InputError for one that another visit than this taught.
    """
    with naming(field):
        key = engine.store.started if reference is None else engine.checkpoint(reference)
        if visit is not None:
            engine.taught.check(key, visit)
        return key


def is_here(engine: Engine, field: str, key: str) -> bool:
    """Whether a checkpoint can be used without fetching it."""
    with naming(field):
        try:
            return key == engine.store.started or engine.store.is_here(key)
        except vit.LoadError as error:
            raise InputError(
                references.for_page(error, is_local=engine.settings.is_local)
            ) from error


def _words(words: Mapping[str, str], key: str) -> dict[str, str]:
    """The selection's words of a link, with the model as the page writes it."""
    given = {name: words[name] for name in SELECTION_FIELDS if name in words}
    return given | {"model": references.word(key)}


def _picture(
    engine: Engine, picture: PictureWord, visit: str, *, again: bool
) -> tuple[str, tuple[str, ...]]:
    """Digest of the picture to show, and a sentence where it stands for another one."""
    if not isinstance(picture, OwnPicture):
        return picture.open(engine), ()
    digest = engine.visits.owned(visit, picture.digits)
    if digest and engine.holds(digest):
        return digest, ()
    return FIRST.open(engine), (NOT_HELD if digest or again else SENDERS,)


def _check_sizes(engine: Engine, selection: Selection) -> None:
    """Raise ValueError for a patch or input size that the selection's model cannot have."""
    config = engine.store.model(selection.checkpoint).config
    patch = selection.patch or config.patch
    image = fitted(config, config.image, patch)
    if selection.side is not None and image != (selection.side, selection.side):
        with naming("side"):
            check_side(config, selection.side, engine.settings.largest_record)
        image = fitted(config, (selection.side, selection.side), patch)
    if selection.patch is not None:
        with naming("patch"):
            check_size(config, image, patch)


def _with_columns_here(engine: Engine, facts: LinkFacts, visit: str) -> tuple[LinkFacts, list[str]]:
    """The facts with those columns of Compare whose model is on this machine; the others, said."""
    columns, missing = list[LinkColumn](), list[str]()
    for column in cast("list[LinkColumn]", facts.get("columns", [])):
        if column["checkpoint"] is None:
            columns.append(column)
            continue
        key = checkpoint(engine, "columns", column["checkpoint"], visit)
        if is_here(engine, "columns", key):
            columns.append({**column, "checkpoint": key})
        else:
            missing.append(f"{references.title(key)} is not on this machine: add it in Compare.")
    others = {name: value for name, value in facts.items() if name != "columns"}
    return others | ({"columns": columns} if columns else {}), missing
