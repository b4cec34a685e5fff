"""The classes of a lesson, as the page sends them, and whether they can be taught."""

import json
from typing import Any, cast

from app.wire.forms_teach import TeachClass
from app.wire.limits import TEACH_CLASSES, TEACH_NAME
from vit.pictures.images import InputError
from vit.teaching.teach import check_counts

MALFORMED = "The classes are not a list of names with their pictures: reload the page."


def read_classes(body: bytes) -> list[TeachClass]:
    """The classes of a sent text; InputError, one sentence, for what is not a lesson.

    A lesson under way may have too few classes or pictures: `check_lesson` says so.
    """
    try:
        rows = cast("list[dict[str, object]]", json.loads(body))
        classes = [_class(row["name"], row["pictures"]) for row in rows]
    except (ValueError, TypeError, KeyError) as error:
        raise error if isinstance(error, InputError) else InputError(MALFORMED) from error
    _check_names([one["name"] for one in classes])
    _check_once(classes)
    return classes


def _class(name: Any, pictures: Any) -> TeachClass:
    if not isinstance(name, str) or not isinstance(pictures, list):
        raise TypeError("a class is a name and a list")
    ids = cast("list[Any]", pictures)
    if not all(isinstance(one, str) for one in ids):
        raise TypeError("a picture is named by a text")
    name = " ".join(name.split())
    if len(name) > TEACH_NAME:
        raise InputError(
            f"The name {name[:TEACH_NAME]!r}… has {len(name)} letters: use at most {TEACH_NAME}."
        )
    return {"name": name, "pictures": list(dict.fromkeys(ids))}


def _check_names(names: list[str]) -> None:
    if len(names) > TEACH_CLASSES[1]:
        raise InputError(f"{len(names)} classes are too many: name at most {TEACH_CLASSES[1]}.")
    seen = set[str]()
    for name in names:
        if name and name.casefold() in seen:
            raise InputError(f"Two classes are called {name!r}: give one of them another name.")
        seen.add(name.casefold())


def _check_once(classes: list[TeachClass]) -> None:
    homes = dict[str, str]()
    for one in classes:
        for picture in one["pictures"]:
            first = homes.setdefault(picture, one["name"])
            if first != one["name"]:
                raise InputError(
                    f"The same picture is in {first!r} and in {one['name']!r}: take it out of one "
                    "of them."
                )


def check_lesson(classes: list[TeachClass]) -> None:
    """Raise InputError, one sentence, for classes that cannot be taught yet."""
    if not all(one["name"] for one in classes):
        raise InputError("One class has no name: give it one.")
    try:
        check_counts({one["name"]: len(one["pictures"]) for one in classes})
    except ValueError as error:
        text = str(error)
        raise InputError(f"{text[:1].upper()}{text[1:]}.") from error
