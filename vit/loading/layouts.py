"""How the parameters of a file are named, and the way to timm's names.

The tables themselves stand in `layout_tables.py`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from torch import Tensor

State = dict[str, Tensor]
Step = Callable[[State], State]
Telling = Callable[[Mapping[str, Tensor]], dict[str, Any]]

_NONE = r"(?!)"  # a pattern that no name matches
# Query, key and value apart, or those of a pooling, which ours joins.
PIECES = r"(blocks\.\d+\.attn|attn_pool)\.([qkv]_(proj\.)?|in_proj_)(weight|bias)"


def nothing(_state: Mapping[str, Tensor]) -> dict[str, Any]:
    """No facts: the shapes tell all that is known."""
    return {}


@dataclass(frozen=True)
class Layout:
    """A way to name the parameters of a ViT.

    A layout is known by `kernel`, the name of the patch kernel, and by `needs`, a pattern that some
    name beside it must match. `models` is what models call the encoder inside them, and `beside` a
    pattern of parameters that stand next to it there and belong to it, as a head does.

    `names` are patterns with what stands in their place, used in order on each name; `unused` is a
    pattern of parameters that no forward pass of the encoder reads. `before` and `after` change
    tensors where a name alone does not say it, before and after that; `pieces` is a pattern of
    names that these take apart or join.

    `facts` reads those of the architecture that the tensors tell, under the names of the file, and
    `usual` those that nothing tells, as most files of this layout have them. `halves` says whether
    rotary positions pair a head's first half with its second.
    """

    title: str
    kernel: str
    names: tuple[tuple[str, str], ...] = ()
    unused: str = _NONE
    needs: str = ""
    models: tuple[str, ...] = ()
    beside: str = _NONE
    before: tuple[Step, ...] = ()
    after: tuple[Step, ...] = ()
    pieces: str = PIECES
    facts: Telling = nothing
    usual: Telling = nothing
    halves: bool = False

    def renamed(self, name: str) -> str:
        """timm's name of a parameter."""
        for pattern, text in self.names:
            name = re.sub(pattern, text, name)
        return name

    def stands_at(self, names: Iterable[str], way: str) -> bool:
        """Whether the names behind a way, at which the kernel stands, are of this layout."""
        if not self.needs:
            return True
        mark = re.compile(re.escape(way) + self.needs)
        return any(mark.fullmatch(name) for name in names)

    def around(self, way: str) -> str:
        """What stands before a whole model whose encoder lies at a way: before its head too."""
        for model in self.models:
            if f".{way}".endswith(f".{model}"):
                return way.removesuffix(model)
        return way


# Parameters that no tensor of the encoder depends on: counters, decoders, heads of a training.
_COUNTERS = re.compile(
    r"(.*\.)?(total_ops|total_params|num_batches_tracked|n_averaged|position_ids)"
)
_AFTER = (
    "head|heads|decoder|decode|classifier|fc|projector|projectors|projection|proj|predictor|"
    "prediction|prototypes|prototype|neck|fpn|fpn1|fpn2|fpn3|fpn4|aux|auxiliary|loss|criterion|"
    "queue|center|mask|logit|logits|text|pred|segmentation|seg|bbox|metric|metrics|lm"
)
_WORDS = re.compile(rf"(?:[a-z0-9]+_)*(?:{_AFTER})(?:_[a-z0-9]+)*")


def is_counter(name: str) -> bool:
    """Whether a parameter only counts something, as tools and norms leave it in a file."""
    return bool(_COUNTERS.fullmatch(name))


def comes_after(name: str) -> bool:
    """Whether a parameter belongs to a part after the encoder: a decoder, a head, a loss."""
    first = name.partition(".")[0].lower()
    return bool(_WORDS.fullmatch(first)) and first != "fc_norm"


def own_names(names: Iterable[str], way: str, layout: Layout) -> dict[str, str]:
    """Name behind a way -> full name, of an encoder's parameters and what belongs to it beside."""
    outer = layout.around(way)
    own: dict[str, str] = {}
    for name in names:
        if name.startswith(way):
            own[name[len(way) :]] = name
        elif name.startswith(outer) and re.fullmatch(layout.beside, name[len(outer) :]):
            own[name[len(outer) :]] = name
    return own


def renaming(names: Iterable[str], layout: Layout) -> dict[str, str]:
    """Name in the file -> timm's name, of all parameters that a forward pass may read."""
    new = {
        name: layout.renamed(name)
        for name in names
        if not is_counter(name) and not re.fullmatch(layout.unused, name)
    }
    linear = [name for name in new.values() if re.fullmatch(r"head\.\d+\.weight", name)]
    if len(linear) == 1:  # a head of one linear layer behind a dropout
        head = linear[0].removesuffix("weight")
        new |= {
            name: f"head.{one[len(head) :]}" for name, one in new.items() if one.startswith(head)
        }
    return new


def to_timm(state: State, layout: Layout) -> State:
    """The parameters of a layout under timm's names, in the shapes that timm gives them.

    Parameters that no forward pass reads are left out.
    """
    for step in layout.before:
        state = step(state)
    state = {new: state[name] for name, new in renaming(state, layout).items()}
    for step in layout.after:
        state = step(state)
    return state
