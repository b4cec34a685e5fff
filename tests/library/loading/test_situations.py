"""Files and models as people bring them, from public reports: opened exactly, or one sentence."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import timm
import torch
from timm.layers.patch_dropout import PatchDropout
from torch import nn

import vit
from tests.support.fine_tunes import NAME, fine_tune, same
from tests.support.own_files import State, five, opened, saved, state_of
from tests.support.random_weights import randomise
from vit.loading.load_error import LONGEST
from vit.loading.timm_config import UnsupportedArchitecture

THEIRS, OTHERS = five(), randomise(five(), 1)
NARROW = randomise(
    timm.create_model(
        "vit_tiny_patch16_224", embed_dim=64, depth=1, num_heads=1, img_size=64, num_classes=3
    )
)


def wrapped(word: str, before: str = "") -> State:
    """Parameters of a model whose blocks were wrapped one by one."""
    return {
        before + re.sub(r"^(blocks\.\d+\.)", rf"\1{word}.", name): tensor
        for name, tensor in state_of(THEIRS).items()
    }


OPENED: dict[str, Callable[[], Any]] = {
    "blocks compiled one by one": lambda: wrapped("_orig_mod"),
    "blocks checkpointed one by one": lambda: {"model": wrapped("_checkpoint_wrapped_module")},
    "FSDP around all and each": lambda: wrapped("_fsdp_wrapped_module", "_fsdp_wrapped_module."),
    "blocks wrapped twice": lambda: wrapped("_fsdp_wrapped_module._checkpoint_wrapped_module"),
    "timm's own training": lambda: {
        "epoch": 3,
        "arch": NAME,
        "state_dict": state_of(OTHERS),
        "state_dict_ema": state_of(THEIRS),
        "amp_scaler": {"scale": 65536.0, "growth_factor": 2.0},
        "metric": 71.2,
    },
    "Lightning with an average in a callback": lambda: {
        "state_dict": state_of(OTHERS, "model."),
        "callbacks": {"EMAWeights": {"ema_state_dict": state_of(THEIRS, "model.")}},
    },
    "a detector's backbone": lambda: {
        "model": {
            **state_of(THEIRS, "backbone.net."),
            "backbone.simfp_2.0.weight": torch.ones(3),
            "rpn.head.conv.weight": torch.ones(3, 3, 1, 1),
        }
    },
    "parameters in place of tensors": lambda: {
        name: nn.Parameter(tensor) for name, tensor in state_of(THEIRS).items()
    },
    "float64": lambda: {name: tensor.double() for name, tensor in state_of(THEIRS).items()},
    "tensors that are views": lambda: {
        name: torch.stack([tensor, tensor], dim=-1)[..., 0]
        for name, tensor in state_of(THEIRS).items()
    },
}


@pytest.mark.parametrize("kind", OPENED)
def test_a_file_opens_exactly(kind: str, tmp_path: Path):
    assert same(opened(f"{NAME}={saved(OPENED[kind](), tmp_path / 'last.pth')}"), THEIRS)


def changed(name: str, change: Callable[[torch.Tensor], torch.Tensor]) -> State:
    state = state_of(THEIRS)
    return state | {name: change(state[name])}


REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "weights in 8 bits": (
        lambda: changed("blocks.2.mlp.fc1.weight", lambda w: (100 * w).to(torch.int8)),
        "blocks.2.mlp.fc1.weight is stored as int8: save the weights in float32",
    ),
    "float of 8 bits": (
        lambda: changed("norm.bias", lambda w: w.to(torch.float8_e4m3fn)),
        "norm.bias is stored as float8_e4m3fn: save",
    ),
    "complex numbers": (lambda: changed("norm.bias", torch.Tensor.cfloat), "complex64: save"),
    "a mask of pruning": (lambda: changed("head.weight", lambda w: w > 0), "stored as bool: save"),
    "a sparse head": (lambda: changed("head.weight", torch.Tensor.to_sparse), "sparse_coo: save"),
    "shapes alone": (
        lambda: changed("head.weight", lambda w: w.to("meta")),
        "head.weight has a shape but no values: save the weights from a real device",
    ),
    "models of a cross-validation": (
        lambda: [state_of(THEIRS), state_of(OTHERS)],
        "it holds 2 sets of weights that fit (0 and 1): name one as file#1",
    ),
    "a whole model": (
        lambda: THEIRS,
        "(timm.models.vision_transformer.VisionTransformer), so it was not: save the weights alone",
    ),
    "a kernel of films": (
        lambda: changed("patch_embed.proj.weight", lambda w: w[:, :, None]),
        "its patch kernel has the shape [64, 3, 1, 16, 16], which is not square",
    ),
    "a position in two dimensions": (
        lambda: changed("pos_embed", lambda table: table[0]),
        "position embedding has the shape [101, 64] in place of [1, tokens, 64]",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_is_refused_in_one_sentence(kind: str, tmp_path: Path):
    content, words = REFUSED[kind]
    path = saved(content(), tmp_path / "last.pth")
    with pytest.raises(vit.LoadError) as caught:
        opened(f"{NAME}={path}")
    assert_is_a_sentence(str(caught.value), words)
    assert Path(path).is_file()


def assert_is_a_sentence(text: str, words: str) -> None:
    """One line with these words, that advises no one to delete what is their own."""
    assert words in text
    assert len(text) <= LONGEST
    assert not re.search(r"\n|remove|delete|fetch it again|Error\(s\) in loading", text)


STATED: dict[str, tuple[dict[str, Any], str]] = {
    "heads that do not fit": ({"heads": 3}, "its width 64 is not a multiple of 3 heads"),
    "no heads": ({"heads": 0}, "heads 0 is no number of heads: use a whole number from 1"),
    "heads as text": ({"heads": "2"}, "heads '2' is no number of heads"),
    "an activation": ({"activation": "relu"}, "use one of gelu, gelu_tanh, quick_gelu, silu"),
    "a pooling": ({"pool": "max"}, "pool 'max' is not supported: use one of token, avg, attention"),
    "an epsilon": ({"eps": -1.0}, "eps -1.0 is too odd for a norm: use a number such as 1e-6"),
    "a mean of one level": ({"mean": 0.5}, "mean 0.5 does not fit: give three numbers"),
    "a deviation of zero": ({"std": (0, 0, 0)}, "for values in 0..1 above 0"),
    "a side for a size": ({"image": 64}, "image 64 is no size: give height and width in px"),
    "a size of other patches": (
        {"image": (128, 64)},
        "17 tokens, which are not those of an input of 128 x 64 px in patches of 16: give",
    ),
    "a device": ({"device": "gpu"}, "device 'gpu' is unknown: use cpu, or cuda"),
    "whole numbers": ({"dtype": torch.int32}, "use one of torch.float32, torch.float64"),
    "too few names": ({"labels": ["a"]}, "1 class names were given for 3 classes"),
}


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> str:
    return saved(NARROW.state_dict(), tmp_path_factory.mktemp("narrow") / "last.pth")


@pytest.mark.parametrize("kind", STATED)
def test_what_is_stated_and_does_not_fit_is_one_sentence(kind: str, narrow: str):
    stated, words = STATED[kind]
    options: dict[str, Any] = {"device": "cpu", **stated}
    with pytest.raises(vit.LoadError) as caught:
        vit.load(narrow, **options)
    assert_is_a_sentence(str(caught.value), words)


def test_a_path_names_and_numbers_of_numpy_are_taken(narrow: str):
    numbers: Any = torch.tensor([0.5, 0.5, 0.5]).numpy()
    ours = vit.load(Path(narrow), device="cpu", mean=numbers, labels=["a", "b", "c"], heads=1)
    assert same(ours, NARROW)
    assert (ours.preprocessing.mean, ours.labels.name(2)) == ((0.5, 0.5, 0.5), "c")
    assert vit.is_here(Path(narrow))


def test_what_is_no_reference_is_one_sentence(tmp_path: Path):
    (tmp_path / "model.safetensors.index.json").write_text("{}")
    for reference, words in {
        None: "a reference to weights is a text or a path, not NoneType",
        b"a.pth": "not bytes",
        str(tmp_path): f"it is a folder, so use local-dir:{tmp_path}",
        str(tmp_path / "model.safetensors.index.json"): f"so use local-dir:{tmp_path}",
    }.items():
        with pytest.raises(vit.LoadError) as caught:
            vit.load(reference)  # pyright: ignore[reportArgumentType]
        assert words in str(caught.value)
    with pytest.raises(vit.LoadError, match="embedded says itself what it is: leave out heads"):
        vit.load("embedded", heads=3)


def of(change: Callable[[Any], Any]) -> Any:
    """A live model of timm's after a change, or what the change gives in its place."""
    model = fine_tune(num_classes=5)
    given = change(model)
    return model if given is None else given


LIVE: dict[str, Callable[[Any], Any]] = {
    "another pooling and head": lambda m: m.reset_classifier(7, "avg"),
    "no head": lambda m: m.reset_classifier(0),
    "a norm that is none": lambda m: setattr(m, "norm", nn.Identity()),
    "activations not kept": lambda m: m.set_grad_checkpointing(),
    "patches that are dropped in training": lambda m: setattr(m, "patch_drop", PatchDropout(0.5)),
    "fewer blocks": lambda m: setattr(m, "blocks", m.blocks[:3]),
    "one norm for two places": lambda m: setattr(m.blocks[1], "norm1", m.blocks[0].norm1),
}


@pytest.mark.parametrize("kind", LIVE)
def test_a_live_model_computes_the_same(kind: str):
    theirs = of(LIVE[kind])
    theirs.train()
    assert same(vit.from_timm(theirs), theirs)


NOT_LIVE: dict[str, tuple[Callable[[Any], Any], str]] = {
    "no pooling": (lambda m: m.reset_classifier(0, ""), "pools neither by the class token nor"),
    "a norm of batches": (lambda m: setattr(m, "norm", nn.BatchNorm1d(64)), "norm is of the unkn"),
    "another activation": (lambda m: setattr(m.blocks[1].mlp, "act", nn.ReLU()), "unknown type Re"),
    "a forward of one's own": (lambda m: setattr(m, "forward", abs), "forward of its model was"),
    "a head in pieces": (
        lambda m: nn.utils.parametrizations.weight_norm(m.head) and None,
        "its head is of the unknown type ParametrizedLinear",
    ),
    "a narrower MLP in one block": (
        lambda m: [
            setattr(m.blocks[0].mlp, "fc1", nn.Linear(64, 99)),
            setattr(m.blocks[0].mlp, "fc2", nn.Linear(99, 64)),
        ].clear(),
        "15 of 80 tensors (blocks.1.mlp.fc1.weight, blocks.1.mlp.fc1.bias, ...) have other shapes",
    ),
    "more positions than patches": (
        lambda m: setattr(m, "pos_embed", nn.Parameter(torch.ones(1, 200, 64))),
        "its tokens do not match its position embedding",
    ),
    "no values": (lambda m: m.to("meta"), "lies on the meta device and has no weights to copy"),
    "a state in place of a model": (
        lambda m: m.state_dict(),
        "a model of torch; a file of weights is for vit.load, not OrderedDict",
    ),
    "a name": (lambda _: NAME, "a model of torch; a file of weights is for vit.load, not str"),
}


@pytest.mark.parametrize("kind", NOT_LIVE)
def test_a_live_model_that_computes_something_else_is_one_sentence(kind: str):
    change, words = NOT_LIVE[kind]
    with pytest.raises((UnsupportedArchitecture, ValueError, TypeError)) as caught:
        vit.from_timm(of(change))
    assert_is_a_sentence(str(caught.value), words)
