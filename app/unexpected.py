"""What nobody expected: a sentence for the page, whose code finds the traceback in the log."""

import contextlib
import logging
import secrets
import threading
from collections import Counter
from collections.abc import Callable, Generator
from dataclasses import dataclass

SENTENCE = (
    "This failed on the server, whose log says why under code {}: try it again, or reload the page."
)
LOG = logging.getLogger("app")  # to standard error, where nobody has set it up otherwise

_lock = threading.Lock()
_counted: Counter[str] = Counter()


def sentence_of(error: BaseException, where: str) -> str:
    """One sentence for the page on an error that nobody expected.

    Its traceback goes to the log together with `where` it came up and a code of six letters and
    digits, which stands in the sentence too. `where` is a name from the code, never a text that
    somebody wrote.
    """
    code = secrets.token_hex(3)
    kind = type(error).__name__
    with _lock:
        _counted[kind] += 1
    facts = {"code": code, "kind": kind, "where": where}
    LOG.error("%(code)s: unexpected %(kind)s in %(where)s", facts, exc_info=error, extra=facts)
    return SENTENCE.format(code)


@dataclass
class End:
    """How a piece of work ended: the sentence of its error, which nobody may have expected."""

    sentence: str | None = None
    is_fault: bool = False


@contextlib.contextmanager
def caught(
    where: str,
    tell: Callable[[str], object] = lambda _: None,
    sentences: tuple[type[Exception], ...] = (),
) -> Generator[End]:
    """Hand one sentence on any error inside to `tell`; nothing is raised.

    The message of one of `sentences` is a sentence already; any other error is `sentence_of`'s.
    """
    end = End()
    try:
        yield end
    except sentences as error:
        end.sentence = str(error)
    except Exception as error:  # noqa: BLE001 - a page, a thread or a route must come to an end
        end.sentence, end.is_fault = sentence_of(error, where), True
    if end.sentence is not None:
        tell(end.sentence)


def counted() -> dict[str, int]:
    """How many unexpected errors there were since the start, by the names of their classes."""
    with _lock:
        return dict(_counted)
