"""Downloads of checkpoints, one for each open page, which the page can watch and stop."""

import threading
from dataclasses import replace

from app.engine.engine import Engine
from app.observed import About, Run, working
from app.settings import Selection
from app.unexpected import caught
from vit.pictures.images import InputError


class Download:
    """The download of a checkpoint in a thread of its own, which a page can show and stop."""

    lane = "network"  # where it waits

    def __init__(self, engine: Engine, reference: str) -> None:
        """Prepare to fetch a reference; `key` becomes its canonical key when it is loaded."""
        self._engine, self.key = engine, reference
        self._cancelled = threading.Event()
        self._thread = threading.Thread(target=self._end, daemon=True, name="download")
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

    def chosen(self, selection: Selection) -> Selection:
        """The selection with the checkpoint that has arrived, at its own size; or its error."""
        if self.error:
            raise self.error
        return replace(selection, checkpoint=self.key, patch=None, side=None, by_hand=True)

    def _end(self) -> None:
        """Run to an end that the page is told of, whatever it is."""
        kind = type(self).__name__
        with caught(kind, self._fail), working(About(kind.lower()), self.lane) as run:
            try:
                self._run(run)
            except InputError as error:
                self.error = error
                run.outcome = "stopped" if self._cancelled.is_set() else "refused"

    def _fail(self, sentence: str) -> None:
        self.error = InputError(sentence)

    def _run(self, _run: Run) -> None:
        self.key = self._engine.load_checkpoint(self.key, self._tell, self._cancelled)

    def _tell(self, fraction: float, text: str) -> None:
        self.fraction, self.text = fraction, text


class Downloads:
    """The download of each open page."""

    def __init__(self, engine: Engine) -> None:
        """No download is under way."""
        self._engine = engine
        self._lock = threading.Lock()
        self._of_page: dict[str, Download] = {}

    def start(self, page: str, reference: str) -> Download:
        """Begin a download for a page; what it had before is stopped."""
        download = Download(self._engine, reference)
        self.begin(page, download)
        return download

    def begin(self, page: str, download: Download) -> None:
        """Begin a prepared download for a page, or other work like it."""
        with self._lock:
            before, self._of_page[page] = self._of_page.get(page), download
        if before:
            before.cancel()
        download.start()

    def cancel(self, page: str) -> None:
        """Stop a page's download, if there is one."""
        with self._lock:
            download = self._of_page.pop(page, None)
        if download:
            download.cancel()
