"""The one set of weights of a training's file: found under any container and prefix, or refused."""

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

import numpy
import pytest
import torch

from tests.support.fine_tunes import NAME, refusal, same
from tests.support.own_files import five, moments, opened, saved, state_of
from tests.support.random_weights import randomise
from vit.loading.load_error import LONGEST

THEIRS = five()
OTHERS = randomise(five(), 1)

OPENED: dict[str, Callable[[], Any]] = {
    "a prefix": lambda: state_of(THEIRS, "model."),
    "DataParallel": lambda: {"epoch": 3, "model_state_dict": state_of(THEIRS, "module.")},
    "compiled and parallel": lambda: state_of(THEIRS, "_orig_mod.module."),
    "Lightning": lambda: {
        "state_dict": state_of(THEIRS, "net.backbone.") | {"criterion.weight": torch.ones(5)},
        "optimizer_states": [moments(state_of(THEIRS))],
        "hyper_parameters": {"lr": 1e-3, "out": PurePosixPath("runs")},
        "pytorch-lightning_version": "2.4.0",
    },
    "DeepSpeed": lambda: {"module": state_of(THEIRS), "dp_world_size": 2},
    "nested mappings": lambda: {"nets": {"encoder": {"weights": state_of(THEIRS)}}},
    "an entry of a list": lambda: [{"epoch": 1}, state_of(THEIRS, "vit.")],
    "counters of a tool": lambda: (
        state_of(THEIRS) | {f"blocks.{i}.attn.total_ops": torch.zeros(1) for i in range(6)}
    ),
    "a decoder": lambda: (
        state_of(THEIRS)
        | {"mask_token": torch.ones(1, 1, 64), "decoder_pred.weight": torch.ones(9, 64)}
        | {f"decoder_blocks.{i}.norm1.weight": torch.ones(64) for i in range(3)}
    ),
    "numbers of numpy": lambda: {"model": state_of(THEIRS), "best": numpy.float64(0.9)},
    "arguments": lambda: {"args": Namespace(lr=1), "model": state_of(THEIRS)},
    "its average": lambda: {"model": state_of(OTHERS), "model_ema": state_of(THEIRS)},
    "student and teacher": lambda: {
        "student": state_of(OTHERS, "module.backbone."),
        "teacher": state_of(THEIRS, "backbone.") | {"teacher_head.mlp.0.weight": torch.ones(3, 64)},
    },
    "a momentum encoder": lambda: (
        state_of(THEIRS, "base_encoder.") | state_of(OTHERS, "momentum_encoder.")
    ),
    "an average of torch's": lambda: state_of(THEIRS, "module.") | {"n_averaged": torch.tensor(4)},
    "twice the same memory": lambda: dict(
        zip(("state_dict", "best"), [state_of(THEIRS)] * 2, strict=True)
    ),
}


@pytest.mark.parametrize("kind", OPENED)
def test_a_training_file_opens(kind: str, tmp_path: Path):
    ours = opened(f"{NAME}={saved(OPENED[kind](), tmp_path / 'last.ckpt')}")
    assert ours.config.classes == 5
    assert same(ours, THEIRS)


def lacking(*names: str) -> dict[str, Any]:
    return {name: one for name, one in state_of(THEIRS).items() if name not in names}


def block_lacking(number: int) -> dict[str, Any]:
    return {n: one for n, one in state_of(THEIRS).items() if not n.startswith(f"blocks.{number}.")}


REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "a missing norm": (lambda: lacking("norm.weight"), "lacks 1 of 80 tensors"),
    "a missing last block": (lambda: block_lacking(5), "its depth is 5, that of test_vit is 6"),
    "a missing middle block": (lambda: block_lacking(2), r"not 1 of them \(2\)"),
    "a missing bias": (lambda: lacking("blocks.3.mlp.fc1.bias"), "lacks 1 of 80 tensors"),
    "a wrong shape": (
        lambda: state_of(THEIRS) | {"blocks.1.norm1.weight": torch.ones(32)},
        r"blocks\.1\.norm1\.weight has \[32\] in place of \[64\]",
    ),
    "an adapter in the blocks": (
        lambda: state_of(THEIRS) | {"blocks.0.adapter.down.weight": torch.ones(8, 64)},
        "1 tensor .blocks.0.adapter.down.weight. that are no part",
    ),
    "prompts among the tokens": (
        lambda: state_of(THEIRS) | {"prompt_tokens": torch.ones(1, 4, 64)},
        "prompt_tokens",
    ),
    "two equals": (
        lambda: {"run_a": state_of(THEIRS), "run_b": state_of(OTHERS)},
        r"2 sets of weights that fit \(run_a and run_b\): name one as file#run_b",
    ),
    "a student and a teacher of other widths": (
        lambda: {
            "student": state_of(five(embed_dim=32)),
            "teacher": state_of(five(embed_dim=128)),
        },
        "its width is",
    ),
    "an optimiser alone": (lambda: moments(state_of(THEIRS)), "state of an optimiser"),
    "adapters alone": (
        lambda: {"base_model.model.blocks.0.attn.qkv.lora_A.weight": torch.ones(4, 64)},
        "LoRA",
    ),
    "a convolutional network": (
        lambda: {"layer1.0.conv1.weight": torch.ones(4, 4, 3, 3)},
        "ResNet",
    ),
    "a hierarchical model": (
        lambda: {"layers.0.blocks.0.norm1.weight": torch.ones(4)},
        "hierarchical",
    ),
    "text": (lambda: {"bert.embeddings.word_embeddings.weight": torch.ones(9, 4)}, "text"),
    "no tensors": (lambda: {"epoch": 3, "loss": 0.1}, "holds no tensors"),
    "one tensor": (lambda: torch.ones(3), "none of its 1 tensors"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_that_is_not_whole_is_one_sentence(kind: str, tmp_path: Path):
    content, words = REFUSED[kind]
    sentence = refusal(f"{NAME}={saved(content(), tmp_path / 'last.pth')}")
    assert len(sentence) <= LONGEST
    assert "fetch it again" not in sentence
    with pytest.raises(AssertionError, match=words):
        raise AssertionError(sentence)


def test_which_weights_were_taken_is_said_and_the_others_can_be_chosen(tmp_path: Path):
    path = saved({"model": state_of(THEIRS), "model_ema": state_of(OTHERS)}, tmp_path / "best.pth")
    usual = opened(f"{NAME}={path}")
    assert (usual.origin.part, usual.origin.others) == ("model_ema", ("model",))
    assert same(usual, OTHERS)
    assert "#model after the file's name takes those" in usual.origin.sentences()[0]
    other = opened(f"{NAME}={path}#model")
    assert same(other, THEIRS)
    assert other.origin.part == "model"
    assert "no weights at 'nosuch': weights of a ViT stand at model, model_ema" in refusal(
        f"{NAME}={path}#nosuch"
    )


def test_a_sign_in_a_files_own_name_is_no_choice(tmp_path: Path):
    path = saved(state_of(THEIRS), tmp_path / "run#3 epoch=2-step=7.ckpt")
    assert same(opened(f"{NAME}={path}"), THEIRS)
    assert opened(path, heads=2).config.heads == 2


def test_what_is_left_out_is_counted_in_a_line(tmp_path: Path):
    state = state_of(THEIRS, "module.")
    state |= {f"module.decoder_blocks.{i}.weight": torch.ones(2) for i in range(7)}
    state |= {"module.decoder_embed.weight": torch.ones(2), "module.mask_token": torch.ones(1, 1)}
    path = saved({"model": state, "optimizer": moments(state)}, tmp_path / "mae.pth")
    left = opened(f"{NAME}={path}").origin.left_out
    assert left == ("89 tensors of optimizer", "8 tensors of decoder_*", "1 tensor of mask_token")


def test_a_head_that_is_not_one_layer_is_left_out(tmp_path: Path):
    state = state_of(five(num_classes=0))
    state |= {"head.0.weight": torch.ones(8, 64), "head.2.weight": torch.ones(5, 8)}
    ours = opened(f"{NAME}={saved(state, tmp_path / 'mine.pth')}")
    assert (ours.config.classes, ours.config.outputs) == (0, "none")
    assert ours.origin.left_out == ("2 tensors of head",)


def test_a_head_behind_a_dropout_is_that_layer(tmp_path: Path):
    state = {n.replace("head.", "head.1."): one for n, one in state_of(THEIRS).items()}
    assert same(opened(f"{NAME}={saved(state, tmp_path / 'mine.pth')}"), THEIRS)
