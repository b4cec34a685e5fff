"""What every test has: an empty cache of weights, so that no machine's own changes a result."""

from collections.abc import Iterator

import pytest
from huggingface_hub import constants

import vit
from tests.support import photographs


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(photographs.WithoutWeights())


@pytest.fixture(scope="session", autouse=True)
def empty_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = str(tmp_path_factory.mktemp("weights"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(constants, "HF_HUB_CACHE", folder)
        patch.setenv("HF_HUB_CACHE", folder)  # of programs that a test starts
        yield


@pytest.fixture(scope="session")
def dinov2() -> vit.ViT:
    """The checkpoint for photographs; the test is left out where it is not on this machine."""
    return photographs.load_it()
