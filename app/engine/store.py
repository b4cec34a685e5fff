"""Checkpoints in memory: each loaded once, bounded in bytes, on the device that was chosen."""

import contextlib
import copy
import functools
import threading
from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any, ParamSpec

import torch

import vit
from app.engine.budget import LONG, NEVER, Budget
from app.engine.cache import Cache
from app.engine.fetches import Fetches
from app.engine.loaded import Loaded
from app.engine.references import (
    GIVEN,
    OWN,
    canonical,
    gone,
    is_made_here,
    public,
    sentence,
    without_path,
)
from app.engine.work import Work
from app.machine_cores import cores, long_cores
from app.settings import GIB, Settings
from vit.loading import checkpoints
from vit.loading.checkpoints import DEFAULT
from vit.loading.room import NO_LIMITS

PROCESSOR = torch.device("cpu")
SMALL_MODEL = 5_000_000  # parameters: below, one processor thread is faster than several
FELL_BACK = (
    "The GPU has too little memory for this, so the processor computes it, more slowly: a larger "
    "patch size or a smaller model fits."
)
TOO_LARGE = "There is too little memory for this: choose a larger patch size or a smaller model."
Progress = Callable[[float, str], None]
P = ParamSpec("P")


def no_progress(_done: float, _text: str) -> None:
    """Ignore progress."""


def choose_device(name: str) -> torch.device:
    """The device of a setting; `auto` is the first GPU when there is one."""
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if name.startswith("cuda") and not torch.cuda.is_available():
        raise ValueError(f"device {name!r} was asked for, but torch finds no GPU: use cpu or auto")
    return torch.device(name)


def own_key(title: str, name: str) -> str:
    """The key of a model that was trained here, which is also its name on the page."""
    return f"{OWN}: {title} ({name})"


def most_threads(model: vit.ViT) -> int | None:
    """How many threads a forward may use; None where only the settings bound them."""
    small = sum(parameter.numel() for parameter in model.parameters()) < SMALL_MODEL
    return 1 if small else None


class ModelStore:
    """Loads and caches checkpoints, and gives their forwards a turn."""

    def __init__(self, settings: Settings, budget: Budget | None = None) -> None:
        """Choose the device; nothing is loaded yet. The budget may be shared with other caches."""
        self._budget = budget = budget or Budget(settings.memory)
        self.device = choose_device(settings.device)
        self.dtype = {"float32": torch.float32, "bfloat16": torch.bfloat16}[settings.dtype]
        self.work = Work(self.device, cores(), long_cores(), settings.threads)
        self._is_local = settings.is_local
        self._fetches = Fetches(settings)
        self._reference, self._labels = settings.model, settings.labels
        self._names: vit.Labels | None = None  # that were given on a page
        self.instead: str | None = None  # why another model than that is shown
        self._models: Cache[str, Loaded] = Cache(
            budget, Loaded.nbytes, worth=LONG, grows=True, keeps_last=True, apart=False
        )
        self._own: Cache[str, Loaded] = Cache(budget, Loaded.nbytes, worth=NEVER, grows=True)

    @functools.cached_property
    def started(self) -> str:
        """The key of the model that the program was started with, or that stands in for it."""
        return public(self._reference)

    def stand_in(self, why: str) -> None:
        """Take the project's own checkpoint for the program's model; `why` is a sentence."""
        self._reference, self._labels = DEFAULT, ""
        self.started = DEFAULT
        self.instead = f"{why} {checkpoints.title(DEFAULT)} is shown instead."

    def too_large(self) -> str | None:
        """A sentence where the program's model alone takes more than the bound; else None."""
        loaded, limit = self._models.get(self.started), self._budget.limit
        size = loaded.nbytes() if loaded else 0
        if size <= limit:
            return None
        return (
            f"The model takes {size / GIB:.2f} GiB and --memory allows {limit / GIB:.2f}: "
            "it stays, and beside it a quarter of that for all else."
        )

    def held(self) -> list[str]:
        """The keys of the checkpoints in memory."""
        return self._own.keys() + self._models.keys()

    def canonical(self, reference: str) -> str:
        """The canonical key of a reference that somebody typed; InputError where it is none."""
        return canonical(reference, self.started, self.held(), is_local=self._is_local)

    def holds(self, key: str) -> bool:
        """Whether using a checkpoint fetches nothing, by a look at the names of files alone."""
        return key in self.held() or key.startswith(GIVEN) or key in vit.listed_here()

    def is_here(self, key: str) -> bool:
        """Whether a checkpoint is in memory or on this machine: using it fetches nothing.

        LoadError for one that could not be loaded at all.
        """
        return key in self.held() or key.startswith(GIVEN) or vit.is_here(key)

    def model(self, key: str) -> vit.ViT:
        """A checkpoint at its own patch and input size, loaded on first use."""
        return self._loaded(key).model

    def at_size(self, key: str, image: tuple[int, int], patch: int) -> vit.ViT:
        """A checkpoint for inputs of (height, width) px in patches of a size."""
        return self._loaded(key).at_size(image, patch)

    def fetch(self, key: str, progress: Progress, cancelled: threading.Event) -> None:
        """Load a checkpoint ahead of use, reporting progress 0..1 with a text.

        Several may wait for the same one: each sees how far it is, and may leave. LoadError.
        """

        def load(tell: Progress, stopped: threading.Event) -> Loaded:
            return self._loaded(key, progress=tell, cancelled=stopped)

        if self._of(key).get(key) is None:
            self._fetches.wait(key, load, progress, cancelled)

    def hold(self, key: str, model: vit.ViT, base: vit.ViT | None = None) -> None:
        """Cache a model that was trained or taught here.

        One that shares its parameters with a `base` stays on the device of that.
        """
        if base is None:
            model = model.to(self.device, self.dtype)
        model = model.eval().requires_grad_(False)  # noqa: FBT003
        self._of(key).put(key, Loaded(model, base))

    def forget(self, key: str) -> None:
        """Let a model go that was made here."""
        self._own.drop(key)

    @contextlib.contextmanager
    def forward(self, model: vit.ViT) -> Generator[None]:
        """Run forwards of this model in a turn, on the number of threads that suits its size."""
        with self.work.turn(most_threads(model)):
            yield

    @contextlib.contextmanager
    def sweep(self, model: vit.ViT, step: Callable[P, None]) -> Generator[Callable[P, None]]:
        """The same for work in pieces; the `step` it yields lets others go between two of them."""
        with self.work.pieces(step, most_threads(model)) as between:
            yield between

    def _loaded(self, key: str, **options: Any) -> Loaded:
        return self._of(key).get_or_make(key, lambda: self._load(key, **options))

    def _of(self, key: str) -> Cache[str, Loaded]:
        """The cache of a checkpoint."""
        return self._own if is_made_here(key) else self._models

    def _load(self, key: str, **options: Any) -> Loaded:
        """A checkpoint on the chosen device, on the processor where that has no room for it."""
        if is_made_here(key):
            raise gone(key)
        with contextlib.suppress(torch.OutOfMemoryError):
            return Loaded(self._read(key, device=self.device, **options))
        return Loaded(self._read(key, device=PROCESSOR, **options))

    def _read(self, key: str, **options: Any) -> vit.ViT:
        """A checkpoint; the message of an error names no path of the program's own model."""
        if not key.startswith(GIVEN):
            # The program's own model is its owner's choice, and none of a visitor's.
            limits = NO_LIMITS if key == self.started else self._fetches.limits()
            return self._named(key, vit.load(key, dtype=self.dtype, limits=limits, **options))
        try:
            return self._named(key, vit.load(self._reference, dtype=self.dtype, **options))
        except vit.LoadError as error:
            raise vit.LoadError(without_path(str(error), self._reference)) from error

    def _named(self, key: str, model: vit.ViT) -> vit.ViT:
        """The model; that of the program with the class names of the file that was given.

        Where these do not fit, classes have numbers, and a note says why.
        """
        if key == self.started and self._names:
            model.labels = self._names
            return model
        if not self._labels or key != self.started:
            return model
        try:
            model.labels = vit.read_labels(self._labels, model.config.classes)
        except ValueError as error:
            note = f"{sentence(str(error))} Classes have numbers."
            model.origin = replace(model.origin, notes=(*model.origin.notes, note))
            model.labels = vit.Labels()
        return model

    def is_nameable(self, key: str) -> bool:
        """Whether the classes of a checkpoint can be named on a page: those of the program's file.

        Only where no other machine reaches the program.
        """
        own = key == self.started and key.startswith(GIVEN) and self._is_local
        return own and self.model(key).config.outputs != "none"

    def name_classes(self, labels: vit.Labels) -> None:
        """Give the classes of the program's model these names, for all pages, until it ends."""
        model = self.model(self.started)
        self._names = model.labels = labels
        self._models.put(self.started, Loaded(model))  # its sizes have the names from before

    def leave_gpu(self, key: str) -> bool:
        """Move a checkpoint to the processor until it is evicted; False if it is there already."""
        if next(self.model(key).parameters()).device == PROCESSOR:
            return False
        # A copy: a taught model and its base share parameters, and only one of them moves.
        own = copy.deepcopy(self.model(key)).cpu() if is_made_here(key) else None
        self._of(key).drop(key)
        torch.cuda.empty_cache()
        moved = own or self._read(key, device=PROCESSOR)
        self._of(key).put(key, Loaded(moved))
        return True
