"""timm models as people have them in their hands: wrapped, fine-tuned, with heads of their own."""

from pathlib import Path
from typing import Any

import pytest
import timm
import torch
from safetensors.torch import save
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel

from tests.support.fake_hub import FakeHub
from tests.support.fine_tunes import fine_tune, same
from tests.support.random_weights import randomise
from vit.config import Labels
from vit.loading.timm_config import UnsupportedArchitecture
from vit.loading.weights import from_timm, load

TAG = "test_vit.r160_in1k"


def live(head: nn.Module | None = None, **changes: Any) -> Any:
    model: Any = fine_tune(**changes)
    if head is not None:
        model.head = randomise(head)
    return model


HEADS: dict[str, tuple[nn.Module, int, str]] = {
    "two classes": (nn.Linear(64, 2), 2, "softmax"),
    "one logit": (nn.Linear(64, 1), 1, "sigmoid"),
    "none": (nn.Identity(), 0, "none"),
    "without bias": (nn.Linear(64, 7, bias=False), 7, "softmax"),
    "behind a dropout": (nn.Sequential(nn.Dropout(0.2), nn.Linear(64, 3)), 3, "softmax"),
    "a dropout alone": (nn.Dropout(0.1), 0, "none"),
}


@pytest.mark.parametrize("kind", HEADS)
def test_the_head_that_is_there_counts(kind: str):
    head, classes, outputs = HEADS[kind]
    theirs = live(head)  # its num_classes still says 1000
    ours = from_timm(theirs)
    assert (ours.config.classes, ours.config.outputs) == (classes, outputs)
    assert ours.labels == Labels()
    assert theirs.head is head
    assert same(ours, theirs)


def test_a_head_of_ones_own_on_clip_is_no_projection():
    theirs: Any = timm.create_model(
        "vit_base_patch32_clip_224.openai", embed_dim=64, num_heads=2, depth=1
    )
    assert from_timm(theirs).config.outputs == "none"
    theirs.head = nn.Linear(64, 4)
    assert from_timm(theirs).config.outputs == "softmax"


class Adapted(nn.Module):
    """Stands in for a model of peft: low-rank changes beside a linear layer, which it can merge."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.base, self.down = model, nn.Parameter(torch.randn(4, 64) * 0.1)
        self.up = nn.Parameter(torch.randn(192, 4) * 0.1)

    def merge_and_unload(self) -> nn.Module:
        with torch.no_grad():
            self.base.blocks[0].attn.qkv.weight += self.up @ self.down
        return self.base


def test_adapters_are_merged_into_a_copy():
    theirs = live(num_classes=3)
    wrapped = Adapted(theirs)
    before = theirs.blocks[0].attn.qkv.weight.clone()
    ours = from_timm(nn.DataParallel(wrapped))
    assert torch.equal(theirs.blocks[0].attn.qkv.weight, before)
    assert not same(ours, theirs)
    assert same(ours, wrapped.merge_and_unload())


@pytest.mark.parametrize(
    "wrap", [nn.DataParallel, AveragedModel, lambda m: torch.compile(nn.DataParallel(m))]
)
def test_wrappers_are_taken_off(wrap: Any):
    theirs = live(num_classes=3)
    theirs.train()
    assert same(from_timm(wrap(theirs)), theirs)


class Mine(nn.Module):
    """A module of one's own with a model of timm's in it."""

    def __init__(self) -> None:
        super().__init__()
        self.net = nn.ModuleDict({"backbone": live()})

    def forward(self, x: Tensor) -> Tensor:
        return self.net["backbone"](x)


class LowRank(nn.Linear):
    """A linear layer that computes something else."""


REFUSED: dict[str, tuple[Any, str]] = {
    "a part of another": (Mine(), r"holds one, so pass that part, \.net\.backbone"),
    "no ViT": (nn.Linear(2, 2), "Linear is not supported"),
    "a head of two layers": (
        live(nn.Sequential(nn.Linear(64, 8), nn.ReLU(), nn.Linear(8, 2))),
        "its head is of the unknown type Sequential",
    ),
    "a cosine head": (live(nn.CosineSimilarity()), "its head is of the unknown type Cosine"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_computes_something_else_is_named(kind: str):
    model, words = REFUSED[kind]
    with pytest.raises(UnsupportedArchitecture, match=words):
        from_timm(model)


def test_a_layer_that_was_replaced_is_named():
    theirs = live()
    theirs.blocks[2].attn.qkv = LowRank(64, 192)
    with pytest.raises(UnsupportedArchitecture, match=r"blocks\.2\.attn\.qkv .* LowRank"):
        from_timm(theirs)


def test_weights_that_are_no_numbers_are_refused():
    theirs = live()
    with torch.no_grad():
        theirs.norm.bias[3] = float("nan")
    with pytest.raises(ValueError, match=r"norm\.bias holds NaN or infinity in 1 of 64"):
        from_timm(theirs)


def test_the_widest_dtype_is_kept():
    theirs = live().half()
    theirs.norm.float()
    assert {one.dtype for one in from_timm(theirs).parameters()} == {torch.float32}


def test_imagenets_words_are_for_timms_own_head_alone(fake: FakeHub, tmp_path: Path):
    theirs = randomise(timm.create_model(TAG))
    assert from_timm(theirs).labels == Labels()  # nobody knows where it comes from
    fake.files[f"timm/{TAG}", "model.safetensors"] = save(theirs.state_dict())
    load(TAG, device="cpu")
    assert from_timm(theirs).labels.source == "imagenet-1k"
    assert from_timm(theirs.half()).labels.source == "imagenet-1k"
    own: Any = randomise(timm.create_model(TAG))
    own.head = randomise(nn.Linear(64, 1000), 3)
    assert from_timm(own).labels == Labels()
    assert from_timm(own, Labels(tuple(map(str, range(1000))))).labels.name(3) == "3"
