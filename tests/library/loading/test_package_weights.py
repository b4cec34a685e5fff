"""The weights of the package, where they are on this machine, beside timm's own forward."""

import pytest
import timm
import torch
from safetensors.torch import load_file

import vit
from tests.support.packages import KEY
from vit.loading.package_list import PACKAGES
from vit.loading.packages import place

PATH = place(PACKAGES[KEY])  # before any test turns the cache elsewhere


@pytest.mark.skipif(not PATH.is_file(), reason=f"{KEY} is not on this machine")
def test_features_are_those_of_timms_fused_forward():
    model, theirs = vit.load(KEY, device="cpu"), timm.create_model(PACKAGES[KEY].model)
    theirs.load_state_dict(load_file(PATH), strict=True)
    pixels = torch.randn(1, 3, 518, 518, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        tokens = theirs.eval().forward_features(pixels)
        ours = model(pixels)
    assert (ours - tokens[:, 0]).abs().max() < 1e-4
