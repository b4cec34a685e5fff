"""How the parameters of a file are named, by a table of names, and the way to timm's names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import isqrt

import torch
from torch import Tensor

State = dict[str, Tensor]
KERNEL = "patch_embed.proj.weight"


@dataclass(frozen=True)
class Layout:
    """A way to name the parameters of a ViT.

    `kernel` is the name of the patch kernel, by which the layout is known. `names` are patterns
    with what stands in their place, used in order on each name; `unused` is a pattern of parameters
    that no forward pass of the encoder reads.
    """

    title: str
    kernel: str
    names: tuple[tuple[str, str], ...] = ()
    unused: str = r"(?!)"

    def renamed(self, name: str) -> str:
        """timm's name of a parameter."""
        for pattern, text in self.names:
            name = re.sub(pattern, text, name)
        return name


TIMM = Layout(
    "timm's or Meta's names",
    KERNEL,
    (
        (r"^blocks\.\d+\.(\d+\.)", r"blocks.\1"),  # in chunks, as DINOv2 is trained
        (r"^(register_tokens|storage_tokens)$", "reg_token"),
        (r"\.gamma_([12])$", r".ls\1.gamma"),
        (r"^(blocks\.\d+\.mlp)\.w12\.", r"\1.fc1."),
        (r"^(blocks\.\d+\.mlp)\.w3\.", r"\1.fc2."),
    ),
    r"rope(_embed)?\.periods|pre_logits\..*|.*\.bias_mask|local_cls_norm\..*",
)
_INNER = r"^(vit|deit|dinov2|dinov2_with_registers)\."
TRANSFORMERS = Layout(
    "transformers' names",
    "embeddings.patch_embeddings.projection.weight",
    (
        (_INNER, ""),
        (r"^embeddings\.patch_embeddings\.projection\.", "patch_embed.proj."),
        (r"^embeddings\.position_embeddings$", "pos_embed"),
        (r"^embeddings\.distillation_token$", "dist_token"),
        (r"^embeddings\.register_tokens$", "reg_token"),
        (r"^embeddings\.(cls_token|mask_token)$", r"\1"),
        (r"^(encoder\.)?layers?\.", "blocks."),
        (r"\.attention\.(attention\.)?(q|k|v)(uery|ey|alue|_proj)\.", r".attn.\2_proj."),
        (r"\.attention\.(output\.dense|o_proj)\.", ".attn.proj."),
        (r"\.(intermediate\.dense|mlp\.weights_in)\.", ".mlp.fc1."),
        (r"\.(output\.dense|mlp\.weights_out|mlp\.down_proj)\.", ".mlp.fc2."),
        (r"\.mlp\.gate_proj\.", ".mlp.fc1_g."),
        (r"\.mlp\.up_proj\.", ".mlp.fc1_x."),
        (r"\.layernorm_before\.", ".norm1."),
        (r"\.layernorm_after\.", ".norm2."),
        (r"\.layer_scale([12])\.lambda1$", r".ls\1.gamma"),
        (r"^layernorm\.", "norm."),
        (r"^(cls_)?classifier\.", "head."),
        (r"^distillation_classifier\.", "head_dist."),
    ),
    r"(.*\.)?pooler\..*",
)
LAYOUTS = (TIMM, TRANSFORMERS)
_MODELS = ("vit.", "deit.", "dinov2.", "dinov2_with_registers.")  # around which a head stands


def around(way: str, layout: Layout) -> str:
    """What stands before all parameters of a model whose encoder lies at a way: its head too."""
    if layout is TRANSFORMERS:
        for model in _MODELS:
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
    used = {new: state[name] for name, new in renaming(state, layout).items()}
    if len(used.get(KERNEL, torch.empty(0)).shape) == 2:
        used[KERNEL] = _as_kernel(used[KERNEL])
    if any(name.endswith(("register_tokens", "storage_tokens")) for name in state):
        used |= _without_class_row(used)
    if layout is TRANSFORMERS:
        used = _with_joint_pieces(used)
    return used


def _with_joint_pieces(state: State) -> State:
    """Query, key and value of each block in one; a head that reads more than a token is left out.

    The classifier of transformers' DINOv2 reads the class token and the mean of the patches.
    """
    joint = {
        name: tensor
        for name, tensor in state.items()
        if not re.search(r"\.attn\.[qkv]_proj\.", name)
    }
    for name in state:
        if ".attn.q_proj." in name:
            pieces = [state.get(name.replace("q_proj", f"{one}_proj")) for one in "qkv"]
            whole = [piece for piece in pieces if piece is not None]
            if len(whole) == 3:
                joint[name.replace("q_proj", "qkv")] = torch.cat(whole)
    kernel, head = joint.get(KERNEL), joint.get("head.weight")
    if kernel is not None and head is not None and head.shape[-1] != len(kernel):
        joint = {name: tensor for name, tensor in joint.items() if not name.startswith("head.")}
    return joint


def _as_kernel(weight: Tensor) -> Tensor:
    """A linear layer [D,3*p*p] of flattened patches as a kernel [D,3,p,p]."""
    side = isqrt(weight.shape[1] // 3)
    return weight.view(len(weight), 3, side, side) if 3 * side * side == weight.shape[1] else weight


def _without_class_row(state: State) -> State:
    """Positions of the patches alone: the class token's row is added to that token.

    Meta's DINOv2 with registers adds a position to the class token and none to the registers.
    """
    positions, token = state.get("pos_embed"), state.get("cls_token")
    if positions is None or token is None or positions.ndim != 3:
        return {}
    return {"cls_token": token + positions[:, :1], "pos_embed": positions[:, 1:]}
