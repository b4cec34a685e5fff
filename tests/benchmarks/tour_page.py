"""The app of the checkout in the working folder, with a DINOv2 of random weights at 518 px.

`base_page` of that checkout serves it, so an older commit can be measured beside this one.
"""

import argparse
import importlib
import sys
from pathlib import Path

import timm
import torch

MODEL = "vit_small_patch14_dinov2"  # 1 370 tokens at its own 518 px
CLASSES = 10  # so that every screen has something to show


def random_model() -> torch.nn.Module:
    """The model, always with the same random weights."""
    torch.manual_seed(0)
    return timm.create_model(MODEL, pretrained=False, num_classes=CLASSES).eval()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    sys.path.insert(0, str(Path.cwd()))
    page = importlib.import_module("tests.benchmarks.base_page")
    page.base_model = lambda *_: random_model()
    page.main(parser.parse_args().port)
