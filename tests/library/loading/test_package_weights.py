"""The weights of the package, where they are on this machine, beside timm's own forward."""

import timm
import torch
from safetensors.torch import load_file

from tests.support.packages import KEY
from tests.support.photographs import need_weights
from vit.loading.package_list import PACKAGES


def test_features_are_those_of_timms_fused_forward(dinov2):
    theirs = timm.create_model(PACKAGES[KEY].model)
    theirs.load_state_dict(load_file(need_weights()), strict=True)
    pixels = torch.randn(1, 3, 518, 518, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        tokens = theirs.eval().forward_features(pixels)
        ours = dinov2(pixels)
    assert (ours - tokens[:, 0]).abs().max() < 1e-4
