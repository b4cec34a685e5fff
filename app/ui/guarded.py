# pyright: standard
"""Handlers of the page's events, none of which ends with an error."""

import functools
import inspect
from collections.abc import Callable, Iterator
from typing import Any

from app.ui.answers import Update
from app.unexpected import caught
from vit.pictures.images import InputError

Handler = Callable[..., Any]
# Gets the sentence, and the handler's arguments by their names.
Refuse = Callable[[str, dict[str, Any]], list[Update] | None]


def guarded(handler: Handler, refuse: Refuse) -> Handler:
    """The handler, which returns what `refuse` makes of an error in place of raising it.

    An InputError is a sentence; any other error is logged with a code, which its sentence has. A
    handler that yields goes on to yield that of its error as its last.
    """

    ends = functools.partial(caught, handler.__name__, sentences=(InputError,))

    def refusal(sentence: str, given: tuple[Any, ...]) -> list[Update] | None:
        return refuse(sentence, inspect.signature(handler).bind(*given).arguments)

    @functools.wraps(handler)
    def yields(*given: Any) -> Iterator[list[Update] | None]:
        said: list[str] = []
        with ends(tell=said.append):
            yield from handler(*given)
        for sentence in said:
            yield refusal(sentence, given)

    @functools.wraps(handler)
    def returns(*given: Any) -> list[Update] | None:
        said: list[str] = []
        with ends(tell=said.append):
            return handler(*given)
        return refusal(*said, given)

    return yields if inspect.isgeneratorfunction(handler) else returns
