"""A hub with a ViT-B of random weights, for those who sweep."""

import json

import timm
import torch
from safetensors.torch import save

from tests.support.fake_hub import FakeHub

REPOSITORY = "soak/base"
KEY = f"hf-hub:{REPOSITORY}"
CLASSES = 10


def hub_with_base() -> FakeHub:
    """A hub on this machine that gives it."""
    hub = FakeHub()
    torch.manual_seed(0)
    model = timm.create_model("vit_base_patch16_224", num_classes=CLASSES)
    facts = {"architecture": "vit_base_patch16_224", "num_classes": CLASSES}
    hub.files[REPOSITORY, "config.json"] = json.dumps(facts).encode()
    hub.files[REPOSITORY, "model.safetensors"] = save(model.state_dict())
    return hub
