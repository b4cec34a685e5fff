# pyright: standard
"""Errors of the hub: what each says of the file and of the hub, its cause and its remedy.

A remedy has two forms: for whoever runs the program, and for a visitor of a program that somebody
else runs, who can set no variable and log in nowhere.
"""

import errno
from typing import Any

from huggingface_hub import constants
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
)

from vit.loading.transfer import OversizeError, StoppedError

DISK = {errno.EACCES, errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.ENOTDIR, errno.EEXIST}
AHEAD = "python -m vit.download fetches weights ahead of time where there is a connection"
ELSE = "choose one that is here, or try again later"
_NAME = "check the name"


class HubError(RuntimeError):
    """A file could not be fetched; the message names the cause, what stays, and a remedy.

    `visitor` is the message for those who use a program that somebody else runs.
    """

    def __init__(self, message: str, visitor: str | None = None) -> None:
        """Both messages; without `visitor` they are the same."""
        super().__init__(message)
        self.visitor = visitor or message


class MissingFileError(HubError):
    """The repository exists but has no such file."""


class UnreachableError(HubError):
    """The hub itself cannot be reached: no other file could be fetched either."""


class GivenUpError(HubError):
    """Whoever began the download cancelled it."""


class CorruptedError(Exception):
    """The file's content does not match its checksum."""


class NoHubError(Exception):
    """The server at the hub's address is not a hub."""


_Words = tuple[str, str | None, str | None]

_KINDS: tuple[tuple[type[Exception], type[HubError]], ...] = (
    (StoppedError, GivenUpError),
    (RemoteEntryNotFoundError, MissingFileError),
    (CorruptedError, HubError),
    (OversizeError, HubError),
    (HFValidationError, HubError),
    (GatedRepoError, HubError),
    (RepositoryNotFoundError, HubError),
)
_OF_ONE = (401, 403)  # statuses of one repository; those of the whole hub are UnreachableError


def kind(error: Exception) -> type[HubError]:
    """What an error says of the hub: all but these are faults of the way to it."""
    of_disk = isinstance(error, OSError) and error.errno in DISK
    if of_disk or status(error) in _OF_ONE:
        return next((each for one, each in _KINDS if isinstance(error, one)), HubError)
    return next((each for one, each in _KINDS if isinstance(error, one)), UnreachableError)


def fault(repository: str, error: Exception) -> HubError:
    """The error to raise for any that came up while a file was fetched."""
    start = f"fetching {repository} failed"
    cause, remedy = diagnosis(error)
    hidden, other = visitor_diagnosis(error)
    return kind(error)(
        f"{start}: {cause}; the model in use stays; {remedy}",
        f"{start}: {hidden}; the model in use stays; {other}",
    )


def diagnosis(error: Exception) -> tuple[str, str]:
    """Cause and remedy of an error, for whoever runs the program."""
    hub = constants.ENDPOINT
    if isinstance(error, OSError) and error.errno in DISK:
        folder = constants.HF_HUB_CACHE
        return f"{folder} cannot be written ({error.strerror})", "set HF_HOME to a folder with room"
    cause, remedy, _ = _known(error, hub) or (None, None, None)
    detail = str(error).splitlines()[0] if str(error) else type(error).__name__
    mirror = f"check the network, set HF_ENDPOINT to a mirror, or note that {AHEAD}"
    return cause or f"the connection to {hub} failed ({detail})", remedy or mirror


def visitor_diagnosis(error: Exception) -> tuple[str, str]:
    """Cause and remedy for a visitor: no folder, no address, nothing to set on the machine."""
    if isinstance(error, OSError) and error.errno in DISK:
        return f"weights cannot be stored here ({error.strerror})", "choose one that is here"
    cause, _, remedy = _known(error, "the hub") or (None, None, None)
    return cause or "the connection to the hub failed", remedy or ELSE


def _known(error: Exception, hub: str) -> _Words | None:
    """Cause of an error, its remedy and that of a visitor; None for what is usual."""
    other, log_in = "choose another one", "log in with hf auth login, or set HF_TOKEN"
    cancelled, again, wait = "start it again at any time", "try again", _wait(error)
    ask = "ask for it on its page of the hub, then log in with hf auth login"
    causes: tuple[tuple[type[Exception], _Words], ...] = (
        (StoppedError, ("it was cancelled", cancelled, cancelled)),
        (CorruptedError, ("it arrived damaged and was removed", again, again)),
        (OversizeError, ("more bytes came than were announced", again, again)),
        (NoHubError, (f"what answers at {hub} is not a hub (a sign-in page?)", None, None)),
        (HFValidationError, ("that is not the name of a repository", _NAME, _NAME)),
        (GatedRepoError, ("its owner gives it on request only", ask, other)),
        (
            RepositoryNotFoundError,
            (f"{hub} knows no such repository, or it is private", f"{_NAME}, or {log_in}", _NAME),
        ),
        (RemoteEntryNotFoundError, (f"{hub} knows no such file", _NAME, _NAME)),
        (TimeoutError, (f"{hub} is too slow ({error})", None, None)),
    )
    known = next((words for one, words in causes if isinstance(error, one)), None)
    if known or not isinstance(error, HfHubHTTPError):
        return known
    number = status(error)
    by_status: dict[int | None, tuple[str, str, str]] = {
        401: (f"{hub} gives it to those who are logged in (HTTP 401)", log_in, other),
        403: (f"{hub} does not give it to everybody (HTTP 403)", ask, other),
        429: (f"{hub} had too many requests from here (HTTP 429)", wait, wait),
        503: (f"{hub} is busy (HTTP 503)", wait, wait),
    }
    words = f"HTTP {number}" if number else "HTTP"
    return by_status.get(number, (f"{hub} answers with an error ({words})", None, None))


def _wait(error: Exception) -> str:
    """How long to wait, where the hub says it in whole seconds."""
    headers: Any = getattr(getattr(error, "response", None), "headers", {})
    seconds = str(headers.get("Retry-After", ""))
    known = seconds.isascii() and seconds.isdigit() and len(seconds) <= 5
    return f"wait {int(seconds)} s and try again" if known else "wait some minutes and try again"


def status(error: Exception) -> int | None:
    """The HTTP status that an error of the hub's client came with."""
    response: Any = getattr(error, "response", None)
    return getattr(response, "status_code", None)
