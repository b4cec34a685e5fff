"""A long pass that stands still at its second block until it is let go, or stopped."""

import threading
from typing import Any

import pytest

from app.engine import engine
from app.wire.limits import LONG_PASS
from vit.progress import ignore_progress


class Brake:
    """Holds every pass of more than LONG_PASS tokens."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.open = threading.Event()
        self.waits = threading.Event()  # whether a pass has come to it
        self.left: list[str] = []  # how each pass ended
        real = engine.timed_trace

        def timed(model: Any, prepared: Any, digest: Any, edits: Any, step: Any = ignore_progress):
            def halting(done: int, total: int) -> None:
                step(done, total)
                if done == 1 and model.config.tokens > LONG_PASS:
                    self._wait(lambda: step(done, total))

            return real(model, prepared, digest, edits, halting)

        patch.setattr(engine, "timed_trace", timed)

    def _wait(self, look: Any) -> None:
        self.waits.set()
        try:
            while not self.open.wait(0.02):
                look()
        except Exception:
            self.left.append("stopped")
            raise
        self.left.append("done")
