"""From a picture and a checkpoint to a trace: computed once, cached within bounds."""

import contextlib
import secrets
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import torch
from torch import Tensor

import vit
from app.engine.album import Album
from app.engine.budget import AT_HAND, LONG, Budget
from app.engine.cache import Cache
from app.engine.gallery import Drawn
from app.engine.input_sizes import input_of
from app.engine.interventions import NONE
from app.engine.likeness import Explained, sweep_block
from app.engine.reach import Reach
from app.engine.recorded import Kept, Recorded, Superseded, TraceKey, finite_or_refused
from app.engine.references import for_page
from app.engine.store import FELL_BACK, TOO_LARGE, ModelStore, Progress, no_progress
from app.engine.tabs import Tabs
from app.engine.taught import TaughtModels
from app.engine.timing import PassTimes, time_passes, timed_trace
from app.engine.uploads import Uploads
from app.engine.visits import PAGE, Visits
from app.machine_memory import give_back
from app.settings import Selection, Settings
from vit.pictures.images import InputError, Picture
from vit.progress import PartialStep, Step, ignore_progress

T = TypeVar("T")


class Engine:
    """Pictures in, traces out."""

    def __init__(self, settings: Settings) -> None:
        """Start empty; models load when they are first used."""
        self.settings = settings
        self.visits, self.tabs, self.reach = Visits(), Tabs(), Reach()
        self.budget = Budget(settings.memory, self.visits.ranks, give_back)
        self.store = ModelStore(settings, self.budget)
        self.taught = TaughtModels(self.store, self.visits)
        self.born = secrets.token_hex(8)  # tells this run of the program from the one before
        self.uploads = Uploads(settings.upload_disk, self.visits)
        self.album = Album(self.budget, settings.max_pixels, self.uploads, self.store.work.turn)
        self._traces: Cache[TraceKey, Recorded] = Cache(self.budget)
        self._derived: Cache[tuple[TraceKey, str], Tensor] = Cache(self.budget)
        self._gradients: Cache[tuple[TraceKey, Explained], vit.GradTrace] = Cache(self.budget)
        self._inputs: Cache[TraceKey, vit.Prepared] = Cache(self.budget, worth=AT_HAND)
        self._drops: Cache[tuple[TraceKey, Explained], Tensor] = Cache(self.budget, worth=LONG)
        self._times: Cache[tuple[str | int, ...], PassTimes] = Cache(self.budget, worth=LONG)
        # Results of long work on (pass, class or token, name): what the page has is then saved.
        self.moves: Cache[tuple[TraceKey, str], vit.FeatureChanges] = Cache(self.budget, worth=LONG)
        self.measured: Cache[tuple[TraceKey, Explained, str], object]
        self.measured = Cache(self.budget, worth=LONG)

    def hold(self, picture: Picture) -> Picture:
        """Hold a picture, and return it."""
        return self.album.hold(picture)

    def hold_drawn(self, drawn: Drawn) -> Picture:
        """Hold a drawn scene with the mask of its objects, and return its picture."""
        return self.album.hold_drawn(drawn)

    def drawn(self, digest: str) -> Drawn | None:
        """The drawn scene with this picture; None for any other picture."""
        return self.album.drawn(digest)

    def picture(self, digest: str, visit: str = "") -> Picture:
        """The picture, named as a visit does that opened it; InputError when no longer held."""
        return self.album.picture(digest, self.visits.name(visit, digest))

    def holds(self, digest: str) -> bool:
        """Whether the picture of a digest is there, or can be made again."""
        return self.album.holds(digest)

    def load_checkpoint(
        self,
        reference: str,
        progress: Progress = no_progress,
        cancelled: threading.Event | None = None,
    ) -> str:
        """Load a checkpoint (downloading it if needed) and return its canonical key.

        InputError, one sentence, when it cannot be loaded. Every visitor may type a reference, so a
        file or folder of this machine is only opened when the program was started with it.
        """
        key = self.checkpoint(reference)
        if not self.store.holds(key):
            self.reach.begin(key)
        try:
            self.store.fetch(key, progress, cancelled or threading.Event())
        except vit.LoadError as error:
            words = for_page(error, is_local=self.settings.is_local)
            self.reach.failed(key, error, words)
            raise InputError(words) from error
        return key

    def checkpoint(self, reference: str) -> str:
        """The canonical key of a reference; nothing is loaded. InputError as `load_checkpoint`."""
        return self.store.canonical(reference)

    def key(self, selection: Selection) -> TraceKey:
        """The key of a selection's trace; patch None is the checkpoint's own size."""
        checkpoint = self.load_checkpoint(selection.checkpoint)
        config = self.store.model(checkpoint).config
        patch = selection.patch or config.patch
        image = input_of(config, patch, selection.side, self.settings.largest_record)
        key = TraceKey(selection.picture, checkpoint, *image, patch, selection.framing)
        return self.shaped(key, image) if key.framing.fit == "shape" else key

    def shaped(self, key: TraceKey, image: tuple[int, int]) -> TraceKey:
        """The key with an input of its picture's own shape, no larger than `image`."""
        rows, cols, _ = self.picture(key.digest).rgb.shape
        height, width = vit.own_shape((rows, cols), image, key.patch)
        return replace(key, height=height, width=width)

    def record(
        self,
        key: TraceKey,
        wanted: Callable[[], bool] = lambda: True,
        visit: str = "",
        step: Step = ignore_progress,
    ) -> Recorded:
        """The trace of a key: cached, or computed by one forward, whose `step` is `vit.trace`'s.

        `visit` is the page that will show it in place of another one. Raises Superseded when
        `wanted` is false by the time the forward can begin.
        """
        return self._traces.get_or_make(
            key,
            lambda: self.fitting(key.checkpoint, lambda: self._record(key, wanted, step)),
            visit,
        ).of(visit)

    def fitting(self, checkpoint: str, work: Callable[[], T]) -> T:
        """Run work with a checkpoint; where the GPU's memory is too small, without the records.

        Where it still is, on the processor. InputError when there is no other device to try.
        """
        with contextlib.suppress(torch.OutOfMemoryError):
            return work()
        self.forget_records()
        with contextlib.suppress(torch.OutOfMemoryError):
            return work()
        if not self.store.leave_gpu(checkpoint):
            raise InputError(TOO_LARGE)
        self.forget_records()  # they lie on the GPU, and the model no longer does
        return work()

    def forget_records(self) -> None:
        """Let every record go, and the memory that torch keeps for more of them."""
        for cache in (self._traces, self._derived, self._gradients):
            cache.drop_where(lambda _: True)
        torch.cuda.empty_cache()

    def _record(self, key: TraceKey, wanted: Callable[[], bool], step: Step) -> Recorded:
        model, prepared, edits = self._inputs_of(key)
        with self.store.sweep(model, step) as between, finite_or_refused():
            if not wanted():
                raise Superseded
            trace, milliseconds = timed_trace(model, prepared, key.digest, edits, between)
        here, chosen = trace.logits.device.type, self.store.device.type
        notice = None if here == chosen else FELL_BACK
        kept = Kept(key, self._derived)
        return Recorded(key, lambda: self._sized(key), trace, milliseconds, kept, notice)

    def _sized(self, key: TraceKey) -> vit.ViT:
        sized = self.store.at_size(key.checkpoint, (key.height, key.width), key.patch)
        return key.intervention.derived(sized)

    def times(self, recorded: Recorded, step: Step) -> PassTimes:
        """Times of passes of a record's checkpoint at its size, kept for that and the device."""
        key, device = recorded.key, recorded.trace.logits.device.type
        size = (key.checkpoint, key.height, key.width, key.patch, device)
        return self._times.get_or_make(
            size, lambda: time_passes(lambda: self.repeat(recorded), step)
        )

    def repeat(self, recorded: Recorded) -> float:
        """Time of another forward, in ms."""
        model, prepared, edits = self._inputs_of(recorded.key)
        with self.store.forward(model):
            return timed_trace(model, prepared, recorded.key.digest, edits)[1]

    def _inputs_of(self, key: TraceKey) -> tuple[vit.ViT, vit.Prepared, vit.Edits]:
        """The model, its input and the edits of a pass."""
        model, prepared = self._sized(key), self.prepared(key)
        pixels = key.intervention.blank(prepared.pixels, model.config.grid)
        return model, replace(prepared, pixels=pixels), key.intervention.edits(model)

    def target(self, key: TraceKey, explained: Explained) -> vit.Target:
        """What the library explains: a class, or the scalar of a similarity."""
        if isinstance(explained, int):
            return explained
        source = self.record(explained.other or key)
        with self.store.forward(source.model):
            return explained.scalar(source.model, source.trace)

    def gradient(self, key: TraceKey, explained: Explained) -> vit.GradTrace:
        """The trace of a key with the gradients of a class or a similarity; cached."""

        def make() -> vit.GradTrace:
            target = self.target(key, explained)
            model, prepared, edits = self._inputs_of(key)
            with self.store.forward(model):
                return vit.trace_gradient(
                    model, prepared.pixels, target, prepared.view, key.digest, edits
                )

        return self._gradients.get_or_make((key, explained), make)

    def removal(
        self, recorded: Recorded, explained: Explained, step: PartialStep = ignore_progress
    ) -> Tensor:
        """[rows,cols] the measured drops (`vit.token_removal`), of `sweep_block`; cached."""
        trace = recorded.trace

        def make() -> Tensor:
            target, block = self.target(recorded.key, explained), sweep_block(trace.grid)
            with self.store.sweep(recorded.model, step) as between:
                drops = vit.token_removal(recorded.model, trace, target, between, block)
            return drops.float().cpu()

        return self._drops.get_or_make((recorded.key, explained), make)

    def known_removal(self, key: TraceKey, explained: Explained) -> Tensor | None:
        """The drops where they are in memory; nothing is computed."""
        return self._drops.get((key, explained))

    def prepared(self, key: TraceKey) -> vit.Prepared:
        """The model input of a picture, the same for every patch size of a checkpoint."""
        picture = self.picture(key.digest)
        model = self._sized(key)
        shared, frame = replace(key, patch=0, intervention=NONE), key.framing
        return self._inputs.get_or_make(shared, lambda: vit.prepare(model, picture.rgb, frame))

    def grant(self, key: TraceKey, visit: str, lane: str = PAGE) -> str:
        """A token that lets an open page read this record and its picture, in one of its lanes."""
        return self.visits.grant(visit, lane, key)

    def granted(self, token: str) -> TraceKey | None:
        """The key that a token stands for; None when it has expired."""
        grant = self.visits.granted(token)
        return grant and grant.key
