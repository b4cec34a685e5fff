"""Taught models: plain ViTs whose maps work, that leave the model they come from as it is."""

import numpy as np
import pytest
import torch

import vit
from tests.support.tiny import tiny_model
from vit.maps.methods import METHODS, map_tokens
from vit.teaching.heads import pooled_by_depth, shorter, with_head
from vit.teaching.teach import depths_of, features_of, teach_features

READOUTS = {
    "class token": {},
    "no classes": {"outputs": "none", "classes": 0},
    "mean": {"pool": "avg", "class_token": False, "registers": 0},
    "attention": {"pool": "attention", "class_token": False, "registers": 0},
    "distilled": {"distilled": True, "registers": 0},
}


def pictures(count: int, seed: int = 0) -> list[np.ndarray]:
    """Red and green noise in turn."""
    draw = np.random.default_rng(seed)
    made = []
    for index in range(count):
        rgb = draw.integers(0, 90, (40, 50, 3), dtype=np.uint8)
        rgb[..., index % 2] += 150
        made.append(rgb)
    return made


LABELS = ["red", "green"]


@pytest.mark.parametrize("readout", READOUTS)
def test_a_taught_model_names_what_it_was_taught(readout):
    model = tiny_model(**READOUTS[readout]).float()
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    config = model.config
    taught = vit.teach(model, pictures(8), LABELS * 4)
    assert taught.labels.names == ("red", "green")
    assert taught.config.outputs == "softmax"
    for rgb, label in zip(pictures(6, seed=9), LABELS * 3, strict=True):
        prepared = vit.prepare(taught, rgb)
        trace = vit.trace(taught, prepared.pixels)
        assert taught.labels.name(int(trace.logits.argmax())) == label
    assert model.config is config
    assert model.state_dict().keys() == before.keys()
    assert all(model.state_dict()[name].equal(tensor) for name, tensor in before.items())


def test_every_map_of_a_taught_model_works():
    model = tiny_model(outputs="none", classes=0).float()
    taught = vit.teach(model, pictures(6), LABELS * 3)
    prepared = vit.prepare(taught, pictures(1)[0])
    grad_trace = vit.trace_gradient(taught, prepared.pixels, 1)
    names = [name for name in METHODS if name != "removal"]
    for tokens in map_tokens(taught, grad_trace, names):
        assert tokens.isfinite().all()
    assert vit.token_removal(taught, grad_trace.trace, 1).shape == (4, 6)


def test_a_shorter_model_is_the_same_layers():
    model = tiny_model().float()
    pixels = vit.prepare(model, pictures(1)[0]).pixels
    whole = vit.trace(model, pixels)
    for depth in (1, 2, 3):
        part = vit.trace(shorter(model, depth), pixels)
        assert part.residual.equal(whole.residual[: depth + 1])
    with pytest.raises(ValueError, match="depth 4 is not possible: this model has 1 to 3"):
        shorter(model, 4)


@pytest.mark.parametrize("readout", READOUTS)
def test_features_by_depth_are_what_the_heads_read(readout):
    model = tiny_model(**READOUTS[readout]).float()
    pixels = vit.prepare(model, pictures(1)[0]).pixels
    halves = 2 if model.config.distilled else 1
    weight, bias = torch.randn(2, halves * model.config.width), torch.randn(2)
    for depth, read in pooled_by_depth(model, pixels[None], (1, 2, 3)).items():
        named = with_head(shorter(model, depth), ("a", "b"), weight, bias)
        with torch.no_grad():
            logits = named(pixels[None])
        torch.testing.assert_close(logits, read @ weight.T + bias, rtol=1e-5, atol=1e-5)


def test_the_depth_is_the_one_of_least_held_out_loss():
    """Only after the second block do the features tell the classes apart."""
    draw = torch.Generator().manual_seed(0)
    model = tiny_model(outputs="none", classes=0).float()
    features = []
    for index in range(8):
        noise = torch.randn(3, 1, model.config.width, generator=draw)
        noise[1, 0, 0] += 30 * (index % 2)
        features.append({depth: noise[depth - 1] for depth in (1, 2, 3)})
    taught = teach_features(model, features, LABELS * 4, [str(index) for index in range(8)])
    assert taught.depth == 2
    assert taught.model.config.depth == 2
    assert taught.losses[2] == min(taught.losses.values())


@pytest.mark.parametrize(("depth", "tried"), [(1, (1,)), (3, (2, 3)), (12, (8, 9, 10, 11, 12))])
def test_the_last_third_of_the_blocks_is_tried(depth, tried):
    assert depths_of(tiny_model(depth=depth)) == tried


def test_a_lesson_can_be_cancelled():
    class StopError(Exception):
        pass

    def step(done: int, total: int) -> None:
        assert total == 4
        if done == 2:
            raise StopError

    with pytest.raises(StopError):
        vit.teach(tiny_model().float(), pictures(4), LABELS * 2, step)


ONE = pictures(1)[0]


@pytest.mark.parametrize(
    ("given", "labels", "sentence"),
    [
        (pictures(4), ["a"] * 4, "1 class is not possible: name 2 to 20"),
        (pictures(3), ["a", "b", "b"], "class 'a' has 1 picture: give it 2 or more"),
        (pictures(3), ["a", "b"], "3 pictures have 2 labels: give each its own"),
        ([*pictures(3), ONE], ["a", "b", "b", "b"], "class 'a' has 1 picture"),
        ([*pictures(4), ONE], ["a", "b", "a", "b", "b"], "the same picture is in 'a' and in 'b'"),
        (pictures(42), [str(index // 2) for index in range(42)], "21 classes are not possible"),
    ],
)
def test_what_cannot_be_taught_is_one_sentence(given, labels, sentence):
    with pytest.raises(ValueError, match=sentence):
        vit.teach(tiny_model().float(), given, labels)


def test_few_pictures_are_told_apart_by_their_means_and_many_by_a_head():
    model = tiny_model().float()
    for each, way in ((2, "prototypes"), (3, "linear")):
        labels = LABELS * each
        features = [features_of(model, rgb) for rgb in pictures(2 * each)]
        groups = [str(index) for index in range(2 * each)]
        assert teach_features(model, features, labels, groups).way == way
        assert teach_features(model, features, labels, groups, "linear").way == "linear"


def test_alike_losses_keep_the_deeper_blocks():
    model = tiny_model(outputs="none", classes=0).float()
    features = []
    for index in range(8):
        apart = torch.zeros(1, model.config.width)
        apart[0, 0] = 20 * (index % 2) + 0.1 * index
        features.append({1: apart, 2: 1.05 * apart, 3: apart})
    taught = teach_features(model, features, LABELS * 4, [str(index) for index in range(8)])
    assert max(taught.losses.values()) - min(taught.losses.values()) < 0.02
    assert taught.depth == 3


def test_where_every_class_is_one_photograph_views_choose_the_depth():
    draw = torch.Generator().manual_seed(0)
    model = tiny_model(outputs="none", classes=0).float()
    features = []
    for index in range(8):
        noise = torch.randn(3, 1, model.config.width, generator=draw)
        noise[1, 0, 0] += 30 * (index % 2)
        features.append({depth: noise[depth - 1] for depth in (1, 2, 3)})
    taught = teach_features(model, features, LABELS * 4, LABELS * 4)
    assert taught.lesson.judged() == (0, 0)
    assert taught.depth == 2
