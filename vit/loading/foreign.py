"""Files of weights that hold no plain ViT: what they hold instead, in words."""

import re
from collections.abc import Iterable

# Names that only models of a kind have, and what these are. Some have a patch kernel all the same.
_RELATIVES = (
    (r"(.*\.)?layers\.\d+\.blocks\.\d+\..*", "a hierarchical model (Swin)"),
    (r"(.*\.)?stages\.\d+\..*", "a hierarchical model of several stages"),
    (
        r"(.*\.)?(patch_embed\.backbone|conv_root)\..*",
        "a hybrid, whose patches a convolutional network makes",
    ),
    (r"(.*\.)?relative_position_(bias_table|index)", "a ViT with windows or relative positions"),
)
_KINDS = (
    *_RELATIVES,
    (
        r"(.*\.)?lora_[AB]\..*|(.*\.)?lora_[AB]",
        "adapters (LoRA) without the model that they change",
    ),
    (r"(.*\.)?layer[1-4]\.\d+\.conv\d\..*", "a convolutional network (ResNet)"),
    (r"(.*\.)?features\.\d+\..*", "a convolutional network"),
    (r"(.*\.)?(word_embeddings|embed_tokens|token_embedding)\..*", "a model of text"),
    (r"(.*\.)?(exp_avg|momentum_buffer)", "the state of an optimiser alone"),
)


def foreign(names: Iterable[str]) -> str:
    """What tensors with these names are, if they are no plain ViT, in one part of a sentence."""
    names = list(names)
    if not names:
        return "it holds no tensors: save the weights, with torch.save(model.state_dict(), file)"
    known = _known(names, _KINDS)
    if known:
        return known
    first = ", ".join(_short(name) for name in sorted(names)[:2])
    return (
        f"none of its {len(names)} tensors ({first}{', ...' if len(names) > 2 else ''}) is a patch "
        "kernel of a ViT, such as patch_embed.proj.weight"
    )


def relative(names: Iterable[str]) -> str:
    """What tensors beside a patch kernel make of a ViT that is no plain one; "" if nothing."""
    return _known(list(names), _RELATIVES)


def _known(names: list[str], kinds: tuple[tuple[str, str], ...]) -> str:
    for pattern, words in kinds:
        if any(re.fullmatch(pattern, name) for name in names):
            return f"it holds {words}, which is not supported here"
    return ""


def _short(name: str) -> str:
    return name if len(name) <= 50 else f"...{name[-47:]}"
