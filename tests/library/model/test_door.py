"""What the library takes, and what it refuses in one sentence."""

from collections.abc import Callable
from typing import Any

import numpy
import pytest
import torch
from PIL import Image

import vit
from tests.support.public_calls import (
    DIRECTIONS,
    GRADIENT,
    LABELS,
    MAPS,
    PIXELS,
    RECORD,
    RGB,
    THEIRS,
    TOKENS,
    VALUES,
)
from tests.support.tiny import tiny_model

MODEL = tiny_model().float()
MODEL.labels = vit.Labels(("Fish", "cat", "dog", "sea lion", "cat"))


def test_a_batch_of_one_is_that_picture():
    assert torch.equal(
        vit.rollout(vit.trace(MODEL, PIXELS[None])), vit.rollout(vit.trace(MODEL, PIXELS))
    )
    one, other = (vit.trace_gradient(MODEL, x, 1) for x in (PIXELS[None], PIXELS))
    assert torch.equal(vit.relevance(one), vit.relevance(other))


@pytest.mark.parametrize(
    ("pixels", "error", "words"),
    [
        (torch.zeros(2, 3, 32, 48), ValueError, r"\[2, 3, 32, 48\] are a batch of 2"),
        (torch.zeros(1, 32, 48), ValueError, r"shape \[1, 32, 48\]: give a tensor \[3, 32, 48\]"),
        (torch.zeros(32, 48, 3), ValueError, r"shape \[32, 48, 3\]"),
        (torch.zeros(3, 32, 32), ValueError, "use vit.prepare"),
        (torch.zeros(3, 32, 48, dtype=torch.uint8), TypeError, "of uint8: give the picture to"),
        (RGB, TypeError, r"not ndarray \[50, 70, 3\] of uint8"),
        (None, TypeError, "not NoneType"),
        (
            PIXELS * torch.nan,
            ValueError,
            "pixels hold NaN or infinity in 4608 of 4608 values",
        ),
        (PIXELS.to("meta"), TypeError, "no plain values"),
        (PIXELS.to_sparse(), TypeError, "no plain values"),
    ],
)
def test_other_pixels_are_one_sentence(pixels: Any, error: type[Exception], words: str):
    for call in (vit.trace, lambda *args: vit.trace_gradient(*args, 0)):
        with pytest.raises(error, match=words) as caught:
            call(MODEL, pixels)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "target", ["dog", " DOG ", numpy.int64(2), torch.tensor(2), numpy.uint8(2)]
)
def test_a_class_is_its_name_or_any_whole_number(target: Any):
    expected = vit.trace_gradient(MODEL, PIXELS, 2)
    found = vit.trace_gradient(MODEL, PIXELS, target)
    assert found.target == 2
    assert torch.equal(found.context_grad, expected.context_grad)
    record = vit.trace(MODEL, PIXELS)
    for measure in (vit.legrad, vit.token_removal, vit.head_ablation, vit.patch_lens):
        assert torch.equal(measure(MODEL, record, target), measure(MODEL, record, 2))


@pytest.mark.parametrize(
    ("target", "error", "words"),
    [
        ("dig", ValueError, "no class is called 'dig': the nearest are dog"),
        ("zzzzz", ValueError, "model.labels.names lists them"),
        ("cat", ValueError, r"classes \[1, 4\] are all called 'cat': give an index"),
        (1.5, TypeError, "not float"),
        (True, TypeError, "not bool"),
        (torch.tensor([1, 2]), TypeError, r"not Tensor \[2\] of torch.int64"),
        (None, TypeError, "not NoneType"),
        (5, IndexError, "class 5 does not exist: classes are 0 to 4"),
        (-1, IndexError, "class -1 does not exist"),
    ],
)
def test_other_targets_are_one_sentence(target: Any, error: type[Exception], words: str):
    with pytest.raises(error, match=words):
        vit.trace_gradient(MODEL, PIXELS, target)


def test_a_name_needs_classes_with_names():
    with pytest.raises(ValueError, match="have no names: give an index for 'dog'"):
        vit.trace_gradient(tiny_model(), PIXELS, "dog")


WIDER = tiny_model(width=48).float()
DOOR: dict[str, tuple[Callable[[], Any], type[Exception], str]] = {
    "timm's model": (
        lambda: vit.trace(THEIRS, PIXELS),  # pyright: ignore[reportArgumentType]
        TypeError,
        "not VisionTransformer",
    ),
    "arguments turned round": (
        lambda: vit.trace(PIXELS, MODEL),  # pyright: ignore[reportArgumentType]
        TypeError,
        r"model takes a model of this library, .* not Tensor \[3, 32, 48\] of torch.float32",
    ),
    "gradients for a record": (
        lambda: vit.rollout(GRADIENT),  # pyright: ignore[reportArgumentType]
        TypeError,
        "trace takes a record of one pass, as vit.trace gives it, not GradTrace",
    ),
    "a record for gradients": (
        lambda: vit.relevance(RECORD),  # pyright: ignore[reportArgumentType]
        TypeError,
        "grad_trace takes a record with gradients, as vit.trace_gradient gives it, not Trace",
    ),
    "a pass of another model": (
        lambda: vit.logit_lens(WIDER, RECORD),
        ValueError,
        "the pass is of another model: its width is 24, that of the model 48",
    ),
    "gradients of another model": (
        lambda: vit.token_grad_cam(tiny_model(depth=2).float(), GRADIENT),
        ValueError,
        "its depth is 3, that of the model 2",
    ),
    "an array": (
        lambda: vit.kmeans(DIRECTIONS.numpy(), 2),  # pyright: ignore[reportArgumentType]
        TypeError,
        r"directions takes a tensor; torch.from_numpy makes one of an array, not ndarray",
    ),
    "a layer": (lambda: RECORD.attention(3), IndexError, "layer 3 does not .*: layers are 0 to 2"),
    "a layer in words": (
        lambda: vit.fused_attention(RECORD, "last"),  # pyright: ignore[reportArgumentType]
        TypeError,
        "a layer is a whole number, not str",
    ),
    "a layer of a region": (
        lambda: vit.region_attention(RECORD, 9, TOKENS),
        IndexError,
        "layer 9 does not exist: layers are 0 to 2",
    ),
    "a layer of tokens": (
        lambda: vit.final_tokens(MODEL, RECORD, 4),
        IndexError,
        "layer 4 does not exist: layers are 0 to 3",
    ),
    "a head": (
        lambda: vit.head_attention(RECORD, 1, 3),
        IndexError,
        "head 3 does not exist: heads are 0 to 2",
    ),
    "a facet": (
        lambda: vit.facet_values(MODEL, RECORD, 1, "keys"),  # pyright: ignore[reportArgumentType]
        ValueError,
        "facet 'keys' is unknown: use token, key, query, value",
    ),
    "a grid": (
        lambda: vit.token_cut(DIRECTIONS, 3, 3),
        ValueError,
        "24 patches are no grid of 3 x 3: take trace.grid.rows",
    ),
    "another grid": (lambda: vit.foreground(VALUES, 4, 5), ValueError, "no grid of 4 x 5"),
    "labels": (
        lambda: vit.segment_attention(RECORD, 1, LABELS, 1),
        ValueError,
        "labels go from 0 to 1: of 1 segments they are 0 to 0",
    ),
    "few labels": (
        lambda: vit.segment_attention(RECORD, 1, LABELS[:3], 2),
        ValueError,
        r"labels have the shape \[3\]: give \[24\] of them",
    ),
    "maps": (
        lambda: vit.perturbation_curves(MODEL, RECORD, 1, MAPS[0]),
        ValueError,
        r"maps have the shape \[4, 6\]: give \[maps, 4, 6\]",
    ),
    "a goal": (
        lambda: vit.trace_gradient(MODEL, PIXELS, vit.cosine_with(torch.ones(3))),
        ValueError,
        r"goal has the shape \[3\], and features of this model have 24 numbers",
    ),
    "a picture without pixels": (
        lambda: vit.own_shape((0, 5), (32, 48), 8),
        ValueError,
        "a picture of 0 x 5 px has no shape",
    ),
}


@pytest.mark.parametrize("kind", DOOR)
def test_other_arguments_are_one_sentence(kind: str):
    call, error, words = DOOR[kind]
    with pytest.raises(error, match=words) as caught:
        call()
    assert len(str(caught.value)) <= 300
    assert "\n" not in str(caught.value)


def test_a_picture_of_pillows_is_taken():
    expected = vit.prepare(MODEL, RGB).pixels
    assert torch.equal(vit.prepare(MODEL, Image.fromarray(RGB)).pixels, expected)
    clear = Image.new("RGBA", (40, 30), (255, 0, 0, 0))
    white = vit.prepare(MODEL, numpy.full((30, 40, 3), 255, numpy.uint8)).pixels
    assert torch.equal(vit.prepare(MODEL, clear).pixels, white)
    turned = Image.fromarray(RGB)
    turned.getexif()[274] = 6
    assert vit.prepare(MODEL, turned).view.source == (70, 50)
    with pytest.raises(TypeError, match="or one of Pillow's, not str"):
        vit.prepare(MODEL, "cat.png")  # pyright: ignore[reportArgumentType]
