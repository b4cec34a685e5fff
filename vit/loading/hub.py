# pyright: standard
"""Files from the Hugging Face hub: cache first, errors after seconds, checksums always compared.

The hub's own client waits for most of a minute on a refused connection, for minutes on a hanging
one, and returns a damaged file of the right length. Here a probe of three seconds comes first, two
timeouts bound the download, one for all of it and one for a time without a byte, and every file is
compared with its checksum before it enters the cache, and again before use.
"""

import threading
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from functools import partial
from pathlib import Path
from typing import TypeVar

from huggingface_hub import (
    HfFileMetadata,
    constants,
    get_hf_file_metadata,
    hf_hub_url,
    try_to_load_from_cache,
)

from vit.loading.hub_cache import blob as blob_of
from vit.loading.hub_cache import name_file
from vit.loading.hub_errors import (
    AHEAD,
    ELSE,
    CorruptedError,
    HubError,
    NoHubError,
    UnreachableError,
    fault,
)
from vit.loading.room import Room
from vit.loading.transfer import Arrival, Progress, StoppedError, fits, receive

PROBE_SECONDS = 3.0
DOWNLOAD_SECONDS = 1800.0
QUIET_SECONDS = 4.0  # without a byte

T = TypeVar("T")


def fetch(
    repository: str,
    filename: str,
    *,
    revision: str | None = None,
    room: Room | None = None,
    progress: Progress | None = None,
    cancelled: threading.Event | None = None,
    seconds: float = DOWNLOAD_SECONDS,
    quiet: float = QUIET_SECONDS,
) -> Path:
    """Path of a file of a repository, from the cache or else downloaded and checked.

    `revision` is a commit, a tag or a branch, None the main branch. Its size must fit a `room`,
    by default that of the disk. `progress` is called from another thread. Raises NoRoomError before
    a byte of it is fetched, HubError within three seconds when the hub cannot be reached, when no
    byte comes for `quiet` seconds, after `seconds` at the latest, and at once when `cancelled` is
    set; MissingFileError when the repository has no such file.
    """
    cancelled = cancelled or threading.Event()
    stopped = threading.Event()
    try:
        whole = cached(repository, filename, revision)
        if whole:
            return whole
        if constants.is_offline_mode():
            raise UnreachableError(
                f"HF_HUB_OFFLINE forbids fetching {repository}, which is not in the cache; the "
                f"model in use stays; unset HF_HUB_OFFLINE, or {AHEAD}",
                f"{repository} is not here and is not fetched; the model in use stays; {ELSE}",
            )
        place, room = (repository, filename, revision), room or Room()
        facts = _within(PROBE_SECONDS, lambda: _probe(*place), cancelled)
        room.check(repository, facts.size or 0)
        arrival = Arrival(progress, facts.size or 0, quiet, facts.size or room.limits.download)
        return _within(
            seconds, lambda: _download(*place, facts, arrival, stopped), cancelled, arrival
        )
    except HubError:
        raise
    except Exception as error:
        raise fault(repository, error) from error
    finally:
        stopped.set()


def cached(repository: str, filename: str, revision: str | None = None) -> Path | None:
    """Path of a file in the cache, None if it is missing; a damaged file is removed."""
    path = try_to_load_from_cache(repository, filename, revision=revision)
    if not isinstance(path, str):
        return None
    try:
        return _checked(Path(path))
    except CorruptedError:
        return None


def missing_bytes(
    repository: str, names: Sequence[str], revision: str, cancelled: threading.Event | None
) -> int:
    """Bytes of those files of a repository that are not in the cache; HubError as for `fetch`."""
    waited = cancelled or threading.Event()
    away = [name for name in names if cached(repository, name, revision) is None]
    try:
        return sum(
            _within(PROBE_SECONDS, partial(_probe, repository, name, revision), waited).size or 0
            for name in away
        )
    except Exception as error:
        raise fault(repository, error) from error


def _probe(repository: str, filename: str, revision: str | None) -> HfFileMetadata:
    """Metadata of a file on the hub; raises within seconds if there is no hub."""
    url = hf_hub_url(repository, filename, revision=revision)
    facts = get_hf_file_metadata(url, timeout=PROBE_SECONDS)
    if facts.commit_hash is None or facts.etag is None:
        raise NoHubError
    return facts


def _download(
    repository: str,
    filename: str,
    revision: str | None,
    facts: HfFileMetadata,
    arrival: Arrival,
    stopped: threading.Event,
) -> Path:
    """Path of a file after its download into the cache, with its checksum compared.

    The check is part of the thread that downloads, so that an abandoned download is checked too.
    The cache stores a file once, by its checksum.
    """
    blob = blob_of(repository, facts.etag)
    if not (blob.is_file() and fits(blob, blob.name)):
        blob.parent.mkdir(parents=True, exist_ok=True)
        begun = blob.with_name(f"{blob.name}.{uuid.uuid4().hex}.incomplete")
        try:
            url = hf_hub_url(repository, filename, revision=revision)
            receive(url, begun, arrival.update, stopped, arrival.quiet)
            arrival.pause()
            if not fits(begun, blob.name):
                raise CorruptedError
            begun.replace(blob)
        finally:
            begun.unlink(missing_ok=True)
    return name_file(repository, filename, revision, facts.commit_hash, blob)


def _checked(path: Path) -> Path:
    """The path, if its content matches the checksum in its cache name; else the file is removed."""
    blob = path.resolve()
    if not fits(blob, blob.name):
        blob.unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        raise CorruptedError
    return path


def _within(
    seconds: float,
    work: Callable[[], T],
    cancelled: threading.Event,
    arrival: Arrival | None = None,
) -> T:
    """The result of `work`, run in a thread, because a hanging connection has no other timeout.

    After `seconds`, after a time without a byte, or when cancelled, the thread is abandoned; it
    ends with its connection.
    """
    outcome: Future[T] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except Exception as error:  # noqa: BLE001 - raised in the waiting thread
            outcome.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    end = time.monotonic() + seconds
    while not outcome.done():
        if cancelled.is_set():
            raise StoppedError
        left = end - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"no end within {seconds:g} s")
        if arrival and arrival.silent:
            raise TimeoutError(f"no byte came for {arrival.quiet:g} s")
        wait([outcome], timeout=min(left, 0.1))
    return outcome.result()
