"""What a request is about: a class or a similarity, and methods; and long work on them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from starlette.requests import Request
from starlette.responses import Response

from app.engine.engine import Engine
from app.engine.likeness import Explained
from app.engine.recorded import Recorded
from app.wire.progress import Step, with_progress
from app.wire.replies import Reports
from vit.maps.methods import METHODS

NO_CLASS = "These weights name no classes, so there is no class to explain."


@dataclass(frozen=True)
class Question:
    """The index of a class or a similarity, and the names of the methods that explain it."""

    target: Explained
    methods: tuple[str, ...]

    @classmethod
    def parse(
        cls, target: str, methods: str, classes: int, words: Sequence[str] = tuple(METHODS)
    ) -> "Question":
        """A question from a query string; ValueError, one sentence, for what does not exist.

        `words` are the names of methods that it may have; without any it has all of them.
        """
        if not target.isdecimal() or int(target) >= classes:
            raise ValueError(f"Class {target!r} does not exist: classes are 0 to {classes - 1}.")
        return cls(int(target), method_names(methods, words))


def method_names(text: str, words: Sequence[str] = tuple(METHODS)) -> tuple[str, ...]:
    """The names of methods with `,` between, of these words; all of them for an empty text."""
    names = tuple(text.split(",")) if text else tuple(words)
    for name in names:
        if name not in words:
            raise ValueError(f"Method {name!r} is unknown: use {', '.join(words)}.")
    return names


def class_of(recorded: Recorded, request: Request) -> int:
    """The class of a request; ValueError for a model without classes."""
    return cast(int, question_of(recorded, request).target)


def question_of(
    recorded: Recorded, request: Request, words: Sequence[str] = tuple(METHODS)
) -> Question:
    """The class and methods of a request; ValueError for a model without classes."""
    config, query = recorded.trace.config, request.query_params
    if config.outputs == "none":
        raise ValueError(NO_CLASS)
    return Question.parse(query.get("target", ""), query.get("methods", ""), config.classes, words)


def long_work(
    work: Callable[[Engine, Recorded, Question, Step], object],
    engine: Engine,
    recorded: Recorded,
    question: Question,
) -> Response:
    """Progress and result as lines of JSON; closing the connection stops the work."""
    reports = with_progress(lambda step: work(engine, recorded, question, step))
    return Reports(reports)
