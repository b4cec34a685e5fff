"""The one set of weights of a file that fits an architecture, or one sentence why there is none."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from vit.config import Preprocessing, ViTConfig
from vit.loading.candidates import chosen, groups, same_memory, usual
from vit.loading.finite import check_stored
from vit.loading.foreign import foreign, relative
from vit.loading.hints import Misfit
from vit.loading.layout_tables import places
from vit.loading.layouts import Layout, comes_after, own_names, renaming
from vit.loading.shapes import Shape
from vit.model import ViT
from vit.origin import Origin

State = dict[str, Tensor]

# What stands behind the number of a block that was compiled, checkpointed or sharded by itself.
_WRAPPED = re.compile(
    r"(\.\d+\.)(?:(?:_orig_mod|_checkpoint_wrapped_module|_fsdp_wrapped_module)\.)+"
)


@dataclass(frozen=True)
class Fitted:
    """Weights under our names with the architecture that they fit exactly."""

    config: ViTConfig
    preprocessing: Preprocessing
    state: State
    origin: Origin


@dataclass(frozen=True)
class _Place:
    """Where an encoder stands: what stands before its model, before itself, and its layout."""

    part: str
    way: str
    layout: Layout


@dataclass(frozen=True)
class _Fit:
    """One set of weights of a file, where it stands, and the names of what it reads or not."""

    part: str
    shape: Shape
    layout: Layout
    state: State
    unused: frozenset[str]
    read: frozenset[str]


class Reader(Protocol):
    """Reads a set of weights with names of a layout: its architecture, and the weights as ours."""

    def __call__(self, own: State, layout: Layout, /) -> tuple[Shape, State]:
        """The architecture and its tensors under our names, which may be more; Misfit if none."""
        ...


def fit(tensors: State, reader: Reader, part: str | None = None) -> Fitted:
    """The one set of weights among a file's tensors (full name -> tensor) that is a whole ViT.

    It is one if every parameter of the architecture has exactly one tensor of its shape; nothing
    is initialised. `part` names the set where several fit. Raises Misfit, in one sentence, where
    none fits, or several of which none is the usual one.
    """
    tensors = {_WRAPPED.sub(r"\1", name): tensor for name, tensor in tensors.items()}
    ways = [_Place(layout.around(way), way, layout) for way, layout in places(tensors)]
    if part is not None:
        named = chosen([one.part for one in ways], part)
        if not named:
            raise Misfit(f"it has no weights at {part!r}{_there(ways)}")
        ways = [one for one in ways if one.part in named]
    if not ways:
        raise Misfit(foreign(tensors))
    fits: list[_Fit] = []
    faults: list[Misfit] = []
    for place in ways:
        try:
            one = _attempt(tensors, place, reader)
        except Misfit as error:
            known = relative(own_names(tensors, place.way, place.layout))
            faults.append(Misfit(known, error.weight) if known else error)
            continue
        if not any(same_memory(one.state, other.state) for other in fits):
            fits.append(one)
    if not fits:
        raise min(faults, key=lambda fault: fault.weight)
    return _fitted(_one(fits), fits)


def _there(places: list[_Place]) -> str:
    ways = ", ".join(place.part.rstrip(".") or "its top" for place in places[:3])
    return f": weights of a ViT stand at {ways}" if ways else " and no weights of a ViT at all"


def _attempt(tensors: State, place: _Place, reader: Reader) -> _Fit:
    """The weights at one place of the file; Misfit unless they fit exactly."""
    layout, own = place.layout, own_names(tensors, place.way, place.layout)
    shape, state = reader({name: tensors[full] for name, full in own.items()}, layout)
    used = matched(state, shape.config, spare=comes_after)
    try:
        check_stored(used)
    except ValueError as error:
        raise Misfit(str(error), weight=0) from error
    names = renaming(own, layout)
    read = frozenset(own[name] for name, new in names.items() if _is_read(new, used, layout))
    return _Fit(place.part, shape, layout, used, frozenset(tensors) - read, read)


def _is_read(name: str, used: State, layout: Layout) -> bool:
    """Whether a parameter under timm's name is one of those used, or a piece of one."""
    pooling = name.startswith("attn_pool.") and "attn_pool.latent" not in used
    return name in used or (bool(re.fullmatch(layout.pieces, name)) and not pooling)


def matched(
    state: State, config: ViTConfig, spare: Callable[[str], bool] = lambda _: False
) -> State:
    """Exactly the tensors of the architecture; Misfit names what is missing or too much.

    Other tensors are a fault unless `spare` holds for their names.
    """
    with torch.device("meta"):
        expected = {name: tensor.shape for name, tensor in ViT(config).state_dict().items()}
    missing = [name for name in expected if name not in state]
    if missing:
        raise Misfit(f"it lacks {_counted(missing, len(expected))}", weight=len(missing))
    wrong = [name for name, shape in expected.items() if state[name].shape != shape]
    if wrong:
        first = wrong[0]
        raise Misfit(
            f"{_counted(wrong, len(expected))} have other shapes: {first} has "
            f"{list(state[first].shape)} in place of {list(expected[first])}",
            weight=len(wrong),
        )
    over = [name for name in state if name not in expected and not spare(name)]
    if over:
        raise Misfit(
            f"it has {_counted(over)} that are no part of this architecture",
            weight=len(over),
        )
    return {name: state[name] for name in expected}


def _counted(names: list[str], whole: int = 0) -> str:
    """`3 of 152 tensors (a, b, ...)`."""
    many = f"of {whole} tensors" if whole else "tensors" if len(names) > 1 else "tensor"
    more = ", ..." if len(names) > 2 else ""
    return f"{len(names)} {many} ({', '.join(names[:2])}{more})"


def _one(fits: list[_Fit]) -> _Fit:
    """The set of weights to take; Misfit where several fit and none of them is the usual one."""
    if len(fits) == 1:
        return fits[0]
    shapes = {(one.shape.config.width, one.shape.config.depth) for one in fits}
    named = " and ".join(one.part.rstrip(".") or "its top" for one in fits[:3])
    if len(shapes) > 1:
        sizes = " and ".join(
            f"{one.shape.config.width} x {one.shape.config.depth}" for one in fits[:3]
        )
        raise Misfit(
            f"it holds several ViTs, of width x depth {sizes} ({named}): name one as "
            f"file#{fits[0].part.rstrip('.')}, or the architecture as timm_name=file"
        )
    way = usual([one.part for one in fits])
    if way is None:
        raise Misfit(
            f"it holds {len(fits)} sets of weights that fit ({named}): name one as "
            f"file#{fits[-1].part.rstrip('.')}"
        )
    return next(one for one in fits if one.part == way)


def _fitted(best: _Fit, fits: list[_Fit]) -> Fitted:
    """The weights with what is to be said of them."""
    others = tuple(one.part.rstrip(".") for one in fits if one is not best)
    origin = Origin(
        layout=best.layout.title,
        part=best.part.rstrip("."),
        others=others,
        assumed=best.shape.assumed,
        left_out=groups(sorted(best.unused), best.part, best.read),
    )
    return Fitted(best.shape.config, best.shape.preprocessing, best.state, origin)
