# pyright: standard
"""timm's names of weights, and what timm makes of a file or folder that somebody has of their own.

Every model here lies on the meta device: all facts, no weights.
"""

import difflib
import pickle
import re
from math import isqrt
from pathlib import Path
from typing import Any

import timm
import torch
from timm.models import clean_state_dict, load_state_dict
from torch import Tensor, nn

from vit.loading.timm_config import describe

CLOSE = 3  # names that are offered in place of an unknown one


class UnknownNameError(ValueError):
    """timm has no such model or weights; the message is a sentence that names others."""


def check_architecture(name: str) -> None:
    """Raise UnknownNameError unless timm has a model of this name, with or without a tag."""
    architecture = name.partition(".")[0]
    if timm.is_model(architecture):
        return
    known = difflib.get_close_matches(architecture, timm.list_models(), CLOSE)
    hint = f"did you mean {', '.join(known)}?" if known else "look it up with timm.list_models()"
    raise UnknownNameError(f"there is no model {architecture!r} in timm {timm.__version__}: {hint}")


def full_name(name: str) -> str:
    """`architecture.tag` of weights, of timm's default tag where none was given."""
    check_architecture(name)
    architecture, _, tag = name.partition(".")
    if tag and not timm.is_model_pretrained(name):
        others = ", ".join(timm.list_pretrained(f"{architecture}.*")) or "none at all"
        raise UnknownNameError(
            f"there are no weights {name!r} in timm {timm.__version__}: of this model it has "
            f"{others}"
        )
    facts = _on_meta(name).pretrained_cfg
    found = f"{facts['architecture']}.{facts.get('tag')}"
    if not timm.is_model_pretrained(found):
        raise UnknownNameError(
            f"there are no weights of {architecture} in timm {timm.__version__}: give your own as "
            f"{architecture}=file"
        )
    return found


def folder_model(folder: Path, repository: str | None = None) -> nn.Module:
    """The model that the config.json of a folder describes, as timm's `save_for_hf` writes it.

    `repository` is the one of the hub that the folder was fetched from.
    """
    model = _on_meta(f"local-dir:{folder}")
    if repository:
        model.pretrained_cfg |= {"source": "hf-hub", "hf_hub_id": repository}
    return model


def file_model(name: str, state: dict[str, Tensor]) -> nn.Module:
    """timm's model of a name, with as many classes and positions as a bare file of weights has.

    Neither can be told from a name: timm itself would keep a random head, and resize the positions.
    Raises ValueError, in one sentence, when the file's patches or positions fit no such model, and
    UnsupportedArchitecture.
    """
    model = _on_meta(name)
    describe(model)
    kernel, positions = state.get("patch_embed.proj.weight"), state.get("pos_embed")
    if kernel is not None and (positions is None) == (model.pos_embed is None):
        patch, head = model.patch_embed.patch_size[0], state.get("head.weight")
        if kernel.shape[-1] != patch:
            raise ValueError(f"its patches have {kernel.shape[-1]} px, those of {name} {patch} px")
        own = model.patch_embed.img_size
        image = own if positions is None else _image(model, positions.shape[1])
        model = _on_meta(name, num_classes=0 if head is None else head.shape[0], img_size=image)
    model.pretrained_cfg |= {"source": "file"}
    return model


def read_pickle(path: Path) -> dict[str, Tensor]:
    """The state dict of a .pth file, without running any code that it may hold.

    Of a training checkpoint, the averaged weights where it has them, as timm takes them.
    """
    try:
        return load_state_dict(str(path), device="cpu", weights_only=True)
    except RuntimeError as error:
        if not isinstance(error.__cause__, pickle.UnpicklingError):
            raise
        found = re.search(r"GLOBAL (\S+)", str(error.__cause__))
        if not found:
            raise ValueError("it is damaged, or no file of PyTorch's") from error
        raise ValueError(
            f"it holds Python objects that can run code when opened ({found[1]}), so it was not; "
            "save the weights alone, with torch.save(model.state_dict(), file)"
        ) from error


def clean(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """A state dict without the prefixes of wrappers (compiled, parallel)."""
    return clean_state_dict(state)


def _on_meta(name: str, **changes: Any) -> Any:
    with torch.device("meta"):
        return timm.create_model(name, pretrained=False, **changes)


def _image(model: Any, count: int) -> tuple[int, int]:
    """The input (height, width) in px for which a position embedding has so many tokens."""
    if count == model.pos_embed.shape[1]:
        return model.patch_embed.img_size
    patches = count - (0 if model.no_embed_class else model.num_prefix_tokens)
    side = isqrt(max(patches, 0))
    if side < 1 or side * side != patches:
        raise ValueError(
            f"its position embedding has {count} tokens, which is no square grid of patches: "
            "save it with timm.models.save_for_hf and use local-dir:folder"
        )
    return (side * model.patch_embed.patch_size[0],) * 2
