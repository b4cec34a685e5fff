"""Inputs of the library, checked once: what a call takes, and one sentence for the rest."""

import operator
from typing import Any

import torch
from torch import Tensor

from vit.model import ViT


def one_input(model: ViT, pixels: Any) -> Tensor:
    """Pixels [3,H,W], or a batch of one [1,3,H,W], as [1,3,H,W] with the model's device and dtype.

    TypeError for what is no tensor of floating-point numbers, ValueError for another shape.
    """
    height, width = model.config.image
    wanted = f"a tensor [3, {height}, {width}] as vit.prepare makes it"
    if not isinstance(pixels, Tensor):
        raise TypeError(f"pixels are {wanted}, not {kind_of(pixels)}")
    if pixels.is_meta or pixels.layout != torch.strided:
        raise TypeError("pixels have no plain values (sparse, or on the meta device): make them so")
    shape = list(pixels.shape)
    if not pixels.is_floating_point():
        raise TypeError(
            f"pixels are {wanted}, of normalised floating-point numbers, not {shape} of "
            f"{str(pixels.dtype).removeprefix('torch.')}: give the picture to vit.prepare"
        )
    if pixels.ndim == 4 and len(pixels) > 1:
        raise ValueError(f"pixels {shape} are a batch of {len(pixels)}: give one picture at a time")
    batch = pixels if pixels.ndim == 4 else pixels.unsqueeze(0)
    if batch.ndim != 4 or batch.shape[1] != 3:
        raise ValueError(f"pixels have the shape {shape}: give {wanted}")
    return _of_numbers(batch).to(model.patch_embed.proj.weight)


def check_layer(layer: Any, depth: int) -> int:
    """A layer as a whole number, 0 to depth - 1; IndexError for another, TypeError for no number.

    A negative one counts from the last, as in a list.
    """
    try:
        number = operator.index(layer)
    except TypeError:
        raise TypeError(f"a layer is a whole number, not {kind_of(layer)}") from None
    if not -depth <= number < depth:
        raise IndexError(f"layer {number} does not exist: layers are 0 to {depth - 1}")
    return number


def check_grid(patches: int, rows: int, cols: int) -> None:
    """ValueError unless so many patches fill the rows and columns."""
    if rows * cols != patches:
        raise ValueError(
            f"{patches} patches are no grid of {rows} x {cols}: take trace.grid.rows and cols"
        )


def _of_numbers(pixels: Tensor) -> Tensor:
    """The pixels; ValueError for NaN or infinity."""
    faults = pixels.numel() - int(torch.isfinite(pixels).sum())
    if faults:
        raise ValueError(
            f"pixels hold NaN or infinity in {faults} of {pixels.numel()} values: give the picture "
            "to vit.prepare"
        )
    return pixels


def kind_of(value: Any) -> str:
    """A value's type, and its shape where it has one."""
    shape = getattr(value, "shape", None)
    dtype = getattr(value, "dtype", None)
    about = f" {list(shape)} of {dtype}" if shape is not None and dtype is not None else ""
    return f"{type(value).__name__}{about}"
