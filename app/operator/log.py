"""The log of an operator: a line for each long work, as text or as JSON."""

import contextlib
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TextIO

from app import observed
from app.observed import Worked
from app.settings import Log
from app.unexpected import LOG


class _AsJson(logging.Formatter):
    """A record of the program's own as one line of JSON, its traceback in a field."""

    def format(self, record: logging.LogRecord) -> str:
        """The line: the code that a page shows, the class of the error, and where it came up."""
        trace = self.formatException(record.exc_info) if record.exc_info else None
        facts = {name: getattr(record, name, None) for name in ("code", "kind", "where")}
        return _line("error", {**facts, "traceback": trace})


def begin_log(kind: Log, out: TextIO) -> None:
    """Write a line for each long work from now on; unexpected errors too where it is JSON.

    No line names a picture, a visit or anything that somebody wrote.
    """
    if kind == "none":
        return
    if kind == "json":
        handler = logging.StreamHandler(out)
        handler.setFormatter(_AsJson())
        LOG.addHandler(handler)
        LOG.propagate = False

    def write(work: Worked) -> None:
        with contextlib.suppress(OSError, ValueError):  # whoever read the log has gone
            print(LINES[kind](work), file=out, flush=True)

    observed.follow(write)


def _as_json(work: Worked) -> str:
    return _line("work", asdict(work) | {"seconds": round(work.seconds, 3)})


def _line(event: str, facts: Mapping[str, object]) -> str:
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    return json.dumps({"at": at, "event": event, **facts})


LINES: dict[Log, Callable[[Worked], str]] = {"words": lambda work: work.words, "json": _as_json}
