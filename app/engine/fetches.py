"""Checkpoints on their way: what one may take, and how several pages wait for the same one."""

import threading
from collections.abc import Callable

import vit
from app.engine.loaded import Loaded
from app.engine.references import title
from app.engine.shared_work import Left, Progress, SharedWork
from app.machine_memory import free_memory
from app.settings import Settings
from vit.loading.hub_errors import GivenUpError
from vit.loading.room import Limits


class Fetches:
    """The checkpoints that are being fetched or read; thread-safe."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is on its way."""
        self._settings = settings
        self._shared: SharedWork[str, Loaded] = SharedWork()

    def wait(
        self,
        key: str,
        load: Callable[[Progress, threading.Event], Loaded],
        progress: Progress,
        cancelled: threading.Event,
    ) -> None:
        """Wait for `load(progress, stopped)` of a key, begun here or by another page.

        LoadError soon after `cancelled` is set: the load goes on while another waits for it.
        """
        try:
            self._shared.run(key, load, progress, cancelled)
        except Left:
            left = GivenUpError(
                f"fetching {title(key)} failed: it was cancelled; the model in use stays; start it "
                "again at any time"
            )
            raise vit.LoadError(str(left)) from left

    def limits(self) -> Limits:
        """What a checkpoint that a page names may take, at this moment."""
        most, free = self._settings.memory, free_memory()
        return Limits(self._settings.max_download, most if free is None else min(most, free))
