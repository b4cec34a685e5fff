"""How pages name checkpoints: never by a path of the machine that serves them.

A file or folder that the program was started with is `given:NAME` to every page, with the last part
of its path as the name. A model that was trained here has a key that is its title, and in a link
`trained:NAME`; so has one with classes of one's own, in a link `taught:NAME`.
"""

import os
import re
from collections.abc import Iterable

import vit
from vit.loading import checkpoints
from vit.loading.references import PUBLIC_FORMS, parse
from vit.loading.references import is_local as names_file
from vit.pictures.images import InputError

GIVEN, TRAINED, TAUGHT = "given:", "trained:", "taught:"
OWN = "Own ViT"  # how the key of a model that was trained here begins
CLASSES = "Own classes"  # how that of a model with classes of one's own begins
GONE = {  # what is said of a model that is not there, by how its key or word begins
    OWN: "This model of your own is no longer in memory: train it again.",
    TRAINED: "This model of your own is no longer in memory: train it again.",
    CLASSES: "These classes stayed with the page on which they were named: name yours on Teach.",
    TAUGHT: "These classes stayed with the page on which they were named: name yours on Teach.",
}
NO_FILES = "A page opens no files of the machine that serves it: "
START = (  # for whoever runs the program
    "start the program with this model, as in make run MODEL=local-dir:folder or "
    "MODEL=timm_name=file."
)
OFFERED = f"use {PUBLIC_FORMS}."  # for a visitor


def public(reference: str) -> str:
    """The key of the model that the program was started with."""
    reference = reference.strip()
    if reference in vit.CHECKPOINTS:
        return reference
    if names_file(reference):
        return GIVEN + _last_part(reference)
    try:
        return vit.resolve(reference)
    except vit.LoadError:
        return reference  # what is wrong with it is said when it is loaded


def _last_part(reference: str) -> str:
    try:
        name = parse(reference).path.resolve().name
    except ValueError:
        name = ""
    return re.sub(r"[^\w.-]+", "-", name) or "model"


def title(key: str) -> str:
    """The title of a checkpoint for the page."""
    if key.startswith(CLASSES):
        return key.removeprefix(f"{CLASSES}: ").rpartition(" (")[0]
    return key.removeprefix(GIVEN) if key.startswith(GIVEN) else checkpoints.title(key)


def word(key: str) -> str:
    """The word of a checkpoint in a link."""
    for start, sign in ((OWN, TRAINED), (CLASSES, TAUGHT)):
        if key.startswith(start):
            return sign + key.rpartition("(")[2].removesuffix(")")
    return key


def is_made_here(key: str) -> bool:
    """Whether a checkpoint was trained or taught here, so that no file holds it."""
    return key.startswith((OWN, CLASSES))


def gone(reference: str) -> InputError:
    """What is said of such a model that is not there."""
    return InputError(next(text for start, text in GONE.items() if reference.startswith(start)))


def canonical(reference: str, started: str, held: Iterable[str], *, is_local: bool) -> str:
    """The key of a reference that somebody typed or that is in a link; nothing is loaded.

    `started` is the key of the program's own model, `held` are the keys in memory, and a program
    `is_local` that no other machine reaches. InputError, one sentence, for a file or folder, or for
    what is not there.
    """
    reference = reference.strip()
    if reference == started:
        return started
    if reference.startswith(GIVEN):
        raise InputError(
            f"{reference!r} is not there: this program was not started with that file or folder."
        )
    if reference.startswith(tuple(GONE)):
        mine = [key for key in held if is_made_here(key) and reference in (key, word(key))]
        if not mine:
            raise gone(reference)
        return mine[0]
    if names_file(reference):
        raise InputError(NO_FILES + (START if is_local else OFFERED))
    try:
        return vit.resolve(reference)
    except vit.LoadError as error:
        raise InputError(for_page(error, is_local=is_local)) from error


def without_path(text: str, reference: str) -> str:
    """A message without the path of the file or folder that a reference names."""
    text = text.replace(reference, _last_part(reference))
    try:
        path = parse(reference).path
    except ValueError:
        return text
    spellings = {str(one) for one in (path, path.absolute(), path.resolve())}
    for spelling in sorted(spellings, key=len, reverse=True):
        if os.sep in spelling:
            text = text.replace(spelling, _last_part(reference))
    return text


def in_full(error: BaseException) -> str:
    """The message of an error for whoever started the program, its path included."""
    while isinstance(error.__cause__, vit.LoadError):
        error = error.__cause__
    return sentence(str(error))


def for_page(error: vit.LoadError, *, is_local: bool) -> str:
    """An error as a sentence for a page; a visitor's names nothing of the machine."""
    return sentence(error.public if is_local else error.visitor)


def sentence(text: str) -> str:
    """A lower-case message of the library as a sentence for the page."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?")) else ".")
