"""The layouts that are read: here timm's, Meta's and OpenCLIP's, as tables of names.

What the tests compare each with, on random weights of small sizes: timm's own filters
(`checkpoint_filter_fn`, `_load_weights`) or transformers' models, as `make parity` lists them. No
file of these projects themselves was at hand: the names are those that the filters and models take.
"""

from collections.abc import Mapping
from typing import Any

from torch import Tensor

from vit.loading import layout_steps as steps
from vit.loading.candidates import parts
from vit.loading.layout_jax import JAX
from vit.loading.layout_transformers import CLIP, SIGLIP, TRANSFORMERS, TRANSFORMERS_DINOV3
from vit.loading.layouts import Layout
from vit.loading.untold import CLIP_LEVELS

_HALF = (0.5, 0.5, 0.5)


def _usual_of_trunk(state: Mapping[str, Tensor]) -> dict[str, Any]:
    """OpenCLIP's levels, unless the tower pools by attention, as SigLIP does."""
    pools = any(".attn_pool." in name for name in state)
    return dict(zip(("mean", "std"), (_HALF, _HALF) if pools else CLIP_LEVELS, strict=True))


def _facts_of_trunk(state: Mapping[str, Tensor]) -> dict[str, Any]:
    return {"outputs": "none"} if "head.proj.weight" in state else {}


def _facts_of_openclip(_state: Mapping[str, Tensor]) -> dict[str, Any]:
    return {"outputs": "none"}


def _usual_of_openclip(_state: Mapping[str, Tensor]) -> dict[str, Any]:
    return {"eps": 1e-5}


_NAMES = (
    (r"^blocks\.\d+\.(\d+\.)", r"blocks.\1"),  # in chunks, as DINOv2 is trained
    (r"^(register_tokens|storage_tokens)$", "reg_token"),
    (r"\.gamma_([12])$", r".ls\1.gamma"),
    (r"^(blocks\.\d+\.mlp)\.w12\.", r"\1.fc1."),
    (r"^(blocks\.\d+\.mlp)\.w3\.", r"\1.fc2."),
)

# timm's own, Meta's DINO, DINOv2 and MAE, and all that was built on timm. The decoder and mask
# token of MAE come after the encoder; its fixed positions are stored as others are.
TIMM = Layout(
    "timm's or Meta's names",
    steps.KERNEL,
    _NAMES,
    r"rope(_embed)?\.periods|pre_logits\..*|.*\.bias_mask",
    after=(steps.with_square_kernel,),
)
DINOV2_REGISTERS = Layout(
    "Meta's names of DINOv2 with registers",
    steps.KERNEL,
    _NAMES,
    needs=r"register_tokens",
    after=(steps.with_square_kernel, steps.without_class_row),
    facts=steps.patches_alone,
)
DINOV3 = Layout(
    "Meta's names of DINOv3",
    steps.KERNEL,
    (
        *_NAMES,
        (r"^(blocks\.\d+\.mlp)\.w1\.", r"\1.fc1_g."),
        (r"^(blocks\.\d+\.mlp)\.w2\.", r"\1.fc1_x."),
    ),
    r"rope(_embed)?\.periods|.*\.bias_mask|local_cls_norm\..*",
    needs=r"rope_embed\.periods|storage_tokens",
    after=(steps.without_empty_registers, steps.without_key_bias),
    facts=steps.rope_of_dinov3,
    usual=steps.usual_of_dinov3,
    halves=True,
)

OPENCLIP = Layout(
    "OpenCLIP's names",
    "conv1.weight",
    (
        (r"^conv1\.", "patch_embed.proj."),
        (r"^class_embedding$", "cls_token"),
        (r"^positional_embedding$", "pos_embed"),
        (r"^ln_pre\.", "norm_pre."),
        (r"^ln_post\.", "norm."),
        (r"^transformer\.resblocks\.", "blocks."),
        (r"\.ln_([12])\.", r".norm\1."),
        (r"\.ls_([12])\.gamma$", r".ls\1.gamma"),
        (r"\.attn\.in_proj_", ".attn.qkv."),
        (r"\.attn\.out_proj\.", ".attn.proj."),
        (r"\.mlp\.c_fc\.", ".mlp.fc1."),
        (r"\.mlp\.c_proj\.", ".mlp.fc2."),
    ),
    needs=r"transformer\.resblocks\..*|class_embedding",
    pieces=r"proj",
    after=(steps.with_batch_axes, steps.with_projection),
    facts=_facts_of_openclip,
    usual=_usual_of_openclip,
)
TRUNK = Layout(
    "OpenCLIP's names, of a tower of timm's",
    "trunk.patch_embed.proj.weight",
    ((r"^head\.proj\.weight$", "trunk.head.weight"), (r"^trunk\.", ""), *_NAMES),
    TIMM.unused,
    after=(steps.with_square_kernel, steps.with_head_bias),
    facts=_facts_of_trunk,
    usual=_usual_of_trunk,
)

# Of two layouts that name the same kernel the first that stands at a place is taken.
LAYOUTS = (
    *(TRUNK, DINOV3, DINOV2_REGISTERS, TIMM),
    *(TRANSFORMERS, TRANSFORMERS_DINOV3, CLIP, SIGLIP, OPENCLIP, JAX),
)


def places(names: Mapping[str, Tensor]) -> list[tuple[str, Layout]]:
    """Every way at which an encoder stands, the shortest first, with its layout."""
    by_kernel: dict[str, tuple[str, Layout]] = {}
    for layout in LAYOUTS:
        for way in parts(names, layout.kernel):
            if layout.stands_at(names, way):
                by_kernel.setdefault(way + layout.kernel, (way, layout))
    return sorted(by_kernel.values(), key=lambda place: (len(place[0]), place[0]))
