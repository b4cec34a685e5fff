"""Files in every layout of names, compared with timm's filters and transformers, for the report."""

import tempfile
from pathlib import Path
from typing import NamedTuple

import timm
import torch
import transformers

from tests.support.layout_files import LARGE, MIDDLE, SMALL, Write, pictures
from tests.support.layout_files_of_timm import OF_TIMM
from tests.support.layout_files_of_transformers import OF_TRANSFORMERS
from vit.loading.weights import load

HEADING = "## Files in every layout of names"
SIZES = (SMALL, MIDDLE, LARGE)
TOLERANCE = 1e-5


class Measured(NamedTuple):
    """A layout, who judges it, and the largest difference of the outputs at each size."""

    title: str
    judge: str
    errors: list[float]


def measured() -> list[Measured]:
    """Every layout at every size; each is printed as soon as it is there."""
    rows: list[Measured] = []
    for judge, files in (("timm", OF_TIMM), ("transformers", OF_TRANSFORMERS)):
        for title, write in files.items():
            row = Measured(title.removesuffix(" (transformers)"), judge, _errors(write))
            print(_line(row), flush=True)
            rows.append(row)
    return rows


def _errors(write: Write) -> list[float]:
    errors: list[float] = []
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder, torch.no_grad():
            written, pixels = write(size, Path(folder)), pictures(size)
            ours = load(written.reference, device="cpu", **written.stated)
            expected = written.compute(pixels)
            assert expected.abs().max() > 0.1
            errors.append((ours(pixels) - expected).abs().max().item())
    return errors


def worst(rows: list[Measured]) -> float:
    """The largest difference of all."""
    return max(error for row in rows for error in row.errors)


def section(rows: list[Measured]) -> str:
    """The section of the report, as Markdown."""
    sizes = " | ".join(str(size) for size in SIZES)
    return "\n".join(
        [
            HEADING,
            "",
            "Files of random weights, read by their shapes or as their config.json says, each at",
            "three sizes (width x depth). The outputs, which are the logits or else the pooled",
            f"features, are compared with timm {timm.__version__} after its own filter has read",
            f"the same file, or with the model of transformers {transformers.__version__} that",
            "wrote the folder. Figures are the largest absolute differences in float32. Written by",
            '`make parity ARGS="--only layouts"`.',
            "",
            "What could not be compared: no released file of these projects was at hand, and",
            "neither Flax, OpenCLIP nor the code of Meta, so that names which these filters and",
            "models do not know are not read. Google's ViTs were trained with the tanh",
            "approximation of GELU; timm computes the exact one, and so does what is assumed here.",
            "Not read, each with a sentence: hierarchical models and hybrids, CLIP's ResNets,",
            "poolings of CoCa, and under their own names the Perception Encoder and SigLIP 2 for",
            "pictures of any shape.",
            "",
            f"Worst of all: {worst(rows):.1e}.",
            "",
            f"| layout | compared with | {sizes} |",
            "|---" * (2 + len(SIZES)) + "|",
            *map(_line, rows),
            "",
        ]
    )


def _line(row: Measured) -> str:
    figures = " | ".join(f"{error:.1e}" for error in row.errors)
    return f"| {row.title} | {row.judge} | {figures} |"
