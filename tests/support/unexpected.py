"""Sentences about what nobody expected, and what the log has under their codes."""

import functools
import inspect
import re
from collections.abc import Callable
from typing import Any

import pytest

from app.ui.answers import only_answer
from app.unexpected import SENTENCE

BOOM = "a fault of this test"
SAID = re.escape(SENTENCE).replace(re.escape("{}"), "([0-9a-f]{6})")


def boom(*_: Any, **__: Any) -> Any:
    """Raises what no code here expects."""
    raise RuntimeError(BOOM)


def coded(sentence: str, caplog: pytest.LogCaptureFixture) -> str:
    """What was raised, by the traceback that the log has under the code of a sentence."""
    found = re.search(f"{SAID}$", sentence)
    assert found, sentence
    (record,) = [one for one in caplog.records if one.getMessage().startswith(found[1])]
    assert record.exc_info
    return str(record.exc_info[1])


class Fault:
    """Breaks functions that were handed to it, as long as it is `on`."""

    on = False

    def inside(self, handler: Callable[..., Any]) -> Callable[..., Any]:
        """The function, which raises where its work would begin; one that yields reports first."""

        @functools.wraps(handler)
        def returns(*given: Any) -> Any:
            return boom() if self.on else handler(*given)

        @functools.wraps(handler)
        def yields(*given: Any) -> Any:
            if self.on:
                yield only_answer({"top": [], "progress": {"fraction": 0.5, "text": "Half"}})
                boom()
            yield from handler(*given)

        return yields if inspect.isgeneratorfunction(handler) else returns
