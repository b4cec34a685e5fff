"""Files in the layouts that timm's own filters read: these and timm's model are the judge."""

from pathlib import Path
from typing import Any

import torch
from timm.layers.mlp import SwiGLUPacked
from timm.models import eva, vision_transformer
from torch import Tensor, nn

from tests.support.layout_files import Size, Write, Written, model_of, states
from tests.support.layout_files_of_flax import flax

State = dict[str, Tensor]


def drawn(*shape: int, seed: int = 5) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def filtered(model: Any, state: State, path: Path, spare: tuple[str, ...] = ()) -> Written:
    """The state as a file, and timm's model with what timm's filter makes of that state.

    Names that begin with `spare` are those that the filter leaves although no model has them.
    """
    torch.save(state, path)
    module = eva if isinstance(model, eva.Eva) else vision_transformer
    converted: State = module.checkpoint_filter_fn(dict(state), model)  # type: ignore[assignment]
    kept = {name: one for name, one in converted.items() if not name.startswith(spare or "\n")}
    for parameter in model.parameters():
        parameter.data.zero_()  # nothing but the file may count
    model.load_state_dict(kept, strict=True)
    return Written(str(path), model)


def dino(size: Size, folder: Path) -> Written:
    """Meta's DINO: the teacher among others, its projection head and counters."""
    model = model_of("vit_tiny_patch16_224", size, num_classes=0)
    inner = states(model)
    torch.save({"teacher": {f"backbone.{n}": one for n, one in inner.items()}}, folder / "a.pth")
    return Written(str(folder / "a.pth"), model)


def dinov2(size: Size, folder: Path, *, gated: bool = False, registers: bool = False) -> Written:
    """Meta's DINOv2, in chunks of blocks as it was trained; positions as its releases have them."""
    name = f"vit_small_patch14_{'reg4_' if registers else ''}dinov2"
    changes: dict[str, Any] = {}
    if gated:
        changes = {"mlp_layer": SwiGLUPacked, "mlp_ratio": 4.0}
        changes |= {"act_layer": nn.SiLU}
    model = model_of(name, size, num_classes=0, **changes)
    state = states(model) | {"mask_token": drawn(1, size.width)}
    if gated:
        state = _renamed(state, {".mlp.fc1.": ".mlp.w12.", ".mlp.fc2.": ".mlp.w3."})
    if registers:
        row = drawn(1, 1, size.width)
        state["pos_embed"] = torch.cat([row, state["pos_embed"]], dim=1)
        state["register_tokens"] = state.pop("reg_token")
    return filtered(model, state, folder / "a.pth")


def dinov3(size: Size, folder: Path, *, gated: bool = False) -> Written:
    """Meta's DINOv3: registers as storage tokens, periods and masks of key biases stored."""
    name = "vit_small_plus_patch16_dinov3_qkvb" if gated else "vit_small_patch16_dinov3_qkvb"
    model = model_of(name, size, num_classes=0, global_pool="token")
    state = _renamed(
        states(model),
        {".gamma_1": ".ls1.gamma", ".gamma_2": ".ls2.gamma", "reg_token": "storage_tokens"}
        | ({"fc1_g": "w1", "fc1_x": "w2", ".mlp.fc2": ".mlp.w3"} if gated else {}),
    )
    for layer in range(size.depth):
        query, value = (state.pop(f"blocks.{layer}.attn.{one}_bias") for one in "qv")
        state.pop(f"blocks.{layer}.attn.k_bias", None)
        key = drawn(size.width, seed=layer)  # the model masks it
        state[f"blocks.{layer}.attn.qkv.bias"] = torch.cat([query, key, value])
        state[f"blocks.{layer}.attn.qkv.bias_mask"] = torch.ones(3 * size.width)
    periods = 100 ** (torch.arange(16) / 16)  # for heads of 64 channels
    state |= {"rope_embed.periods": periods.bfloat16(), "mask_token": drawn(1, size.width)}
    state |= {f"local_cls_norm.{one}": drawn(size.width) for one in ("weight", "bias")}
    written = filtered(model, state, folder / "a.pth")
    return Written(written.reference, written.compute, {"image": (size.image, size.image)})


def mae(size: Size, folder: Path) -> Written:
    """MAE in training: a decoder, a mask token and fixed positions."""
    model = model_of("vit_tiny_patch16_224", size, num_classes=0)
    state = states(model) | {"mask_token": drawn(1, 1, 32), "decoder_pos_embed": drawn(1, 10, 32)}
    state |= {f"decoder_blocks.0.norm1.{one}": drawn(32) for one in ("weight", "bias")}
    return filtered(model, state, folder / "a.pth", spare=("decoder_",))


def mae_tuned(size: Size, folder: Path) -> Written:
    """MAE tuned to classes: the mean of the patches with a norm of its own."""
    model = model_of("vit_tiny_patch16_224", size, global_pool="avg")
    return filtered(model, states(model), folder / "a.pth")


def openclip(size: Size, folder: Path) -> Written:
    """OpenCLIP's own tower, beside a tower of text."""
    model = model_of("vit_base_patch32_clip_224", size, num_classes=24)
    names = {"patch_embed.proj": "conv1", "cls_token": "class_embedding"}
    names |= {"pos_embed": "positional_embedding", "norm_pre": "ln_pre", "blocks.": "~"}
    names |= {".norm1": ".ln_1", ".norm2": ".ln_2", "norm.": "ln_post.", ".attn.proj": ".attn.out"}
    names |= {"attn.qkv.": "attn.in_proj_", "mlp.fc1": "mlp.c_fc", "mlp.fc2": "mlp.c_proj"}
    names |= {"~": "transformer.resblocks.", ".attn.out": ".attn.out_proj"}
    state = _renamed(states(model), names)
    state["class_embedding"] = state["class_embedding"].flatten()
    state["positional_embedding"] = state["positional_embedding"][0]
    state["proj"] = state.pop("head.weight").T.contiguous()
    del state["head.bias"]
    whole = {f"visual.{name}": one for name, one in state.items()} | _text()
    return filtered(model, whole, folder / "a.pth")


def openclip_timm(size: Size, folder: Path) -> Written:
    """OpenCLIP's model with a tower of timm's, and the projection beside it."""
    model = model_of("vit_tiny_patch16_224", size, num_classes=24)
    state = states(model)
    weight = state.pop("head.weight")
    del state["head.bias"]
    whole = {f"visual.trunk.{name}": one for name, one in state.items()} | _text()
    return filtered(model, whole | {"visual.head.proj.weight": weight}, folder / "a.pth")


def _text() -> State:
    names = ("token_embedding.weight", "transformer.resblocks.0.ln_1.weight", "text_projection")
    return {name: drawn(8, 8) for name in names} | {"logit_scale": drawn(1)[0]}


def _renamed(state: State, names: dict[str, str]) -> State:
    renamed: State = {}
    for name, tensor in state.items():
        for old, new in names.items():
            name = name.replace(old, new)
        renamed[name] = tensor
    return renamed


# Title -> what writes the file; in the report each is a row.
OF_TIMM: dict[str, Write] = {
    "DINO (Meta)": dino,
    "DINOv2 (Meta)": dinov2,
    "DINOv2, gated (Meta)": lambda size, folder: dinov2(size, folder, gated=True),
    "DINOv2 with registers (Meta)": lambda size, folder: dinov2(size, folder, registers=True),
    "DINOv3 (Meta)": dinov3,
    "DINOv3, gated (Meta)": lambda size, folder: dinov3(size, folder, gated=True),
    "MAE (Meta)": mae,
    "MAE, tuned to classes (Meta)": mae_tuned,
    "OpenCLIP": openclip,
    "OpenCLIP with a tower of timm's": openclip_timm,
    "vision_transformer (Google, .npz)": flax,
    "big_vision, stacked, pooling attention (Google, .npz)": lambda size, folder: flax(
        size, folder, stacked=True
    ),
}
