# pyright: standard
"""The parts that a supported timm model may have, and the reasons against other parts."""

from typing import Any

from timm.layers.activations import GELU, GELUTanh, QuickGELU
from timm.layers.attention import Attention, AttentionRope
from timm.layers.attention_pool import AttentionPoolLatent
from timm.layers.drop import DropPath
from timm.layers.layer_scale import LayerScale
from timm.layers.mlp import GluMlp, Mlp, SwiGLU
from timm.layers.norm import LayerNorm, RmsNorm
from timm.layers.patch_dropout import PatchDropout, PatchDropoutWithIndices
from timm.layers.patch_embed import PatchEmbed
from timm.models.deit import VisionTransformerDistilled
from timm.models.eva import Eva, EvaAttention, EvaBlock, EvaBlockPostNorm
from timm.models.vision_transformer import Block, ResPostBlock, VisionTransformer
from torch import nn

from vit.config import Activation
from vit.config import Mlp as MlpKind
from vit.loading.timm_rope import KINDS

MLPS: dict[type[nn.Module], MlpKind] = {Mlp: "plain", SwiGLU: "gated", GluMlp: "packed"}

_NOTHING = (nn.Identity,)
NORM = (LayerNorm, nn.LayerNorm, RmsNorm)
_MAYBE_NORM = (nn.Identity, *NORM)
_DROPOUT = (nn.Dropout,)  # dropout of any kind is off when a model is evaluated
_LINEAR = (nn.Linear,)
_ACTIVATIONS: dict[type[nn.Module], Activation] = {
    nn.GELU: "gelu",
    GELU: "gelu",
    GELUTanh: "gelu_tanh",
    QuickGELU: "quick_gelu",
    nn.SiLU: "silu",
}
_ACTIVATION = tuple(_ACTIVATIONS)

# Every part a supported model may have, and its allowed types; N is the number of a block.
PARTS: dict[str, tuple[type[nn.Module], ...]] = {
    "": (VisionTransformer, VisionTransformerDistilled, Eva),
    "patch_embed": (PatchEmbed,),
    "patch_embed.proj": (nn.Conv2d,),
    "patch_embed.norm": _MAYBE_NORM,
    "pos_drop": _DROPOUT,
    "patch_drop": (nn.Identity, PatchDropout, PatchDropoutWithIndices),
    "rope": tuple(KINDS),
    "norm_pre": _MAYBE_NORM,
    "blocks": (nn.Sequential, nn.ModuleList),
    "blocks.N": (Block, ResPostBlock, EvaBlock, EvaBlockPostNorm),
    "blocks.N.norm1": NORM,
    "blocks.N.attn": (Attention, AttentionRope, EvaAttention),
    "blocks.N.attn.qkv": _LINEAR,
    "blocks.N.attn.q_proj": _LINEAR,
    "blocks.N.attn.k_proj": _LINEAR,
    "blocks.N.attn.v_proj": _LINEAR,
    "blocks.N.attn.q_norm": _MAYBE_NORM,
    "blocks.N.attn.k_norm": _MAYBE_NORM,
    "blocks.N.attn.attn_drop": _DROPOUT,
    "blocks.N.attn.norm": _MAYBE_NORM,
    "blocks.N.attn.proj": _LINEAR,
    "blocks.N.attn.proj_drop": _DROPOUT,
    "blocks.N.ls1": (nn.Identity, LayerScale),
    "blocks.N.drop_path1": (nn.Identity, DropPath),
    "blocks.N.norm2": NORM,
    "blocks.N.mlp": tuple(MLPS),
    "blocks.N.mlp.fc1": _LINEAR,
    "blocks.N.mlp.fc1_g": _LINEAR,
    "blocks.N.mlp.fc1_x": _LINEAR,
    "blocks.N.mlp.act": _ACTIVATION,
    "blocks.N.mlp.drop1": _DROPOUT,
    "blocks.N.mlp.norm": _MAYBE_NORM,
    "blocks.N.mlp.fc2": _LINEAR,
    "blocks.N.mlp.drop2": _DROPOUT,
    "blocks.N.ls2": (nn.Identity, LayerScale),
    "blocks.N.drop_path2": (nn.Identity, DropPath),
    "norm": _MAYBE_NORM,
    "attn_pool": (AttentionPoolLatent,),
    "attn_pool.q": _LINEAR,
    "attn_pool.kv": _LINEAR,
    "attn_pool.q_norm": _NOTHING,
    "attn_pool.k_norm": _NOTHING,
    "attn_pool.proj": _LINEAR,
    "attn_pool.proj_drop": _DROPOUT,
    "attn_pool.norm": NORM,
    "attn_pool.mlp": (Mlp,),
    "attn_pool.mlp.fc1": _LINEAR,
    "attn_pool.mlp.act": _ACTIVATION,
    "attn_pool.mlp.drop1": _DROPOUT,
    "attn_pool.mlp.norm": _NOTHING,
    "attn_pool.mlp.fc2": _LINEAR,
    "attn_pool.mlp.drop2": _DROPOUT,
    "fc_norm": _MAYBE_NORM,
    "head_drop": _DROPOUT,
    "head": (nn.Identity, nn.Linear),
    "head_dist": (nn.Identity, nn.Linear),
}

# Meaning of an unsupported part, by its type or else by its place.
MEANING = {
    "Beit": "it adds relative position biases to the attention scores",
    "NaFlexVit": "it takes pictures of any shape (NaFlex)",
    "OptimizedModule": "it is compiled, so pass the model from before torch.compile",
    "DataParallel": "it is wrapped, so pass its .module",
    "DistributedDataParallel": "it is wrapped, so pass its .module",
    "ParallelScalingBlock": "its blocks run attention and MLP in parallel",
    "ParallelThingsBlock": "its blocks run several attentions and MLPs in parallel",
    "DiffParallelScalingBlock": "its attention is the difference of two",
    "DiffAttention": "its attention is the difference of two",
    "rope": "its rotary positions are of another kind",
    "patch_embed": "a convolutional stem cuts its patches (hybrid)",
    "blocks.N.attn.gate": "it gates the output of attention",
    "attn_pool": "it pools by an attention of another kind",
    "attn_pool.q_norm": "its pooling attention norms queries and keys",
}


def is_nothing(module: Any) -> bool:
    """Whether a part is None or an identity."""
    return module is None or type(module) is nn.Identity


def activations(model: Any) -> set[Activation]:
    """Names of all activations of a model."""
    named = model.named_modules()
    return {_activation(module) for name, module in named if name.endswith(".act")}


def _activation(module: Any) -> Activation:
    """Name of an activation; of the two GELU classes, only torch's may approximate by tanh."""
    if type(module) is nn.GELU and module.approximate == "tanh":
        return "gelu_tanh"
    return _ACTIVATIONS[type(module)]
