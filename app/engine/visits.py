"""What belongs to one open page: its tokens and its download, which go when it closes."""

import threading
from collections import deque

from app.engine.engine import Engine
from vit.pictures.images import InputError

KEPT = 2  # tokens of one page: the one shown, and the one it replaces while that is fetched


class Download:
    """A checkpoint on its way, in a thread of its own, so that a page can show and stop it."""

    def __init__(self, engine: Engine, reference: str) -> None:
        """Prepare to fetch what a reference names; `key` is its one spelling once it is there."""
        self._engine, self.key = engine, reference
        self._cancelled = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="download")
        self.fraction, self.text = 0.0, "Looking for the checkpoint"
        self.error: InputError | None = None

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def done(self, seconds: float) -> bool:
        """Whether it ends within so many seconds."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def cancel(self) -> None:
        """Stop at the next step of progress."""
        self._cancelled.set()

    def _run(self) -> None:
        try:
            self.key = self._engine.load_checkpoint(self.key, self._tell, self._cancelled)
        except InputError as error:
            self.error = error

    def _tell(self, fraction: float, text: str) -> None:
        self.fraction, self.text = fraction, text


class Visitors:
    """The tokens and downloads of each open page, by Gradio's session, so that they can go."""

    def __init__(self, engine: Engine) -> None:
        """No page is open yet."""
        self._engine = engine
        self._lock = threading.Lock()
        self._tokens: dict[str, deque[str]] = {}
        self._downloads: dict[str, Download] = {}

    def show(self, session: str, token: str) -> None:
        """A page shows another trace: the one before the last is let go."""
        with self._lock:
            tokens = self._tokens.setdefault(session, deque())
            tokens.append(token)
            gone = [tokens.popleft() for _ in range(len(tokens) - KEPT)]
        for old in gone:
            self._engine.release(old)

    def start(self, session: str, reference: str) -> Download:
        """Begin a download for a page; one that the page had before is stopped."""
        download = Download(self._engine, reference)
        with self._lock:
            before, self._downloads[session] = self._downloads.get(session), download
        if before:
            before.cancel()
        download.start()
        return download

    def cancel(self, session: str) -> None:
        """Stop a page's download, if there is one."""
        with self._lock:
            download = self._downloads.pop(session, None)
        if download:
            download.cancel()

    def leave(self, session: str) -> None:
        """A page was closed."""
        self.cancel(session)
        with self._lock:
            tokens = self._tokens.pop(session, deque())
        for token in tokens:
            self._engine.release(token)
