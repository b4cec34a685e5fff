# pyright: standard
"""Errors of the hub: what each says of the file and of the hub, its cause and its remedy."""

import errno

from huggingface_hub import constants
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
)

from vit.loading.transfer import StoppedError

DISK = {errno.EACCES, errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.ENOTDIR, errno.EEXIST}
AHEAD = "python -m vit.download fetches weights ahead of time where there is a connection"


class HubError(RuntimeError):
    """A file could not be fetched; the message names the cause, what stays, and a remedy."""


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


_KINDS: tuple[tuple[type[Exception], type[HubError]], ...] = (
    (StoppedError, GivenUpError),
    (RemoteEntryNotFoundError, MissingFileError),
    (CorruptedError, HubError),
    (HFValidationError, HubError),
    (GatedRepoError, HubError),
    (RepositoryNotFoundError, HubError),
)


def kind(error: Exception) -> type[HubError]:
    """What an error says of the hub: all but these are faults of the way to it."""
    if isinstance(error, OSError) and error.errno in DISK:
        return HubError
    return next((each for one, each in _KINDS if isinstance(error, one)), UnreachableError)


def diagnosis(error: Exception) -> tuple[str, str]:
    """Cause and remedy of an error, in plain words."""
    hub = constants.ENDPOINT
    if isinstance(error, OSError) and error.errno in DISK:
        folder = constants.HF_HUB_CACHE
        return f"{folder} cannot be written ({error.strerror})", "set HF_HOME to a folder with room"
    mirror = f"check the network, set HF_ENDPOINT to a mirror, or note that {AHEAD}"
    causes: tuple[tuple[type[Exception], str, str], ...] = (
        (StoppedError, "it was cancelled", "start it again at any time"),
        (CorruptedError, "it arrived damaged and was removed", "try again"),
        (NoHubError, f"what answers at {hub} is not a hub (a sign-in page?)", mirror),
        (HFValidationError, "that is not the name of a repository", "check the name"),
        (GatedRepoError, "its owner gives it on request only", "log in with hf auth login"),
        (RepositoryNotFoundError, f"{hub} knows no such repository", "check the name"),
        (RemoteEntryNotFoundError, f"{hub} knows no such file", "check the name"),
        (HfHubHTTPError, f"{hub} answers with an error ({_status(error)})", mirror),
        (TimeoutError, f"{hub} is too slow ({error})", mirror),
    )
    known = next(((why, how) for kind, why, how in causes if isinstance(error, kind)), None)
    detail = str(error).splitlines()[0] if str(error) else type(error).__name__
    return known or (f"the connection to {hub} failed ({detail})", mirror)


def _status(error: Exception) -> str:
    response = getattr(error, "response", None)
    return f"HTTP {response.status_code}" if response is not None else "HTTP"
