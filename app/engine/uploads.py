"""Files that visitors sent: on disk, each for as long as a visit that sent it lasts.

A file is kept once however many sent it, under a random name. A visit has bounds of its own, and
all visits have one together; what a page shows is never let go for them.
"""

import secrets
import shutil
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from app.engine.incoming import NO_ROOM, Incoming, unwritten
from app.engine.upload_folder import UploadFolder
from app.engine.visits import Visits
from vit.pictures.images import InputError

Kind = Literal["picture", "lesson", "film"]

MIB, GIB = 2**20, 2**30
FEWEST, MOST = 4, 128 * MIB  # of a visit: the newest pictures within these bytes, four at least
LESSON_FILES, LESSON_BYTES = 400, 512 * MIB  # of a visit's classes of its own
SPARE = GIB  # bytes of the disk that stay free
GONE = "This picture is no longer held here: please open it again."
TOO_MANY = (
    "All visitors together have sent as much as this program keeps: try again in some minutes, or "
    "have it started with a larger --upload-disk."
)
LESSON_FULL = (
    f"A lesson keeps at most {LESSON_FILES} pictures and {LESSON_BYTES // MIB} MB: remove some."
)


@dataclass(eq=False)
class Stored:
    """A file on disk; `digests` are those of the pictures that were made from it."""

    path: Path
    size: int
    holders: set[str] = field(default_factory=set[str])
    digests: set[str] = field(default_factory=set[str])


class Uploads:
    """Files by the SHA-256 of their bytes; safe between threads."""

    def __init__(self, limit: int, visits: Visits) -> None:
        """Keep `limit` bytes at most; a visit's files go with it."""
        self.limit, self._on_screens = limit, visits.on_screens
        visits.when_ended(self.forget)
        self._hearers: list[Callable[[str], None]] = []
        self._folder = UploadFolder()
        self._lock = threading.RLock()
        self._files: dict[str, Stored] = {}
        self._visits: dict[str, OrderedDict[str, Kind]] = {}  # ids of each visit, newest last
        self._arriving = 0  # bytes that were written of files that are not whole yet

    def when_gone(self, lose: Callable[[str], None]) -> None:
        """Call `lose(id)` when a file has gone, which nobody holds any more."""
        self._hearers.append(lose)

    @property
    def nbytes(self) -> int:
        """Bytes on disk."""
        with self._lock:
            return sum(file.size for file in self._files.values()) + self._arriving

    def __len__(self) -> int:
        """Number of files."""
        return len(self._files)

    def begin(self, size: int = 0) -> Incoming:
        """A file that begins to come, of `size` bytes as far as that is known.

        InputError, one sentence, where there is no room for it.
        """
        try:
            folder = self._folder.path
            free = shutil.disk_usage(folder).free
        except OSError as error:
            raise unwritten(error) from error
        if free - size < SPARE:
            raise InputError(NO_ROOM)
        if self._arriving + size > self.limit:
            raise InputError(TOO_MANY)
        return Incoming(folder / secrets.token_hex(16), self._came)

    def _came(self, size: int) -> None:
        with self._lock:
            self._arriving += size

    def add(self, visit: str, content: bytes, kind: Kind = "picture") -> str:
        """Keep a file that is in memory; its id. InputError as for one that is sent."""
        with self.begin(len(content)) as incoming:
            incoming.write(content)
            return self.keep(incoming, visit, kind)

    def path(self, name: str, visit: str = "") -> Path:
        """Where a file lies, for its visit or for the program itself; InputError where it does not.

        It stays readable while it is open, even where it is let go meanwhile.
        """
        with self._lock:
            file = self._files.get(name)
            if file is None or (visit and visit not in file.holders):
                raise InputError(GONE)
            return file.path

    def holds(self, name: str) -> bool:
        """Whether a file is there."""
        with self._lock:
            return name in self._files

    def note(self, name: str, digest: str) -> None:
        """A picture was made from a file; InputError where that has gone."""
        with self._lock:
            if name not in self._files:
                raise InputError(GONE)
            self._files[name].digests.add(digest)

    def drop(self, visit: str, name: str) -> None:
        """A visit no longer holds a file; with the last one it goes."""
        with self._lock:
            self._visits.get(visit, OrderedDict[str, Kind]()).pop(name, None)
            file = self._files.get(name)
            if file is None:
                return
            file.holders.discard(visit)
            if not file.holders:
                del self._files[name]
                file.path.unlink(missing_ok=True)
                for lose in self._hearers:
                    lose(name)

    def forget(self, visit: str) -> None:
        """A visit has ended: what it alone held goes."""
        with self._lock:
            for name in list(self._visits.get(visit, ())):
                self.drop(visit, name)
            self._visits.pop(visit, None)

    def keep(self, incoming: Incoming, visit: str, kind: Kind = "picture") -> str:
        """Keep a file that is whole for a visit; its id. InputError where it is too much."""
        incoming.close()
        name = incoming.digest
        with self._lock:
            if name in self._files:
                incoming.path.unlink(missing_ok=True)
            else:
                self._files[name] = Stored(incoming.path, incoming.size)
            incoming.keep()
            self._files[name].holders.add(visit)
            files = self._visits.setdefault(visit, OrderedDict[str, Kind]())
            files[name] = kind
            files.move_to_end(name)
            try:
                self._bound(visit, name)
            except InputError:
                self.drop(visit, name)
                raise
        return name

    def _bound(self, visit: str, newest: str) -> None:
        """Let files go until the bounds hold; InputError where those that may go are too few."""
        pinned = self._on_screens()
        if self._visits[visit][newest] == "lesson":
            self._check_lesson(visit)
        self._bound_visit(visit, newest, pinned)
        while self.nbytes > self.limit:
            oldest = self._oldest(newest, pinned)
            if oldest is None:
                raise InputError(TOO_MANY)
            self.drop(*oldest)

    def _check_lesson(self, visit: str) -> None:
        lesson = self._of_kind(visit, "lesson")
        if len(lesson) > LESSON_FILES or sum(map(self._size, lesson)) > LESSON_BYTES:
            raise InputError(LESSON_FULL)

    def _bound_visit(self, visit: str, newest: str, pinned: Collection[object]) -> None:
        """Let the oldest pictures of a visit go, beyond its bytes."""
        names = self._of_kind(visit, "picture")
        total = sum(map(self._size, names))
        for name in names[:-FEWEST]:
            if total > MOST and self._may_go(name, newest, pinned):
                total -= self._size(name)
                self.drop(visit, name)

    def _oldest(self, newest: str, pinned: Collection[object]) -> tuple[str, str] | None:
        """The file to go next, of the visit with most bytes that has one; None without any."""
        sizes = {visit: sum(map(self._size, files)) for visit, files in self._visits.items()}
        for visit in sorted(sizes, key=lambda one: -sizes[one]):
            for name in self._visits[visit]:
                if self._may_go(name, newest, pinned):
                    return visit, name
        return None

    def _may_go(self, name: str, newest: str, pinned: Collection[object]) -> bool:
        return name != newest and self._files[name].digests.isdisjoint(pinned)

    def _of_kind(self, visit: str, kind: Kind) -> list[str]:
        return [name for name, one in self._visits[visit].items() if one == kind]

    def _size(self, name: str) -> int:
        return self._files[name].size
