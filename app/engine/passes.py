"""A pass in a thread of its own, which a page can watch block by block and stop."""

from app.engine.downloads import Download
from app.engine.engine import Engine
from app.engine.jobs import Cancelled, Job, begin
from app.observed import Run
from app.settings import Selection


class Pass(Download):
    """The pass of a selection, whose record the engine keeps; the checkpoint is fetched before."""

    lane = "persons"

    def __init__(self, engine: Engine, selection: Selection, visit: str, name: str) -> None:
        """Prepare the pass that a visit will show; `name` is what the page calls it."""
        super().__init__(engine, selection.checkpoint)
        self._selection, self._visit = selection, visit
        self._name = self.text = name
        self._job = Job(visit, tell=self._wait)
        self.stopped = False

    def cancel(self) -> None:
        """Stop at once while it waits, else at the next block."""
        self._job.cancel()

    def _run(self, run: Run) -> None:
        begin(self._job)
        try:
            key = self._engine.key(self._selection)
            record = self._engine.record(key, visit=self._visit, step=self._step)
            run.tokens = record.trace.config.tokens
        except Cancelled:
            self.stopped, run.outcome = True, "stopped"

    def _step(self, done: int, total: int) -> None:
        if self._job.is_cancelled:
            raise Cancelled
        self._tell(done / total, f"{self._name}: block {done + 1} of {total}")

    def _wait(self, place: int) -> None:
        self._tell(0.0, f"{self._name}: waiting, place {place} in the line")
