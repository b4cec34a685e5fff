# pyright: standard
"""Handlers of the page's events, none of which ends with an error."""

import functools
import inspect
from collections.abc import Callable, Iterator
from typing import Any

from app import observed
from app.ui.answers import Update
from app.unexpected import End, caught
from vit.pictures.images import InputError

Handler = Callable[..., Any]
# Gets the sentence, and the handler's arguments by their names.
Refuse = Callable[[str, dict[str, Any]], list[Update] | None]
# Gets those arguments before the handler; what it returns, if anything, comes in place of that.
Early = Callable[[dict[str, Any]], list[Update] | None]


def guarded(handler: Handler, refuse: Refuse, early: Early | None = None) -> Handler:
    """The handler, which returns what `refuse` makes of an error in place of raising it.

    An InputError is a sentence; any other error is logged with a code, which its sentence has. A
    handler that yields goes on to yield that of its error as its last. How it ended is counted.
    """
    name = handler.__name__
    ends = functools.partial(caught, name, sentences=(InputError,))

    def named(given: tuple[Any, ...]) -> dict[str, Any]:
        return inspect.signature(handler).bind(*given).arguments

    def refusal(end: End, given: tuple[Any, ...]) -> list[Update] | None:
        observed.handled(name, "failed" if end.is_fault else "refused")
        return refuse(str(end.sentence), named(given))

    @functools.wraps(handler)
    def yields(*given: Any) -> Iterator[list[Update] | None]:
        with ends() as end:
            before = early and early(named(given))
            yield from [before] if before else handler(*given)
        if end.sentence:
            yield refusal(end, given)
        else:
            observed.handled(name, "done")

    @functools.wraps(handler)
    def returns(*given: Any) -> list[Update] | None:
        with ends() as end:
            values = (early and early(named(given))) or handler(*given)
            observed.handled(name, "done")
            return values
        return refusal(end, given)

    return yields if inspect.isgeneratorfunction(handler) else returns
