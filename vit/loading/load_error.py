# pyright: standard
"""The error of loading: one sentence of at most 300 characters, with cause and remedy."""

import pickle
from pathlib import Path

from huggingface_hub import constants
from safetensors import SafetensorError

LONGEST = 300  # characters of a sentence
NAME = 60  # characters of a file's name in it
INSPECT = "python -m vit inspect FILE lists what it holds"

# Errors that reading a malformed file or description may raise.
MALFORMED = (
    SafetensorError,
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
    LookupError,
    ArithmeticError,
    AssertionError,
    TypeError,
    AttributeError,
    pickle.UnpicklingError,
)


class LoadError(RuntimeError):
    """A checkpoint could not be loaded; the message is one sentence with cause and remedy.

    `public` is the message for those who may open no files of this machine: it advises none.
    `visitor` is that for visitors of a program that somebody else runs: it names no folder of the
    machine, and nothing that only its owner can do.
    """

    def __init__(self, message: str, public: str | None = None, visitor: str | None = None) -> None:
        """All messages; without `public` or `visitor` those are the one before."""
        super().__init__(message)
        self.public = public or message
        self.visitor = without_cache(visitor or self.public)


def sentence(start: str, cause: str, remedy: str = "") -> str:
    """`start (cause): remedy`, with the cause cut where the whole would be too long."""
    rest = f": {remedy}" if remedy else ""
    room = LONGEST - len(start) - len(rest) - len(" ()")
    return f"{start} ({short(cause, max(room, NAME))}){rest}"


def unusable(title: str, path: Path, error: Exception) -> LoadError:
    """The error for a file of weights that was read and does not fit.

    Only a file of the cache is ever to be fetched again: any other may be the only one there is.
    """
    start, cause = f"the weights of {short_name(title)} cannot be used", line(error)
    remedy = "" if ": " in cause else INSPECT
    if Path(constants.HF_HUB_CACHE) in path.parents:
        start = f"the weights of {short_name(title)} in the cache cannot be used"
        remedy = f"remove {short_name(path.name)} from {constants.HF_HUB_CACHE} and fetch it again"
        visitor = f"the weights of {short_name(title)} that are here cannot be used"
        other = "choose another one"
        return LoadError(sentence(start, cause, remedy), None, sentence(visitor, cause, other))
    return LoadError(sentence(start, cause, remedy))


def without_cache(text: str) -> str:
    """A message without the folder in which weights of the hub are kept."""
    return text.replace(str(constants.HF_HUB_CACHE), "the cache")


def short_name(text: str) -> str:
    """A name of at most 60 characters: its begin and its end."""
    half = NAME // 2 - 2
    return text if len(text) <= NAME else f"{text[:half]}...{text[-half:]}"


def short(text: str, longest: int) -> str:
    """A text of at most so many characters, cut at its end."""
    return text if len(text) <= longest else f"{text[: longest - 3].rstrip(' ,')}..."


def line(error: Exception) -> str:
    """An error's message as one line."""
    return " ".join(str(error).split()) or type(error).__name__
