"""Effects on a scalar and on the features, against passes made one by one."""

import numpy as np
import pytest
import torch

from tests.support.tiny import EXACT, tiny_model, tiny_pixels
from vit.edits import Edits
from vit.maps.ablation import head_ablation, token_removal
from vit.maps.changes import head_changes, patch_changes
from vit.maps.faithfulness import LEVELS, perturbation_curves
from vit.scalars import cosine_with, each_feature, feature, last_feature
from vit.trace import trace

POOLS = {
    "class token": {},
    "mean": {"pool": "avg", "class_token": False, "registers": 0},
    "attention": {"pool": "attention", "class_token": False},
}


@pytest.fixture(scope="module", params=POOLS.values(), ids=POOLS)
def case(request):
    model = tiny_model(outputs="none", classes=0, **request.param)
    record = trace(model, tiny_pixels(model))
    return model, record, feature(model, trace(model, tiny_pixels(model, seed=7)))


def encoded_without(model, record, removed):
    kept = torch.tensor([token for token in range(record.grid.tokens) if token not in removed])
    return model.encode(record.residual[:1, kept].clone()), kept


def cosine(one, other):
    one, other = (np.asarray(vector, np.float64) for vector in (one, other))
    return one @ other / np.linalg.norm(one) / np.linalg.norm(other)


def square(record, row, col, block):
    grid = record.grid
    return {
        grid.prefix + r * grid.cols + c
        for r in range(row * block, min((row + 1) * block, grid.rows))
        for c in range(col * block, min((col + 1) * block, grid.cols))
    }


def test_removal_by_a_scalar_is_what_it_loses_without_the_patch(case):
    model, record, goal = case
    scalar = cosine_with(goal)
    whole = scalar.value_of(model, record)
    drops = token_removal(model, record, scalar)
    for row, col in ((0, 0), (2, 3), (3, 5)):
        encoded, _ = encoded_without(model, record, square(record, row, col, 1))
        expected = whole - scalar.value(model, encoded).item()
        assert drops[row, col].item() == pytest.approx(expected, abs=1e-12)


def test_tokens_that_are_read_stay_in(case):
    model, record, goal = case
    prefix = record.grid.prefix
    scalar = cosine_with(goal, (prefix, prefix + 7))
    drops = token_removal(model, record, scalar)
    assert drops[0, 0] == drops[1, 1] == 0
    encoded, kept = encoded_without(model, record, {prefix + 9})
    expected = scalar.value_of(model, record) - scalar.value(model, encoded, kept).item()
    assert drops[1, 3].item() == pytest.approx(expected, abs=1e-12)
    assert expected != 0


def test_a_mean_of_all_patches_goes_on_with_those_that_are_left(case):
    model, record, goal = case
    prefix, tokens = record.grid.prefix, record.grid.tokens
    scalar = cosine_with(goal, tuple(range(prefix, tokens)))
    drops = token_removal(model, record, scalar)
    encoded, kept = encoded_without(model, record, {prefix + 9})
    own = feature(model, record, tuple(range(prefix, tokens)))
    assert scalar.value_of(model, record) == pytest.approx(cosine(own, goal), abs=1e-12)
    others = last_feature(model, encoded, tuple(kept[prefix:].tolist()), kept)[0]
    assert (drops != 0).all()
    assert drops[1, 3].item() == pytest.approx(cosine(own, goal) - cosine(others, goal), abs=1e-12)


@pytest.mark.parametrize("block", [2, 3, 5])
def test_squares_of_patches_go_together(case, block):
    model, record, goal = case
    scalar = cosine_with(goal, (record.grid.prefix,))
    steps, parts = [], []

    def step(done, total, drops):
        steps.append((done, total))
        parts.append(drops)

    drops = token_removal(model, record, scalar, step, block)
    down, right = -(-4 // block), -(-6 // block)
    assert steps[-1] == (down * right, down * right)
    assert drops.shape == (4, 6)
    torch.testing.assert_close(torch.cat(parts).view(down, right), drops[::block, ::block])
    for row, col in ((0, 0), (down - 1, right - 1)):
        removed = square(record, row, col, block) - {record.grid.prefix}
        encoded, kept = encoded_without(model, record, removed)
        expected = scalar.value_of(model, record) - scalar.value(model, encoded, kept).item()
        assert drops[row * block, col * block].item() == pytest.approx(expected, abs=1e-12)


def test_a_block_of_no_patches_is_refused(case):
    model, record, goal = case
    with pytest.raises(ValueError, match="block of 0 patches is not possible"):
        token_removal(model, record, cosine_with(goal), block=0)


def test_curves_of_a_scalar_keep_what_it_reads(case):
    model, record, goal = case
    prefix = record.grid.prefix
    scalar = cosine_with(goal, (prefix + 5,))
    heat = torch.rand(1, 4, 6, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    heat[0, 0, 5] = 2  # the hottest is the one that is read: it never goes
    curves = perturbation_curves(model, record, scalar, heat)
    order = [prefix + int(p) for p in heat.flatten().argsort(descending=True) if p != 5]
    for place, level in enumerate(LEVELS):
        count = round(level * 23)
        for curve, removed in ((curves.deletion, order[:count]), (curves.insertion, order[count:])):
            encoded, kept = encoded_without(model, record, set(removed))
            expected = scalar.value(model, encoded, kept).item()
            assert curve[0, place].item() == pytest.approx(expected, abs=1e-12)


def test_a_head_that_is_off_takes_its_part_from_a_scalar(case):
    model, record, goal = case
    drops = head_ablation(model, record, cosine_with(goal))
    gate = torch.ones(3, 3)
    gate[1, 2] = 0
    after = trace(model, tiny_pixels(model), edits=Edits(head_gate=gate))
    expected = cosine(feature(model, record), goal) - cosine(feature(model, after), goal)
    assert drops[1, 2].item() == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize("fill", ["zero", "mean"])
def test_changes_of_a_head_are_cosines_with_the_whole_pass(case, fill):
    model, _, _ = case
    pixels = tiny_pixels(model)
    record, steps = trace(model, pixels, edits=Edits(fill=fill)), []
    found = head_changes(model, record, lambda done, total, _: steps.append((done, total)))
    assert steps == [(done, 9) for done in range(1, 10)]
    gate = torch.ones(3, 3)
    gate[0, 1] = 0
    after = trace(model, pixels, edits=Edits(head_gate=gate, fill=fill))
    own = 1 - cosine(feature(model, record), feature(model, after))
    assert found.pooled[0, 1].item() == pytest.approx(own, rel=1e-5)
    assert own > 1e-8
    for patch in (0, 23):
        pair = [
            each_feature(model, one.residual[-1:].clone())[0, record.grid.prefix + patch]
            for one in (record, after)
        ]
        assert found.patches[0, 1, patch].item() == pytest.approx(1 - cosine(*pair), rel=1e-5)


@pytest.mark.parametrize("block", [1, 4])
def test_changes_of_removed_patches_are_nan_at_these_alone(case, block):
    model, record, _ = case
    found = patch_changes(model, record, block=block)
    row, col = (2, 3) if block == 1 else (0, 1)
    removed = square(record, row, col, block)
    encoded, kept = encoded_without(model, record, removed)
    own = 1 - cosine(feature(model, record), last_feature(model, encoded, None)[0])
    at = found.patches[row * block, col * block]
    torch.testing.assert_close(
        found.pooled[row * block, col * block].double(), torch.tensor(own), **EXACT
    )
    gone = {record.grid.prefix + int(p) for p in at.isnan().nonzero().flatten()}
    assert gone == removed
    place = int((kept == record.grid.prefix).nonzero())  # the first patch, which was kept
    pair = [
        each_feature(model, record.residual[-1:].clone())[0, record.grid.prefix],
        each_feature(model, encoded)[0, place],
    ]
    if record.grid.prefix not in removed:
        assert at[0].item() == pytest.approx(1 - cosine(*pair), rel=1e-5)


def test_changes_far_below_a_millionth_are_not_lost():
    model = tiny_model().float()
    model.blocks[2].attn.proj.weight.mul_(1e-6)
    record = trace(model, tiny_pixels(model).float())
    found = head_changes(model, record).pooled[2]
    assert (found >= 0).all()
    assert found.max() < 1e-9
