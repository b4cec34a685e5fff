"""The layouts of transformers, as tables of names.

Its versions 4 and 5 name the same parameters in two ways, in memory and on the disk; both are read.
"""

from collections.abc import Mapping
from typing import Any

from torch import Tensor

from vit.loading import layout_steps as steps
from vit.loading.layouts import PIECES, Layout

_HALF = (0.5, 0.5, 0.5)


def _usual_of_transformers(state: Mapping[str, Tensor]) -> dict[str, Any]:
    """Its ViT, DeiT and MAE add 1e-12 to a variance, its DINOv2, which scales branches, 1e-6."""
    return {} if any(".layer_scale1." in name for name in state) else {"eps": 1e-12}


def _usual_of_clip(state: Mapping[str, Tensor]) -> dict[str, Any]:
    """Its classifier reads the mean of the patches before any norm."""
    mean = {"pool": "avg", "final_norm": "none"} if "classifier.weight" in state else {}
    return {"activation": "quick_gelu", "eps": 1e-5, **mean}


def _usual_of_siglip(state: Mapping[str, Tensor]) -> dict[str, Any]:
    """Its classifier reads the mean of the patches and not the pooling attention."""
    mean = {"pool": "avg"} if "classifier.weight" in state else {}
    return {"activation": "gelu_tanh", "eps": 1e-6, "mean": _HALF, "std": _HALF, **mean}


def _facts_of_clip(state: Mapping[str, Tensor]) -> dict[str, Any]:
    """Without a classifier its head is the projection to the space of texts."""
    return {} if "classifier.weight" in state else {"outputs": "none"}


# ViT, DeiT, DINOv2 with and without registers, MAE, MSN and I-JEPA, as one table: transformers 5
# names them alike in memory, and on the disk as version 4 did.
TRANSFORMERS = Layout(
    "transformers' names",
    "embeddings.patch_embeddings.projection.weight",
    (
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
    models=("vit.", "deit.", "dinov2.", "dinov2_with_registers.", "ijepa."),
    beside=r"((cls_|distillation_)?classifier|head)\..*",
    after=(
        steps.without_empty_registers,
        steps.without_class_row_of_registers,
        steps.with_joint_pieces,
        steps.without_foreign_head,
    ),
    facts=steps.patches_alone,
    usual=_usual_of_transformers,
)
TRANSFORMERS_DINOV3 = Layout(
    "transformers' names of DINOv3",
    "embeddings.patch_embeddings.weight",
    (
        (r"^embeddings\.patch_embeddings\.", "patch_embed.proj."),
        (r"^embeddings\.register_tokens$", "reg_token"),
        (r"^embeddings\.(cls_token|mask_token)$", r"\1"),
        (r"^(model\.)?layer\.", "blocks."),
        (r"\.attention\.([qkv])_proj\.", r".attn.\1_proj."),
        (r"\.attention\.o_proj\.", ".attn.proj."),
        (r"\.mlp\.gate_proj\.", ".mlp.fc1_g."),
        (r"\.mlp\.up_proj\.", ".mlp.fc1_x."),
        (r"\.mlp\.down_proj\.", ".mlp.fc2."),
        (r"\.layer_scale([12])\.lambda1$", r".ls\1.gamma"),
    ),
    pieces=rf"{PIECES}|blocks\.\d+\.mlp\.fc1_x\..*",
    after=(
        steps.without_empty_registers,
        steps.with_plain_layers,
        steps.with_key_bias,
        steps.with_joint_pieces,
    ),
    usual=steps.usual_of_dinov3,
    halves=True,
)

# The vision towers of CLIP and SigLIP. The projection of CLIP, a linear map of the pooled token, is
# a head without classes, as timm has it.
_TOWER = (
    (r"^embeddings\.patch_embedding\.", "patch_embed.proj."),
    (r"^embeddings\.position_embedding\.weight$", "pos_embed"),
    (r"^embeddings\.class_embedding$", "cls_token"),
    (r"^pre_layrnorm\.", "norm_pre."),
    (r"^post_layernorm\.", "norm."),
    (r"^encoder\.layers\.", "blocks."),
    (r"\.self_attn\.([qkv])_proj\.", r".attn.\1_proj."),
    (r"\.self_attn\.out_proj\.", ".attn.proj."),
    (r"\.layer_norm([12])\.", r".norm\1."),
    (r"^head\.probe$", "attn_pool.latent"),
    (r"^head\.attention\.in_proj_", "attn_pool.in_proj_"),
    (r"^head\.attention\.out_proj\.", "attn_pool.proj."),
    (r"^head\.layernorm\.", "attn_pool.norm."),
    (r"^head\.mlp\.", "attn_pool.mlp."),
    (r"^(classifier|visual_projection)\.", "head."),
)
_PARTS = (steps.with_batch_axes, steps.with_joint_pieces, steps.with_joint_pool)
CLIP = Layout(
    "transformers' names of CLIP",
    "embeddings.patch_embedding.weight",
    _TOWER,
    needs=r"embeddings\.class_embedding|pre_layrnorm\..*",
    models=("vision_model.",),
    beside=r"classifier\..*|visual_projection\.weight",
    after=(*_PARTS, steps.with_head_bias),
    facts=_facts_of_clip,
    usual=_usual_of_clip,
)
SIGLIP = Layout(
    "transformers' names of SigLIP",
    "embeddings.patch_embedding.weight",
    _TOWER,
    models=("vision_model.",),
    beside=r"classifier\..*",
    after=_PARTS,
    usual=_usual_of_siglip,
)
