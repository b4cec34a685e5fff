"""The app on a port that it keeps: it can end as in a crash, and be started again."""

import socket
from contextlib import ExitStack
from pathlib import Path

from app.settings import Settings
from tests.support.checkpoints import Hub
from tests.support.site import Site, serving


class Program:
    """A running app, each time with an engine that knows nothing of the one before."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.start()

    def start(self) -> None:
        hub, self._end = Hub(), ExitStack()
        settings = Settings(device="cpu", threads=1, port=self._port)
        self.site: Site = self._end.enter_context(serving(settings, hub.load, hub, self._port))

    def crash(self) -> None:
        """End it without waiting for anybody."""
        self.site.crash()
        self._end.close()

    def files(self) -> list[Path]:
        """What lies there of what visitors sent."""
        return list(self.site.engine.uploads._folder.path.iterdir())
