# pyright: standard
"""timm's names of weights, and timm's models for a user's own file or folder.

Every model here is on the meta device, without weights.
"""

from pathlib import Path
from typing import Any

import timm
import torch
from timm.models import clean_state_dict, load_state_dict
from torch import Tensor, nn

from vit.loading.nearest import is_offered, nearest, suggestion
from vit.loading.open_file import read_safetensors
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


def file_model(name: str) -> nn.Module:
    """timm's model of a name, as a hint at what a bare file of weights holds.

    Raises UnsupportedArchitecture.
    """
    model = _on_meta(name)
    describe(model)
    model.pretrained_cfg |= {"source": "file"}
    return model


def read_cached(path: Path) -> dict[str, Tensor]:
    """State dict of a file that timm keeps on the hub, mapped from it; no code of it is run."""
    if path.suffix == ".safetensors":
        return clean_state_dict(read_safetensors(path)[0])
    return load_state_dict(str(path), device="cpu", weights_only=True)


def _on_meta(name: str, **changes: Any) -> Any:
    with torch.device("meta"):
        return timm.create_model(name, pretrained=False, **changes)
