"""What a training aims at: targets and losses by hand."""

import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from vit.scenes.scene import Scene
from vit.training.batches import (
    collect,
)
from vit.training.losses import (
    class_targets,
    exclusive_loss,
    independent_loss,
    patch_loss,
    patch_targets,
)
from vit.training.precision import Float32Attention, has_bfloat16

pytestmark = pytest.mark.usefixtures("one_thread")


def scene(*names, mask=None):
    return Scene(
        np.zeros((96, 96, 3), np.uint8),
        np.zeros((96, 96), np.uint8) if mask is None else mask,
        names,
    )


def test_class_targets_name_every_object_and_nothing_else():
    batch = collect([scene("house"), scene("tree", "bicycle"), scene()])
    targets = class_targets(batch, 20)
    assert targets.shape == (3, 20)
    assert [row.nonzero().flatten().tolist() for row in targets] == [[0], [1, 19], []]


def test_patch_targets_are_how_much_of_a_patch_each_class_covers():
    mask = np.zeros((96, 96), np.uint8)
    mask[0:24, 0:12] = 1  # half of the first patch of 24
    mask[24:48, 0:24] = 2  # all of the one below
    targets = patch_targets(collect([scene("car", "key", mask=mask)]), 24, 20)
    assert targets.shape == (1, 16, 21)
    assert torch.allclose(targets.sum(dim=2), torch.ones(1, 16))
    first, below = targets[0, 0], targets[0, 4]
    assert first[[0, 1 + 3]].tolist() == [0.5, 0.5]
    assert below[1 + 12] == 1
    assert targets[0, 5, 0] == 1


def test_independent_loss_is_the_sum_over_classes():
    logits, targets = torch.tensor([[2.0, -1.0]]), torch.tensor([[1.0, 0.0]])
    expected = math.log(1 + math.exp(-2)) + math.log(1 + math.exp(-1))
    assert float(independent_loss(logits, targets)) == pytest.approx(expected)


def test_exclusive_loss_leaves_out_pictures_of_nothing():
    logits = torch.randn(3, 5, generator=torch.Generator().manual_seed(0))
    targets = torch.zeros(3, 5)
    targets[0, 2] = 1
    targets[1, [1, 4]] = 1
    expected = (
        F.cross_entropy(logits[:1], torch.tensor([2])) - logits[1].log_softmax(dim=0)[[1, 4]].mean()
    ) / 2
    assert torch.allclose(exclusive_loss(logits, targets), expected)
    assert float(exclusive_loss(logits, torch.zeros(3, 5))) == 0


def test_patches_of_objects_weigh_more_than_background():
    logits = torch.zeros(1, 2, 3)
    logits[0, 0, 0] = 5.0  # sure of the background
    background, mistaken = torch.tensor([1.0, 0, 0]), torch.tensor([0, 1.0, 0])
    right = patch_loss(logits, torch.stack([background, mistaken])[None])
    swapped = patch_loss(logits, torch.stack([mistaken, background])[None])
    sure, unsure = math.log(1 + 2 * math.exp(-5)), math.log(3)
    assert float(right) == pytest.approx((0.4 * sure + 3 * unsure) / 3.4, rel=1e-4)
    assert float(swapped) == pytest.approx((3 * (5 + sure) + 0.4 * unsure) / 3.4, rel=1e-4)


@pytest.mark.skipif(not has_bfloat16(), reason="this processor has no bfloat16 arithmetic")
def test_attention_stays_in_float32_under_autocast():
    generator = torch.Generator().manual_seed(0)
    query, key, value = (torch.randn(1, 2, 9, 16, generator=generator).bfloat16() for _ in range(3))
    with torch.autocast("cpu", torch.bfloat16):
        with Float32Attention():
            precise = F.scaled_dot_product_attention(query, key, value)
        rough = F.scaled_dot_product_attention(query, key, value)
    exact = F.scaled_dot_product_attention(query.float(), key.float(), value.float())
    assert precise.dtype == torch.bfloat16
    assert torch.equal(precise, exact.bfloat16())
    assert not torch.equal(rough, precise)
