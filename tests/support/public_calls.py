"""A call of every public function of the library, on one picture of a tiny model."""

import dataclasses
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy
import torch
import transformers
from torch import nn

import vit
from tests.support.film_files import film_of
from tests.support.fine_tunes import fine_tune
from tests.support.random_weights import randomise
from tests.support.tiny import tiny_model, tiny_pixels
from vit.config import Rope

Call = Callable[[], Any]

MODEL = tiny_model().float()
MODEL.labels = vit.Labels(tuple("abcde"))
TURNING = tiny_model(rope=Rope(), positions="none").float()
PIXELS = tiny_pixels(MODEL).float()
RGB = numpy.random.default_rng(0).integers(0, 256, (50, 70, 3), numpy.uint8)
RECORD = vit.trace(MODEL, PIXELS)
GRADIENT = vit.trace_gradient(MODEL, PIXELS, 1)
ROWS, COLS = RECORD.grid.rows, RECORD.grid.cols
VALUES = vit.facet_values(MODEL, RECORD, 2)[RECORD.grid.prefix :]
DIRECTIONS = vit.facet_directions(MODEL, RECORD, 2)
MAPS = RECORD.attention(1)[:, 0, RECORD.grid.prefix :].unflatten(1, (ROWS, COLS))
MASKS = vit.head_masks(MAPS)
INSIDE = torch.arange(ROWS * COLS) % 3 == 0
TOKENS = torch.tensor([5, 9, 10])
LABELS = torch.arange(ROWS * COLS) % 2
FILTERS = vit.filter_components(MODEL, 4)[0]
FOLDER = Path(tempfile.mkdtemp(prefix="public_calls_"))  # of files that the calls read and write
THEIRS = fine_tune(num_classes=5)
torch.save(THEIRS.state_dict(), FOLDER / "last.pth")
(FOLDER / "names.txt").write_text("a\nb\nc\nd\ne\n")
GIF = film_of(FOLDER, "gif", 2)
OUTLIERS = vit.Outliers(3.0, 2, (5, 9), most=2, since=2)
MODEL_OF_TIMM = vit.load(f"test_vit={FOLDER / 'last.pth'}", device="cpu")
SIZES: dict[str, Any] = {
    "hidden_size": 24,
    "num_hidden_layers": 1,
    "num_attention_heads": 3,
    "image_size": 32,
}
OTHERS = randomise(
    transformers.ViTModel(transformers.ViTConfig(**SIZES, intermediate_size=48, patch_size=8))
)


def _of_model(*names: str) -> dict[str, Call]:
    return {name: lambda name=name: getattr(vit, name)(MODEL) for name in names}


def _of_record(*names: str) -> dict[str, Call]:
    return {name: lambda name=name: getattr(vit, name)(RECORD) for name in names}


def _of_gradient(*names: str) -> dict[str, Call]:
    return {name: lambda name=name: getattr(vit, name)(GRADIENT) for name in names}


def _of_both(*names: str, more: tuple[Any, ...] = ()) -> dict[str, Call]:
    return {name: lambda name=name: getattr(vit, name)(MODEL, RECORD, *more) for name in names}


def _of_turning(*names: str) -> dict[str, Call]:
    return {name: lambda name=name: getattr(vit, name)(TURNING) for name in names}


CALLS: dict[str, Call] = {
    **_of_model("position_directions", "position_norms", "position_similarity"),
    **_of_model("prefix_positions", "prefix_similarity", "filter_components"),
    **_of_turning("rope_angles", "rope_directions", "rope_similarity"),
    **_of_record("attention_distance", "attention_sinks", "class_attention", "feature_norms"),
    **_of_record("head_statistics", "outlier_tokens", "rollout", "rollout_stages"),
    **_of_record("rollout_tokens", "start_vector", "token_norms"),
    **_of_gradient("attention_grad_cam", "gradient_rollout", "head_importance", "relevance"),
    **_of_both("branch_ratios", "feature", "feature_colours", "feature_places", "head_changes"),
    **_of_both("logit_lens", "patch_changes"),
    **_of_both("head_ablation", "legrad", "patch_lens", "patch_lens_probabilities", more=(1,)),
    **_of_both("token_removal", "final_tokens", "receptive_field", more=(1,)),
    **_of_both("value_weighted_attention", "facet_directions", "facet_values", more=(1,)),
    **_of_both("facet_colours", "facet_places", more=("key",)),
    "agreement": lambda: vit.agreement(LABELS, LABELS.roll(1)),
    "changed_positions": lambda: vit.changed_positions(MODEL, "shuffle", 3),
    "common_axes": lambda: vit.common_axes(MODEL, [RECORD]),
    "common_facet_axes": lambda: vit.common_facet_axes(MODEL, [RECORD], "value"),
    "common_parts": lambda: vit.common_parts([(VALUES, INSIDE)]),
    "cosine_with": lambda: vit.cosine_with(VALUES[3]).value_of(MODEL, RECORD),
    "feature_similarity": lambda: vit.feature_similarity(RECORD, 2, 5),
    "filter_colours": lambda: vit.filter_colours(FILTERS),
    "filter_responses": lambda: vit.filter_responses(FILTERS, PIXELS),
    "follow_patch": lambda: vit.follow_patch([DIRECTIONS, DIRECTIONS.roll(1, 0)], 0, 3, COLS),
    "foreground": lambda: vit.foreground(VALUES, ROWS, COLS),
    "foreground_parts": lambda: vit.foreground_parts(VALUES, INSIDE),
    "from_timm": lambda: vit.from_timm(THEIRS),
    "from_transformers": lambda: vit.from_transformers(OTHERS),
    "fused_attention": lambda: vit.fused_attention(RECORD, 1),
    "head_attention": lambda: vit.head_attention(RECORD, 1, 2),
    "head_masks": lambda: vit.head_masks(MAPS),
    "head_tags": lambda: vit.head_tags(vit.head_statistics(RECORD)),
    "holds_mass": lambda: vit.holds_mass(MAPS[0], 0.6),
    "is_here": lambda: vit.is_here("embedded"),
    "kmeans": lambda: vit.kmeans(DIRECTIONS, 3),
    "least_overlap": lambda: vit.least_overlap(MASKS, 2),
    "listed_here": lambda: vit.listed_here(),
    "load": lambda: vit.load(f"test_vit={FOLDER / 'last.pth'}", device="cpu"),
    "mask_overlap": lambda: vit.mask_overlap(MASKS),
    "mutual_matches": lambda: vit.mutual_matches(DIRECTIONS, DIRECTIONS.roll(2, 0), COLS),
    "normalised_cut": lambda: vit.normalised_cut(DIRECTIONS),
    "offset_similarity": lambda: vit.offset_similarity(vit.position_similarity(MODEL)),
    "own_shape": lambda: vit.own_shape((50, 70), (32, 48), 8),
    "pan_film": lambda: vit.pan_film(RGB, 2),
    "part_colours": lambda: vit.part_colours(VALUES, INSIDE),
    "part_shares": lambda: vit.part_shares(vit.score_parts(MODEL, PIXELS), MODEL.config.prefix),
    "perturbation_curves": lambda: vit.perturbation_curves(MODEL, RECORD, 1, MAPS),
    "position_components": lambda: vit.position_components(MODEL, 3),
    "prepare": lambda: vit.prepare(MODEL, RGB),
    "read_film": lambda: vit.read_film(GIF),
    "read_picture": lambda: vit.read_picture(GIF),
    "read_labels": lambda: vit.read_labels(FOLDER / "names.txt", 5),
    "region_attention": lambda: vit.region_attention(RECORD, 1, TOKENS),
    "region_similarity": lambda: vit.region_similarity(DIRECTIONS, TOKENS),
    "region_source": lambda: vit.region_source(TOKENS, RECORD.grid.tokens),
    "region_tokens": lambda: vit.region_tokens([(0, 0), (30, 0), (30, 20)], RECORD.grid),
    "register_neurons": lambda: vit.register_neurons(MODEL, RECORD, OUTLIERS),
    "resolve": lambda: vit.resolve("test_vit"),
    "save_timm": lambda: [
        one.read_bytes() for one in vit.save_timm(MODEL_OF_TIMM, FOLDER / "saved").iterdir()
    ],
    "score_parts": lambda: vit.score_parts(MODEL, PIXELS),
    "segment_attention": lambda: vit.segment_attention(RECORD, 1, LABELS, 2),
    "sinusoidal_similarity": lambda: vit.sinusoidal_similarity(6, 24),
    "teach": lambda: vit.teach(MODEL, [RGB, 255 - RGB, RGB // 2, RGB[::-1].copy()], list("abba")),
    "token_cut": lambda: vit.token_cut(DIRECTIONS, ROWS, COLS),
    "token_grad_cam": lambda: vit.token_grad_cam(MODEL, GRADIENT),
    "trace": lambda: vit.trace(MODEL, PIXELS),
    "trace_gradient": lambda: vit.trace_gradient(MODEL, PIXELS, 1),
    "turned_matches": lambda: vit.turned_matches(DIRECTIONS, DIRECTIONS.flip(0), RECORD.grid),
    "with_register": lambda: vit.with_register(MODEL, [(1, 4)]),
}
# What the methods of public classes, the methods of Explain, and models of other sizes give.
METHODS: dict[str, Call] = {
    "attention": lambda: RECORD.attention(1),
    "attention_from": lambda: RECORD.attention_from(5),
    "attention_to": lambda: RECORD.attention_to(5),
    "probabilities": lambda: RECORD.probabilities(),
    "attention_grad": lambda: GRADIENT.attention_grad(1),
    "at_patch_size": lambda: vit.trace(MODEL.at_patch_size(16), PIXELS),
    "at_size": lambda: vit.trace(MODEL.at_size((48, 48), 8), PIXELS.new_zeros(3, 48, 48)),
    **{
        name: lambda method=method: method.tokens(MODEL, GRADIENT)
        for name, method in vit.METHODS.items()
    },
}


def flat(value: Any, name: str = "") -> dict[str, Any]:
    """Tensors, numbers and words in what a call gives, each with the way to it."""
    if isinstance(value, nn.Module):
        return flat(dict(value.state_dict()), name)
    if isinstance(value, numpy.ndarray):
        return {name: torch.from_numpy(value)}
    if dataclasses.is_dataclass(value):
        return flat(vars(value), name)
    if isinstance(value, list | tuple):
        value = dict(enumerate(value))
    if not isinstance(value, Mapping):
        return {name: value}
    parts: dict[str, Any] = {}
    for key, part in value.items():
        parts |= flat(part, f"{name}.{key}")
    return parts
