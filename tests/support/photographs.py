"""The checkpoint for photographs, for those tests that use it where this machine has it.

And photographs of two kinds: those of the strip, and of packages that the tests install.
"""

import importlib.util
from pathlib import Path

import pytest
from huggingface_hub import constants

import vit
from tests.support.packages import KEY
from vit.loading.package_list import PACKAGES
from vit.loading.packages import place
from vit.loading.weights import load

CACHE = constants.HF_HUB_CACHE  # that of this machine; the tests get an empty one
WEIGHTS = place(PACKAGES[KEY])
MISSING = "the checkpoint for photographs is not on this machine: make photographs fetches it"
STRIP = Path(__file__).parents[2] / "assets" / "photographs"


def packaged(package: str, path: str) -> Path:
    """A file of an installed package, which is not imported."""
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / path


PERSONS = (
    STRIP / "astronaut.jpg",
    packaged("skimage", "data/camera.png"),
    packaged("matplotlib", "mpl-data/sample_data/grace_hopper.jpg"),
)
TEXTURES = (
    STRIP / "bricks.jpg",
    packaged("skimage", "data/gravel.png"),
    packaged("skimage", "data/grass.png"),
)


def need_weights() -> Path:
    """The file of its weights; skips the test where there is none."""
    if not WEIGHTS.is_file():
        pytest.skip(MISSING)
    return WEIGHTS


def load_it() -> vit.ViT:
    """The checkpoint, on the processor, also while the browser tests have another `vit.load`."""
    need_weights()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(constants, "HF_HUB_CACHE", CACHE)
        return load(KEY, device="cpu")


class WithoutWeights:
    """Says at the end of a run how many tests it left out."""

    @pytest.hookimpl
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        reports = terminalreporter.stats.get("skipped", [])
        count = sum(MISSING in str(report.longrepr) for report in reports)
        if count:
            terminalreporter.write_line(f"{count} tests were not run: {MISSING}.")
