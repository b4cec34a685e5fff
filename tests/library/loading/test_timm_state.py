"""timm's ways to store one attention, all brought to the one that this ViT has."""

from pathlib import Path
from typing import Any

import pytest
import timm
import torch
from safetensors.torch import save_file
from timm.models import save_for_hf
from torch import Tensor, nn

from tests.support.random_weights import randomise
from vit.loading.timm_config import describe
from vit.loading.timm_state import adapt, converted
from vit.loading.weights import LoadError, load
from vit.model import ViT

NARROW = {"embed_dim": 48, "num_heads": 3, "depth": 2, "img_size": 64}
APART = "vit_base_patch16_sapiens2"  # query, key and value apart, with biases


def theirs(name: str, **changes: Any) -> nn.Module:
    return randomise(timm.create_model(name, **(NARROW | changes)))


def same(ours: ViT, model: nn.Module) -> bool:
    pixels = torch.randn(2, 3, *ours.config.image)
    with torch.no_grad():
        return torch.allclose(ours(pixels), model(pixels), rtol=0, atol=5e-6)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("vit_small_patch16_dinov3_qkvb", {}),
        ("eva02_base_patch14_224", {"img_size": 56}),
        ("vit_small_patch16_rope_mixed_ape_224", {}),
        ("vit_pe_core_tiny_patch16_384", {}),
        (APART, {"num_kv_heads": 1}),
    ],
)
def test_a_converted_state_has_exactly_our_parameters(name: str, changes: dict[str, Any]):
    model = theirs(name, **changes)
    with torch.device("meta"):
        ours = ViT(describe(model)[0])
    state = converted(model.state_dict(), model)
    expected = {name: tensor.shape for name, tensor in ours.state_dict().items()}
    assert {name: tensor.shape for name, tensor in state.items()} == expected


def test_what_needs_no_change_is_the_same_tensor():
    model = theirs("vit_small_patch16_dinov3_qkvb")
    state = model.state_dict()
    found = converted(state, model)
    assert found["blocks.0.ls1.gamma"] is state["blocks.0.gamma_1"]
    assert found["blocks.1.mlp.fc1.weight"] is state["blocks.1.mlp.fc1.weight"]
    plain = theirs("vit_small_patch16_rope_224")
    state = plain.state_dict()
    assert all(
        tensor is state.get(name)
        for name, tensor in converted(state, plain).items()
        if "ls" not in name
    )


def test_halves_of_a_head_that_turn_together_come_side_by_side():
    model = theirs("vit_small_patch16_dinov3_qkvb")
    stored = model.state_dict()["blocks.1.attn.qkv.weight"].view(3, 3, 16, 48)
    found = converted(model.state_dict(), model)["blocks.1.attn.qkv.weight"].view(3, 3, 16, 48)
    order = [0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15]
    assert torch.equal(found[:2], stored[:2, :, order])
    assert torch.equal(found[2], stored[2])


def test_a_bias_for_query_and_value_alone_is_none_for_the_key():
    model = theirs("vit_small_patch16_dinov3_qkvb")
    state = model.state_dict()
    query, key, value = converted(state, model)["blocks.1.attn.qkv.bias"].chunk(3)
    assert torch.equal(query.sort().values, state["blocks.1.attn.q_bias"].sort().values)
    assert torch.equal(value, state["blocks.1.attn.v_bias"])
    assert not key.any()


def test_a_key_that_heads_share_is_repeated_for_each():
    model = theirs(APART, num_heads=4, num_kv_heads=2)
    stored = model.state_dict()["blocks.0.attn.k_proj.weight"]  # 2 heads of 12
    key = converted(model.state_dict(), model)["blocks.0.attn.qkv.weight"][48:96]
    heads = key.view(4, 6, 2, 48).transpose(1, 2).reshape(4, 12, 48)  # halves apart again
    assert torch.equal(heads, stored.view(2, 12, 48)[[0, 0, 1, 1]])


def test_a_scale_for_attention_alone_leaves_the_mlp_as_it_is():
    model = theirs(APART, num_kv_heads=3)
    found = converted(model.state_dict(), model)
    assert torch.equal(found["blocks.1.ls2.gamma"], torch.ones(48))
    assert not torch.equal(found["blocks.1.ls1.gamma"], torch.ones(48))


def test_a_missing_piece_is_named(tmp_path: Path):
    model = theirs("eva02_base_patch14_224", img_size=56)
    save_for_hf(model, tmp_path, model_args=NARROW | {"img_size": 56}, safe_serialization=True)
    state = model.state_dict()
    del state["blocks.1.attn.v_proj.weight"]
    save_file(state, tmp_path / "model.safetensors")
    with pytest.raises(LoadError, match="consists of q, k and v, and it has only k, q"):
        load(f"local-dir:{tmp_path}", device="cpu")


@pytest.mark.parametrize("name", ["vit_small_patch16_dinov3", "vit_pe_core_tiny_patch16_384"])
def test_a_folder_as_timm_saves_it(tmp_path: Path, name: str):
    model = theirs(name)
    save_for_hf(model, tmp_path, model_args=NARROW, safe_serialization=True)
    assert same(load(f"local-dir:{tmp_path}", device="cpu"), model)


def test_a_bare_file_without_position_embeddings_has_its_own_classes(tmp_path: Path):
    model = randomise(timm.create_model("vit_tiny_patch16_dinov3_qkvb", num_classes=3))
    save_file(model.state_dict(), tmp_path / "mine.safetensors")
    ours = load(f"vit_tiny_patch16_dinov3_qkvb={tmp_path}/mine.safetensors", device="cpu")
    assert (ours.config.classes, ours.config.outputs) == (3, "softmax")
    assert same(ours, model)


def first_names(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """A state of timm's DINOv3 under the names that its authors gave."""
    former: dict[str, Tensor] = {"rope_embed.periods": torch.ones(4), "mask_token": torch.ones(1)}
    for name, tensor in state.items():
        name = name.replace("gamma_1", "ls1.gamma").replace("gamma_2", "ls2.gamma")
        former[name.replace("reg_token", "storage_tokens")] = tensor
    for block in ("blocks.0.attn", "blocks.1.attn"):
        query, value = former.pop(f"{block}.q_bias"), former.pop(f"{block}.v_bias")
        former[f"{block}.qkv.bias"] = torch.cat([query, torch.zeros_like(query), value])
    return former


def test_the_names_its_authors_gave_are_timms_to_know():
    model = theirs("vit_small_patch16_dinov3_qkvb")
    expected = converted(model.state_dict(), model)
    found = adapt(first_names(model.state_dict()), model)
    assert found.keys() == expected.keys()
    assert all(torch.equal(found[name], expected[name]) for name in found)
