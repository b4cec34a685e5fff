"""Heads as coloured areas, against sets of patches and every choice of heads."""

import itertools

import pytest
import torch

from vit.maps.head_masks import head_masks, least_overlap, mask_overlap


@pytest.fixture
def maps():
    return torch.rand(6, 5, 7, generator=torch.Generator().manual_seed(3)) ** 3


def places(mask) -> set[int]:
    return set(mask.flatten().nonzero().flatten().tolist())


@pytest.mark.parametrize("share", [0.1, 0.6, 0.95])
def test_a_mask_is_the_fewest_patches_that_hold_the_share(maps, share):
    for one, mask in zip(maps, head_masks(maps, share), strict=True):
        weights = sorted(one.flatten().tolist(), reverse=True)
        fewest = next(n for n in range(36) if sum(weights[:n]) >= share * sum(weights) - 1e-6)
        assert mask.sum() == fewest
        assert one[mask].sum() >= share * one.sum() - 1e-5
        assert one[mask].min() >= one[~mask].max()


def test_overlap_is_that_of_sets_of_patches(maps):
    masks = head_masks(maps)
    overlap = mask_overlap(masks)
    for i, j in itertools.product(range(6), repeat=2):
        one, other = places(masks[i]), places(masks[j])
        assert float(overlap[i, j]) == pytest.approx(len(one & other) / len(one | other))
    assert mask_overlap(torch.zeros(2, 3, 3, dtype=torch.bool)).sum() == 0


def test_heads_of_least_overlap_are_those_of_a_search(maps):
    masks = head_masks(maps)
    sets = [places(mask) for mask in masks]

    def iou(i: int, j: int) -> float:
        return len(sets[i] & sets[j]) / len(sets[i] | sets[j])

    chosen = list(min(itertools.combinations(range(6), 2), key=lambda pair: iou(*pair)))
    assert least_overlap(masks, 2) == sorted(chosen)
    for count in (3, 4, 5):
        others = [i for i in range(6) if i not in chosen]
        chosen.append(min(others, key=lambda i: max(iou(i, j) for j in chosen)))
        assert least_overlap(masks, count) == sorted(chosen)
    assert least_overlap(masks, 6) == least_overlap(masks, 9) == list(range(6))
    assert least_overlap(masks, 1) == [min(chosen[:2])]
    with pytest.raises(ValueError, match="choose 1 or more"):
        least_overlap(masks, 0)
