# pyright: standard
"""timm's names of weights, and timm's models for a user's own file or folder.

Every model here is on the meta device, without weights.
"""

import pickle
import re
from math import isqrt
from pathlib import Path
from typing import Any

import timm
import torch
from timm.models import clean_state_dict, load_state_dict
from torch import Tensor, nn

from vit.loading.nearest import is_offered, nearest, suggestion
from vit.loading.references import ReferenceFault
from vit.loading.timm_config import describe


class UnknownNameError(ReferenceFault):
    """timm has no such model or weights; the message suggests others."""


def check_architecture(name: str) -> None:
    """Raise UnknownNameError unless timm has a model of this name, with or without a tag."""
    architecture = name.partition(".")[0]
    if timm.is_model(architecture):
        return
    cause = f"there is no model {architecture!r} in timm {timm.__version__}"
    known = nearest(architecture)
    hint = f"did you mean {', '.join(known)}?" if known else "look it up with timm.list_models()"
    raise UnknownNameError(f"{cause}: {hint}", f"{cause}: {suggestion(architecture)}")


def full_name(name: str) -> str:
    """`architecture.tag` of weights, with timm's default tag if none is given.

    UnknownNameError if timm has no such model or weights.
    """
    check_architecture(name)
    architecture, _, tag = name.partition(".")
    if tag and not timm.is_model_pretrained(name):
        cause = f"there are no weights {name!r} in timm {timm.__version__}"
        others = timm.list_pretrained(f"{architecture}.*")
        rest = f"of this model it has {', '.join(others) or 'none at all'}"
        public = rest if others and is_offered(architecture) else suggestion(architecture)
        raise UnknownNameError(f"{cause}: {rest}", f"{cause}: {public}")
    facts = _on_meta(name).pretrained_cfg
    tagged = f"{facts['architecture']}.{facts.get('tag')}"
    if not timm.is_model_pretrained(tagged):
        cause = f"there are no weights of {architecture} in timm {timm.__version__}"
        raise UnknownNameError(
            f"{cause}: give your own as {architecture}=file",
            f"{cause}: {suggestion(architecture)}",
        )
    return tagged


def folder_model(folder: Path, repository: str | None = None) -> nn.Module:
    """The model that the config.json of a folder describes, as written by timm's `save_for_hf`.

    `repository` is the hub's repository that the folder was fetched from.
    """
    model = _on_meta(f"local-dir:{folder}")
    if repository:
        model.pretrained_cfg |= {"source": "hf-hub", "hf_hub_id": repository}
    return model


def file_model(name: str, state: dict[str, Tensor]) -> nn.Module:
    """timm's model of a name, with the classes and positions of a bare file of weights.

    The name does not determine them: timm itself would keep a random head, and resize the
    positions. Raises UnsupportedArchitecture, and ValueError, in one sentence, if the file's
    patches or positions fit no such model.
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
    """State dict of a .pth file, read without running code that it may contain.

    From a training checkpoint, the averaged weights if there are any, as timm does. ValueError for
    a damaged file or one with other Python objects.
    """
    try:
        return load_state_dict(str(path), device="cpu", weights_only=True)
    except RuntimeError as error:
        if not isinstance(error.__cause__, pickle.UnpicklingError):
            raise
        match = re.search(r"GLOBAL (\S+)", str(error.__cause__))
        if not match:
            raise ValueError("it is damaged, or no file of PyTorch's") from error
        raise ValueError(
            f"it holds Python objects that can run code when opened ({match[1]}), so it was not; "
            "save the weights alone, with torch.save(model.state_dict(), file)"
        ) from error


def clean(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """A state dict without the prefixes of wrappers (compiled, parallel)."""
    return clean_state_dict(state)


def _on_meta(name: str, **changes: Any) -> Any:
    with torch.device("meta"):
        return timm.create_model(name, pretrained=False, **changes)


def _image(model: Any, count: int) -> tuple[int, int]:
    """Input (height, width) in px for a position embedding of `count` tokens."""
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
