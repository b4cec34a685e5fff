"""The app, running on a port of its own inside the process of the tests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

import vit
from app.engine.engine import Engine
from app.engine.recorded import Recorded
from app.settings import Settings
from app.ui.page import build, launch_options
from tests.support.checkpoints import Hub


@dataclass
class Site:
    """A running app and what stands behind it."""

    url: str
    engine: Engine
    hub: Hub | None = None
    crash: Callable[[], None] = lambda: None  # ends it without waiting for anybody

    def recorded(self, token: str) -> Recorded:
        """What the engine keeps of a view: its model, its trace and its key."""
        key = self.engine.granted(token)
        assert key is not None
        return self.engine.record(key)

    def trace(self, token: str) -> vit.Trace:
        return self.recorded(token).trace


@contextmanager
def serving(
    settings: Settings, load: Callable[..., Any], hub: Hub | None = None, port: int | None = None
) -> Iterator[Site]:
    """The app with these settings, which loads its checkpoints by `load`, until the end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vit, "load", load, raising=False)
        engine = Engine(settings)
        demo = build(engine, settings)
        demo._queue.sleep_when_free = 0.01  # s: Gradio looks for work a thousand times a second
        options = launch_options(engine, settings) | {"server_port": port}
        _, url, _ = demo.launch(**options, prevent_thread_lock=True)

        def crash() -> None:
            demo.server.force_exit = True
            demo.close()

        yield Site(url, engine, hub, crash)
        demo.close()
