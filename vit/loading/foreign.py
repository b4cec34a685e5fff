"""Files of weights that hold no plain ViT: what they hold instead, in words."""

import re
from collections.abc import Iterable

# Names that only models of a kind have, and what these are.
_KINDS = (
    (
        r"(.*\.)?lora_[AB]\..*|(.*\.)?lora_[AB]",
        "adapters (LoRA) without the model that they change",
    ),
    (r"(.*\.)?relative_position_(bias_table|index)", "a ViT with windows or relative positions"),
    (r"(.*\.)?layers\.\d+\.blocks\.\d+\..*", "a hierarchical model (Swin)"),
    (r"(.*\.)?stages\.\d+\..*", "a hierarchical model of several stages"),
    (r"(.*\.)?patch_embed\.backbone\..*", "a hybrid, whose patches a convolutional network makes"),
    (r"(.*\.)?layer[1-4]\.\d+\.conv\d\..*", "a convolutional network (ResNet)"),
    (r"(.*\.)?features\.\d+\..*", "a convolutional network"),
    (r"(.*\.)?embeddings\.patch_embedding\..*", "a CLIP or SigLIP as transformers saves it"),
    (r"(.*\.)?(word_embeddings|embed_tokens|token_embedding)\..*", "a model of text"),
    (r"(.*\.)?(exp_avg|momentum_buffer)", "the state of an optimiser alone"),
)


def foreign(names: Iterable[str]) -> str:
    """What tensors with these names are, if they are no plain ViT, in one part of a sentence."""
    names = list(names)
    if not names:
        return "it holds no tensors: save the weights, with torch.save(model.state_dict(), file)"
    for pattern, words in _KINDS:
        if any(re.fullmatch(pattern, name) for name in names):
            return f"it holds {words}, which is not supported here"
    first = ", ".join(_short(name) for name in sorted(names)[:2])
    return (
        f"none of its {len(names)} tensors ({first}{', ...' if len(names) > 2 else ''}) is a patch "
        "kernel of a ViT, such as patch_embed.proj.weight"
    )


def _short(name: str) -> str:
    return name if len(name) <= 50 else f"...{name[-47:]}"
