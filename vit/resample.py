"""Position embeddings and patch kernels for another grid or patch size, from the stored ones.

Both maps are linear and differentiable, so that one set of weights can be trained at many patch
sizes (FlexiViT, Beyer et al. 2022, arXiv 2212.08013).
"""

import functools
import math

import torch
import torch.nn.functional as F
from torch import Tensor

from vit.config import Resampling

KEPT_NUMBERS = 2**19  # of a matrix that is kept: 4 MiB in float64


def resize(
    images: Tensor, size: tuple[int, int], mode: Resampling, *, antialias: bool = True
) -> Tensor:
    """Images [B,C,H,W] resized to (height, width), by default antialiased, as in timm."""
    filtering = "bilinear" if mode == "flexivit" else mode
    return F.interpolate(
        images, size=size, mode=filtering, antialias=antialias, align_corners=False
    )


def kernel_matrix(old: int, new: int, mode: Resampling) -> Tensor:
    """[new*new, old*old] matrix from a patch kernel of side `old` to one of side `new`.

    With B the matrix that resizes a patch from old to new, the new kernel w' = pinv(B^T) w has the
    same response to the resized patch as w has to the original one: exactly when enlarging, in the
    least-squares sense when shrinking (FlexiViT, section 3.3). In float64, on the CPU.
    FlexiViT's own weights were trained with kernels resized without antialiasing. Small matrices
    are kept for the next call, 64 MiB together.
    """
    numbers = (old * new) ** 2
    return (_kept_matrix if numbers <= KEPT_NUMBERS else _matrix)(old, new, mode)


@functools.lru_cache(maxsize=16)
def _kept_matrix(old: int, new: int, mode: Resampling) -> Tensor:
    return _matrix(old, new, mode)


def _matrix(old: int, new: int, mode: Resampling) -> Tensor:
    with torch.inference_mode(mode=False), torch.no_grad():
        pixels = torch.eye(old * old, dtype=torch.float64).view(old * old, 1, old, old)
        resized = resize(pixels, (new, new), mode, antialias=mode != "flexivit")
        return torch.pinverse(resized.view(old * old, new * new))


def patch_kernel(kernel: Tensor, patch: int, mode: Resampling) -> Tensor:
    """A patch kernel [D,C,p,p] resized to another patch size: [D,C,patch,patch]."""
    width, channels, old, _ = kernel.shape
    if old == patch:
        return kernel
    matrix = kernel_matrix(old, patch, mode).to(kernel)
    flat = kernel.reshape(width, channels, old * old) @ matrix.T
    return flat.view(width, channels, patch, patch)


def response_error(kernel: Tensor, patches: Tensor, patch: int, mode: Resampling) -> float:
    """Relative error of a kernel's responses to given patches after resizing; 0 is no change.

    `kernel` [D,C,p,p] is the stored one, `patches` [P,C,p,p] are cut from a picture at its size.
    The root mean square of the difference between the kernel's responses and those of the resized
    kernel to the resized patches, divided by the root mean square of the former.
    """
    resized = resize(patches, (patch, patch), mode, antialias=mode != "flexivit")
    before = patches.flatten(1) @ kernel.flatten(1).T
    after = resized.flatten(1) @ patch_kernel(kernel, patch, mode).flatten(1).T
    return float(((after - before).square().sum() / before.square().sum()).sqrt())


def position_grid(
    positions: Tensor, old: tuple[int, int], new: tuple[int, int], mode: Resampling
) -> Tensor:
    """Position embeddings [old rows*cols, D] on another grid: [new rows*cols, D]."""
    if old == new:
        return positions
    field = positions.view(1, *old, -1).permute(0, 3, 1, 2)
    precise = torch.promote_types(positions.dtype, torch.float32)
    resized = resize(field.to(precise), new, mode).to(positions.dtype)
    return resized.permute(0, 2, 3, 1).reshape(new[0] * new[1], -1)


def sinusoidal_positions(
    rows: int, cols: int, width: int, *, temperature: float = 10_000.0
) -> Tensor:
    """Fixed two-dimensional sine and cosine position embeddings [rows*cols, width].

    A quarter of the width each for sine and cosine of the column and of the row, with frequencies
    from 1 down to 1/temperature (Vaswani et al. 2017, arXiv 1706.03762, per axis as in MoCo v3,
    Chen et al. 2021, arXiv 2104.02057). `width` must be a multiple of 4.
    """
    quarter = width // 4
    frequency = torch.exp(-math.log(temperature) * torch.arange(quarter) / quarter)
    y, x = torch.meshgrid(torch.arange(rows), torch.arange(cols), indexing="ij")
    across = x.reshape(-1, 1) * frequency
    down = y.reshape(-1, 1) * frequency
    return torch.cat([across.sin(), across.cos(), down.sin(), down.cos()], dim=1)
