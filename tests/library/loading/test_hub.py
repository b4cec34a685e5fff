import errno
import socket
import threading
import time
from pathlib import Path

import pytest
from huggingface_hub import constants, try_to_load_from_cache

from tests.support.fake_hub import FakeHub, closed_address, point_client_at
from vit.loading import hub
from vit.loading.hub import HubError, fetch

REPOSITORY, FILE = "somebody/model", "model.safetensors"
CONTENT = bytes(range(256)) * 300
SECONDS_AT_MOST = 5.0  # where the client alone would take from 49 s to many minutes


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def fake(fake):
    fake.files[REPOSITORY, FILE] = CONTENT
    return fake


def snapshots(cache: Path) -> list[Path]:
    """Every file that the cache would hand out."""
    return [path for path in cache.rglob("snapshots/*/*") if path.is_file()]


def test_a_file_is_fetched_with_progress_and_then_comes_from_the_cache(fake, cache):
    seen: list[tuple[int, int]] = []
    path = fetch(REPOSITORY, FILE, progress=lambda done, total: seen.append((done, total)))
    assert path.read_bytes() == CONTENT
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    fake.requests.clear()
    assert fetch(REPOSITORY, FILE) == path
    assert fake.requests == []


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("status 500", "HTTP 500"),
        ("status 500 on download", "HTTP 500"),
        ("hang", "too slow|timed out"),
        ("stall", "no byte came for 0.5 s"),
        ("cut", "the connection to .* failed .*without sending complete message"),
        ("truncate", "arrived damaged and was removed"),
        ("corrupt", "arrived damaged and was removed"),
        ("portal", "is not a hub"),
        ("portal on download", "arrived damaged and was removed"),
        ("loop on download", "redirect"),
        ("status 401", r"logged in \(HTTP 401\); .*log in with hf auth login, or set HF_TOKEN"),
        ("status 403", r"not give it to everybody \(HTTP 403\); .*ask for it"),
        ("gated", "its owner gives it on request only; .*ask for it"),
        ("status 429", r"too many requests from here \(HTTP 429\); .*wait 20 s and try again"),
        ("status 503", r"is busy \(HTTP 503\); .*wait 20 s and try again"),
    ],
)
def test_a_fault_ends_soon_in_one_sentence_and_leaves_nothing_bad(fake, cache, fault, sentence):
    fake.fault = fault
    start = time.monotonic()
    with pytest.raises(HubError, match=sentence) as caught:
        fetch(REPOSITORY, FILE, quiet=0.5 if fault == "stall" else 30)
    assert time.monotonic() - start < SECONDS_AT_MOST
    assert snapshots(cache) == []
    assert all(path.suffix == ".incomplete" for path in cache.rglob("blobs/*"))
    for message in (str(caught.value), caught.value.visitor):
        assert message.startswith(f"fetching {REPOSITORY} failed: ")
        assert "the model in use stays" in message
        assert "\n" not in message
    of_owner = ("HF_", "hf auth", "python -m", str(cache), fake.address)
    assert not [one for one in of_owner if one in caught.value.visitor]
    fake.fault = "none"
    assert fetch(REPOSITORY, FILE).read_bytes() == CONTENT


def test_a_silence_is_not_waited_for_longer_than_five_seconds():
    assert hub.QUIET_SECONDS <= SECONDS_AT_MOST


@pytest.mark.parametrize("name", ["../../../outside", "/tmp/outside", "..", ".", "", "a/b"])
def test_what_a_hub_says_never_becomes_a_path(fake, cache, tmp_path, name):
    if name:
        fake.checksum = name
        with pytest.raises(HubError, match="is not a hub"):
            fetch(REPOSITORY, FILE)
    fake.checksum, fake.commit = "", name
    with pytest.raises(HubError, match="is not a hub"):
        fetch(REPOSITORY, FILE)
    found = {path for path in tmp_path.rglob("*") if path.is_file() and path.parent.name != "blobs"}
    assert found == set()


def test_a_fetched_file_is_found_by_the_hubs_own_client(fake, cache):
    fetch(REPOSITORY, FILE)
    fetch(REPOSITORY, FILE, revision="v2")
    for revision in (None, "v2", "a" * 40):
        found = try_to_load_from_cache(REPOSITORY, FILE, revision=revision)
        assert Path(str(found)).read_bytes() == CONTENT


def test_a_system_without_links_keeps_a_copy(fake, cache, monkeypatch):
    def forbidden(*_: object) -> None:
        raise OSError(1, "A required privilege is not held by the client")

    monkeypatch.setattr(Path, "symlink_to", forbidden)
    path = fetch(REPOSITORY, FILE)
    assert not path.is_symlink()
    assert fetch(REPOSITORY, FILE).read_bytes() == CONTENT


def test_a_refused_connection_ends_at_once(monkeypatch, cache):
    point_client_at(closed_address(), monkeypatch, cache)
    start = time.monotonic()
    with pytest.raises(HubError, match=r"the connection to .* failed .*refused"):
        fetch(REPOSITORY, FILE)
    assert time.monotonic() - start < SECONDS_AT_MOST
    assert snapshots(cache) == []


def test_an_address_that_takes_a_connection_and_says_nothing_ends_with_the_probe(
    monkeypatch, cache
):
    monkeypatch.setattr(hub, "PROBE_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0), backlog=1) as silent:  # nobody accepts
        point_client_at(f"http://127.0.0.1:{silent.getsockname()[1]}", monkeypatch, cache)
        with pytest.raises(HubError, match=r"too slow|timed out"):
            fetch(REPOSITORY, FILE)
    assert not cache.exists()


def test_a_probe_that_its_client_does_not_end_is_left_behind(monkeypatch, cache):
    forever = threading.Event()
    monkeypatch.setattr(hub, "PROBE_SECONDS", 0.1)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(hub, "get_hf_file_metadata", lambda *_, **__: forever.wait())
    with pytest.raises(HubError, match=r"too slow \(no end within 0.1 s\)"):
        fetch(REPOSITORY, FILE)
    forever.set()


def test_a_download_that_never_pauses_ends_with_the_deadline_for_all(fake):
    fake.fault = "stall"
    with pytest.raises(HubError, match=r"too slow \(no end within 0.3 s\)"):
        fetch(REPOSITORY, FILE, seconds=0.3)


def test_a_file_that_another_revision_has_brought_is_not_fetched_again(fake):
    path = fetch(REPOSITORY, FILE)
    fake.ranges.clear()
    assert fetch(REPOSITORY, FILE, revision="v2") == path
    assert fake.ranges == []


def test_an_unknown_repository_is_named_as_such(fake):
    with pytest.raises(
        HubError, match=r"fetching somebody/else failed: .* knows no such repository"
    ):
        fetch("somebody/else", FILE)


def test_bytes_come_from_a_store_that_is_told_no_token(fake, monkeypatch):
    store = FakeHub()
    store.files.update(fake.files)
    fake.store = store.address
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    seen: list[tuple[int, int]] = []
    try:
        path = fetch(REPOSITORY, FILE, progress=lambda *told: seen.append(told))
    finally:
        store.close()
    assert path.read_bytes() == CONTENT
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert (fake.tokens, store.tokens) == ({"Bearer hf_secret"}, {None})


def test_offline_mode_serves_the_cache_and_asks_nobody(fake, monkeypatch):
    path = fetch(REPOSITORY, FILE)
    fake.requests.clear()
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert fetch(REPOSITORY, FILE) == path
    with pytest.raises(HubError, match="HF_HUB_OFFLINE forbids"):
        fetch(REPOSITORY, "other.safetensors")
    assert fake.requests == []


def test_a_file_that_another_program_left_damaged_is_fetched_anew(fake):
    path = fetch(REPOSITORY, FILE)
    path.resolve().write_bytes(bytes(len(CONTENT)))
    assert fetch(REPOSITORY, FILE).read_bytes() == CONTENT


def test_cancelling_ends_the_wait_and_the_download(fake, cache):
    fake.fault = "stall"
    cancelled = threading.Event()
    threading.Timer(0.3, cancelled.set).start()
    start = time.monotonic()
    with pytest.raises(HubError, match="it was cancelled"):
        fetch(REPOSITORY, FILE, cancelled=cancelled)
    assert time.monotonic() - start < SECONDS_AT_MOST
    assert snapshots(cache) == []


def test_a_folder_that_cannot_be_written_is_named(fake, cache):
    cache.write_text("a file where the folder should be")
    with pytest.raises(HubError, match=f"{cache} cannot be written .*set HF_HOME"):
        fetch(REPOSITORY, FILE)


def test_a_full_disk_is_told_from_a_missing_network(fake, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(hub, "receive", full)
    with pytest.raises(HubError, match=r"cannot be written \(No space left.*set HF_HOME"):
        fetch(REPOSITORY, FILE)
