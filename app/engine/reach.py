"""What the last attempts to fetch checkpoints have shown of the hub and of each of them."""

import threading

import vit
from vit.loading.hub_errors import GivenUpError, UnreachableError
from vit.loading.package_list import PACKAGES


class Reach:
    """Why checkpoints could not be fetched, each until the next attempt; thread-safe."""

    def __init__(self) -> None:
        """Nothing was tried yet."""
        self._lock = threading.Lock()
        self._away = ""
        self._faults: dict[str, str] = {}

    def begin(self, key: str) -> None:
        """A checkpoint that is not on this machine is tried: what was known of it may be over.

        One from a package shows nothing of the hub.
        """
        with self._lock:
            if key not in PACKAGES:
                self._away = ""
            self._faults.pop(key, None)

    def failed(self, key: str, error: vit.LoadError, words: str) -> None:
        """The attempt failed, in these `words` for the page; a cancelled one shows none."""
        if isinstance(error.__cause__, GivenUpError):
            return
        with self._lock:
            if isinstance(error.__cause__, UnreachableError):
                self._away = words
            else:
                self._faults[key] = words

    @property
    def away(self) -> str | None:
        """Why the hub could not be reached at the last attempt; None where it could."""
        return self._away or None

    @property
    def faults(self) -> dict[str, str]:
        """The checkpoints that failed for a reason of their own, with that reason."""
        with self._lock:
            return dict(self._faults)
