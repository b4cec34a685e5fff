"""Sets of weights in a file: where they stand, which is the usual one, and what is left over."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from torch import Tensor

MOST = 4  # groups of tensors that are named

_AVERAGED = re.compile(r"(.*[._])?(ema|swa|averaged?|polyak|ewa)([._\d].*)?")
# Of two sets of weights the one whose way has the first word is used, not that with the second.
_RIVALS = (
    ("teacher", "student"),
    ("target_encoder", "encoder|context_encoder|student"),
    ("base_encoder", "momentum_encoder"),
    ("encoder_q", "encoder_k"),
    ("online(_.*)?", "target(_.*)?"),
    ("params|target", "opt|state"),  # of JAX, whose optimiser has moments of the same names
)


def parts(names: Iterable[str], kernel: str) -> list[str]:
    """What stands before `kernel` in every name that ends with it, the shortest first."""
    ends = (name.removesuffix(kernel) for name in names if name.endswith(kernel))
    return sorted(
        (part for part in ends if not part or part.endswith(".")), key=lambda p: (len(p), p)
    )


def chosen(ways: Sequence[str], wanted: str) -> list[str]:
    """The ways that a person's word names: a whole way, its beginning, or words in it."""
    exact = [way for way in ways if way.rstrip(".") == wanted.rstrip(".")]
    return exact or [way for way in ways if f".{wanted.strip('.')}." in f".{way}"]


def usual(ways: Sequence[str]) -> str | None:
    """The one way that is used in practice before all others; None where nothing decides."""
    best = [way for way in ways if all(way == other or _before(way, other) for other in ways)]
    return best[0] if len(best) == 1 else None


def _before(mine: str, theirs: str) -> bool:
    """Whether weights at one way are used rather than those at another."""
    averaged = [bool(_AVERAGED.fullmatch(way.rstrip("."))) for way in (mine, theirs)]
    if averaged[0] != averaged[1]:
        return averaged[0]
    return any(_has(mine, good) and _has(theirs, bad) for good, bad in _RIVALS)


def _has(way: str, words: str) -> bool:
    return any(re.fullmatch(words, word) for word in way.split("."))


def same_memory(mine: dict[str, Tensor], theirs: dict[str, Tensor]) -> bool:
    """Whether two states are one: the same names at the same places of the file."""
    return mine.keys() == theirs.keys() and all(
        mine[name].data_ptr() == theirs[name].data_ptr() and mine[name].shape == theirs[name].shape
        for name in mine
    )


def groups(names: Iterable[str], part: str, read: Iterable[str] = ()) -> tuple[str, ...]:
    """Tensors by where they stand, as `148 tensors of decoder_*`, the largest group first.

    A place where some are `read` is named as far as none is: `embeddings.mask_token`.
    """
    names, read = list(names), list(read)
    counters = [name for name in names if name.rpartition(".")[2] in ("total_ops", "total_params")]
    rest = [name for name in names if name not in set(counters)]
    places = Counter(_unread(name, _place(name, part), part, read) for name in rest)
    merged: Counter[str] = Counter()
    for place, count in places.items():
        alike = [other for other in places if _stem(other) == _stem(place)]
        merged[f"{_stem(place)}_*" if len(alike) > 1 else place] += count
    if counters:
        merged["counters (total_ops, total_params)"] += len(counters)
    ranked = merged.most_common()
    named = [
        f"{count} {'tensor' if count == 1 else 'tensors'} of {place}" for place, count in ranked
    ]
    rest = sum(count for _, count in ranked[MOST:])
    return (*named[:MOST], *((f"{rest} others",) if rest else ()))


def _place(name: str, part: str) -> str:
    """The first word of a name after the weights' own way, else the first word of its own way."""
    if part and name.startswith(part):
        return name[len(part) :].partition(".")[0]
    own, other = part.split("."), name.split(".")
    common = 0
    while common < min(len(own), len(other) - 1) - 1 and own[common] == other[common]:
        common += 1
    return ".".join(other[: common + 1])


def _unread(name: str, place: str, part: str, read: list[str]) -> str:
    """A place with as many more words of the name as leave nothing there that is read.

    Numbers of blocks become an asterisk, so that the same tensor of all blocks is one group.
    """
    inside = name.startswith(part) and name[len(part) :].startswith(place)
    begin = part if inside else ""
    more = name[len(begin) + len(place) :].removeprefix(".").split(".")
    while more[0] and any(
        one == begin + place or one.startswith(f"{begin}{place}.") for one in read
    ):
        place = f"{place}.{more.pop(0)}"
        more = more or [""]
    return re.sub(r"\.\d+\.", ".*.", place)


def _stem(place: str) -> str:
    head, _, last = place.rpartition(".")
    word = last.partition("_")[0]
    return f"{head}.{word}" if head else word
