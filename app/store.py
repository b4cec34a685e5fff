"""Checkpoints in memory: each loaded once, bounded in bytes, on the device that was chosen."""

import contextlib
import threading
from collections.abc import Callable, Iterator

import torch

import vit
from app.cache import Cache
from app.settings import Settings

SMALL_MODEL = 5_000_000  # parameters: below, one processor thread is faster than several
Progress = Callable[[float, str], None]


def model_bytes(model: vit.ViT) -> int:
    """Bytes of a model's parameters."""
    return sum(parameter.nbytes for parameter in model.parameters())


def choose_device(asked: str) -> torch.device:
    """The device to run on: as asked, or the first GPU when there is one."""
    if asked == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if asked.startswith("cuda") and not torch.cuda.is_available():
        raise ValueError(f"device {asked!r} was asked for, but torch finds no GPU: use cpu or auto")
    return torch.device(asked)


class ModelStore:
    """Loads checkpoints, keeps them, and lets one forward run at a time."""

    def __init__(self, settings: Settings) -> None:
        """Choose the device; nothing is loaded yet."""
        self.device = choose_device(settings.device)
        self.dtype = {"float32": torch.float32, "bfloat16": torch.bfloat16}[settings.dtype]
        self._threads = settings.threads
        self._models: Cache[str, vit.ViT] = Cache(settings.model_cache, model_bytes)
        self._derived: Cache[tuple[str, int], vit.ViT] = Cache(64, lambda _: 1)
        self._forward = threading.Lock()

    def model(self, key: str, patch: int | None = None) -> vit.ViT:
        """A checkpoint, loaded on first use, cut into patches of a size (None: its own)."""
        model = self._models.get_or_make(key, lambda: self._load(key))
        if patch is None or patch == model.config.patch:
            return model
        return self._derived.get_or_make((key, patch), lambda: model.at_patch_size(patch))

    def fetch(self, key: str, progress: Progress, cancelled: threading.Event) -> None:
        """Load a checkpoint ahead of use, with progress 0..1 and a sentence."""

        def load() -> vit.ViT:
            return vit.load(
                key, device=self.device, dtype=self.dtype, progress=progress, cancelled=cancelled
            )

        self._models.get_or_make(key, load)

    @contextlib.contextmanager
    def forward(self, model: vit.ViT) -> Iterator[None]:
        """Run forwards of this model: alone, on the number of threads that suits its size."""
        small = sum(parameter.numel() for parameter in model.parameters()) < SMALL_MODEL
        with self._forward:
            torch.set_num_threads(1 if small else self._threads)
            yield

    def _load(self, key: str) -> vit.ViT:
        return vit.load(key, device=self.device, dtype=self.dtype)
