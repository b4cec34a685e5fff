"""Kernels and positions at other sizes: timm's numbers, and the laws they follow."""

import math

import pytest
import torch
from timm.layers import resample_abs_pos_embed, resample_patch_embed
from torch import Tensor

from vit.resample import (
    _kept_matrix,
    kernel_matrix,
    patch_kernel,
    position_grid,
    resize,
    sinusoidal_positions,
)


def noise(*shape: int, dtype: torch.dtype = torch.float64) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(0), dtype=dtype)


@pytest.mark.parametrize("new", [6, 8, 15, 24, 32])
@pytest.mark.parametrize("mode", ["bicubic", "bilinear"])
def test_kernels_equal_timms(mode: str, new: int):
    kernel = noise(8, 3, 16, 16, dtype=torch.float32)
    expected = resample_patch_embed(kernel, [new, new], interpolation=mode)
    single = 2e-4 if new == 15 else 2e-5  # timm inverts in single precision
    torch.testing.assert_close(patch_kernel(kernel, new, mode), expected, rtol=0, atol=single)


@pytest.mark.parametrize("new", [8, 10, 30])
def test_flexivits_kernels_are_not_antialiased(new: int):
    kernel = noise(8, 3, 16, 16, dtype=torch.float32)
    expected = resample_patch_embed(kernel, [new, new], interpolation="bilinear", antialias=False)
    found = patch_kernel(kernel, new, "flexivit")
    torch.testing.assert_close(found, expected, rtol=0, atol=2e-5)
    smoothed = patch_kernel(kernel, new, "bilinear")
    assert torch.equal(found, smoothed) == (new > 16)


@pytest.mark.parametrize("mode", ["bicubic", "bilinear", "flexivit"])
@pytest.mark.parametrize(("old", "new"), [(8, 12), (8, 16), (6, 7)])
def test_an_enlarged_kernel_answers_to_the_enlarged_patch_alike(mode: str, old: int, new: int):
    patches, kernel = noise(5, 3, old, old), noise(4, 3, old, old)
    before = patches.flatten(1) @ kernel.flatten(1).T
    enlarged, answering = resize(patches, (new, new), mode), patch_kernel(kernel, new, mode)
    after = enlarged.flatten(1) @ answering.flatten(1).T
    torch.testing.assert_close(after, before)


@pytest.mark.parametrize("mode", ["bicubic", "bilinear", "flexivit"])
def test_a_shrunk_kernel_is_the_best_there_is(mode: str):
    """The residual of a least-squares solution is orthogonal to everything that can be reached."""
    old, new = 8, 5
    matrix = kernel_matrix(old, new, mode)
    shrink = torch.linalg.pinv(matrix)  # [old*old, new*new], the resizing that was inverted
    kernel = noise(old * old)
    left = kernel - shrink @ (matrix @ kernel)
    assert left.norm() > 0.1
    assert (shrink.T @ left).abs().max() < 1e-10


def test_an_unchanged_kernel_is_the_very_same():
    kernel = noise(4, 3, 8, 8)
    assert patch_kernel(kernel, 8, "bicubic") is kernel


@pytest.mark.parametrize("mode", ["bicubic", "bilinear"])
@pytest.mark.parametrize(("old", "new"), [((4, 6), (8, 5)), ((4, 6), (6, 4)), ((9, 9), (3, 5))])
def test_positions_equal_timms(mode: str, old: tuple[int, int], new: tuple[int, int]):
    table = noise(1, 2 + old[0] * old[1], 16, dtype=torch.float32)
    expected = resample_abs_pos_embed(
        table, list(new), list(old), num_prefix_tokens=2, interpolation=mode
    )
    found = position_grid(table[0, 2:], old, new, mode)
    torch.testing.assert_close(found, expected[0, 2:], rtol=0, atol=1e-6)


def test_flexivits_positions_are_antialiased():
    table = noise(64, 4)
    flexible = position_grid(table, (8, 8), (3, 3), "flexivit")
    assert torch.equal(flexible, position_grid(table, (8, 8), (3, 3), "bilinear"))


def test_positions_keep_rows_and_columns_apart():
    rows = torch.arange(4.0).view(4, 1, 1).expand(4, 6, 1).reshape(24, 1)
    longer = position_grid(rows, (4, 6), (8, 6), "bilinear").view(8, 6)
    assert (longer[:, :1] == longer).all()
    assert (longer[1:] > longer[:-1]).all()
    assert position_grid(rows, (4, 6), (4, 6), "bilinear") is rows


def test_both_maps_let_gradients_through():
    kernel, table = noise(2, 3, 8, 8).requires_grad_(), noise(24, 4).requires_grad_()
    positions = position_grid(table, (4, 6), (2, 3), "bilinear")
    (patch_kernel(kernel, 12, "bilinear").sum() + positions.sum()).backward()
    assert kernel.grad is not None
    assert table.grad is not None
    torch.testing.assert_close(table.grad.sum(), torch.tensor(24.0, dtype=torch.float64))


def test_a_map_made_in_inference_mode_serves_training_later():
    _kept_matrix.cache_clear()
    with torch.inference_mode():
        patch_kernel(noise(2, 3, 8, 8), 11, "bilinear")
    kernel = noise(2, 3, 8, 8).requires_grad_()
    patch_kernel(kernel, 11, "bilinear").sum().backward()
    assert kernel.grad is not None


def test_sinusoidal_positions_are_waves_of_column_and_row():
    table = sinusoidal_positions(3, 5, 16).view(3, 5, 16)
    for row, col in ((0, 0), (1, 3), (2, 4)):
        for i in range(4):
            frequency = 10_000 ** (-i / 4)
            expected = [
                math.sin(col * frequency),
                math.cos(col * frequency),
                math.sin(row * frequency),
                math.cos(row * frequency),
            ]
            found = table[row, col, i::4].tolist()
            assert found == pytest.approx(expected, abs=1e-6)


def test_similarity_of_sinusoidal_positions_depends_on_the_offset_alone():
    table = sinusoidal_positions(4, 4, 32).view(4, 4, 32)
    one, other = table[0, 0] @ table[1, 2], table[2, 1] @ table[3, 3]
    assert float(one) == pytest.approx(float(other), abs=1e-5)


def test_large_matrices_are_not_kept():
    _kept_matrix.cache_clear()
    large = kernel_matrix(32, 48, "bilinear")
    assert _kept_matrix.cache_info().currsize == 0
    small = kernel_matrix(8, 16, "bilinear")
    assert kernel_matrix(8, 16, "bilinear") is small
    assert large.nbytes > 2**22 >= small.nbytes
