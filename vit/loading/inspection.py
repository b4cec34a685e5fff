# pyright: standard
"""What a file of weights holds, in lines: found, assumed, left out, or why it does not open."""

from pathlib import Path

from torch import Tensor

from vit.config import Preprocessing, ViTConfig
from vit.loading.building import fitted_source
from vit.loading.finite import check_finite
from vit.loading.fitting import Fitted, matched
from vit.loading.load_error import MALFORMED, LoadError, line
from vit.loading.open_file import read_file
from vit.loading.references import parse
from vit.loading.sources import Source, locate
from vit.loading.weights import resolve

HEAD_LINES = 6  # names of tensors that are shown of a file that does not open


def inspection(text: str) -> tuple[list[str], bool]:
    """Lines about a file or folder of weights, as `vit.load` takes it, and whether it opens.

    The file is opened without running code. LoadError for what is neither file nor folder.
    """
    reference = f"local-dir:{text}" if Path(text).is_dir() else text
    parsed = parse(resolve(reference))
    if parsed.kind not in ("file", "folder"):
        raise LoadError(f"{text!r} is neither a file of weights nor a folder: give its path")
    try:
        source = locate(parsed)
    except MALFORMED as error:
        return [f"Does not open: {line(error)}."], False
    try:
        fitted = fitted_source(source, {})
        check_finite(matched(fitted.state, fitted.config))
    except MALFORMED as error:
        return [*_contents(source), f"Does not open: {line(error)}."], False
    return [*_contents(source), *_architecture(fitted), f"Opens as vit.load({text!r})."], True


def _contents(source: Source) -> list[str]:
    """How many tensors there are, and the first names."""
    tensors: dict[str, Tensor] = {}
    try:
        for path in source.paths:
            tensors |= read_file(path)
    except MALFORMED:
        return []
    size = sum(tensor.nbytes for tensor in tensors.values()) / 1e6
    first = [f"  {name} {list(tensor.shape)}" for name, tensor in tensors.items()][:HEAD_LINES]
    more = ["  ..."] if len(tensors) > HEAD_LINES else []
    return [f"{len(tensors)} tensors, {size:.1f} MB:", *first, *more]


def _architecture(fitted: Fitted) -> list[str]:
    """The architecture in words, and what is to be said of the weights."""
    words = [architecture_words(fitted.config), _input_words(fitted.config, fitted.preprocessing)]
    layout = fitted.origin.layout
    words += [f"Its parameters have {layout}."] if layout else []
    return [*words, *fitted.origin.sentences()]


def architecture_words(config: ViTConfig) -> str:
    """A configuration in one sentence."""
    parts = [
        f"{config.depth} blocks of width {config.width}, {config.heads} heads",
        f"MLP of {config.hidden} ({config.mlp}, {config.activation})",
        _tokens(config),
        "LayerScale" if config.layer_scale else "",
        "norms of queries and keys" if config.qk_norm else "",
        f"reads the {config.readout_name}",
        f"{config.classes} classes" if config.outputs != "none" else "no classes",
    ]
    return f"Found: {', '.join(part for part in parts if part)}."


def _tokens(config: ViTConfig) -> str:
    """The tokens before the patches."""
    names = [name for name in config.prefix_names if not name.startswith("register")]
    count = config.registers
    names += [f"{count} register{'s' if count > 1 else ''}"] if count else []
    return " and ".join(names) or "no class token"


def _input_words(config: ViTConfig, preprocessing: Preprocessing) -> str:
    height, width = config.image
    return (
        f"Input: {height} x {width} px in patches of {config.patch} px, resized "
        f"{preprocessing.interpolation}."
    )
