"""Files of Gradio's that every page fetches, one after another: known from the pages before.

Gradio loads its components in levels, each after a round trip. Which files these are stands in no
place that the next version keeps, so the first page that loads shows it, and every later page
names them all at once.
"""

import re

FILE = re.compile(r"/assets/[\w.-]+\.(?:js|css)")
LOADED = "/run/predict"  # the first event: the page is there
MOST = 64  # files


class Chunks:
    """The files that a page fetches until it is there, in their order."""

    def __init__(self) -> None:
        """No page has come yet."""
        self._seen: dict[str, None] = {}
        self._whole = False

    def note(self, path: str) -> None:
        """A request of a page, by its path."""
        if self._whole:
            return
        if path.endswith(LOADED):
            self._whole = bool(self._seen)
        elif len(self._seen) < MOST and FILE.fullmatch(path):
            self._seen[path] = None

    def files(self) -> list[str]:
        """Their addresses, relative to the page's base; none before a page was there."""
        return [f".{path}" for path in self._seen] if self._whole else []
