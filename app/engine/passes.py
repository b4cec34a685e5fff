"""A pass in a thread of its own, which a page can watch block by block and stop."""

from app.engine.downloads import Download
from app.engine.engine import Engine
from app.settings import Selection
from vit.pictures.images import InputError


class Stopped(Exception):  # noqa: N818 - an event, not an error
    """The page does not want the pass any more."""


class Pass(Download):
    """The pass of a selection, whose record the engine keeps; the checkpoint is fetched before."""

    def __init__(self, engine: Engine, selection: Selection, visit: str, name: str) -> None:
        """Prepare the pass that a visit will show; `name` is what the page calls it."""
        super().__init__(engine, selection.checkpoint)
        self._selection, self._visit = selection, visit
        self._name = self.text = name
        self.stopped = False

    def _run(self) -> None:
        try:
            key = self._engine.key(self._selection)
            self._engine.record(key, visit=self._visit, step=self._step)
        except InputError as error:
            self.error = error
        except Stopped:
            self.stopped = True

    def _step(self, done: int, total: int) -> None:
        if self._cancelled.is_set():
            raise Stopped
        self._tell(done / total, f"{self._name}: block {done + 1} of {total}")
