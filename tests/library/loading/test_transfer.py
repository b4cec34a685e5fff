"""The bytes of a file from a hub that breaks off, against what it holds."""

import hashlib
import threading
from pathlib import Path

import pytest
from huggingface_hub import hf_hub_url
from huggingface_hub.errors import HfHubHTTPError

from tests.support.fake_hub import FakeHub
from vit.loading import transfer
from vit.loading.transfer import RESUMES, Arrival, StoppedError, fits, receive

CONTENT = bytes(range(256)) * 300


@pytest.fixture
def bring(fake: FakeHub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Receive the one file of the hub; gives its content here."""
    monkeypatch.setattr(transfer, "PAUSE_SECONDS", 0)
    fake.files["somebody/model", "weights"] = CONTENT

    def receive_it(arrived=lambda _: None, stopped: threading.Event | None = None) -> bytes:
        path, url = tmp_path / "weights", hf_hub_url("somebody/model", "weights")
        receive(url, path, arrived, stopped or threading.Event(), quiet=5)
        return path.read_bytes()

    return receive_it


def test_every_piece_is_told(bring):
    seen: list[int] = []
    assert bring(seen.append) == CONTENT
    assert seen == sorted(seen)
    assert seen[-1] == len(CONTENT)


def test_a_cut_file_goes_on_where_it_ended(fake, bring):
    fake.fault = "cut once"
    assert bring() == CONTENT
    assert fake.ranges == [None, f"bytes={len(CONTENT) // 3}-"]


def test_a_hub_that_gives_no_parts_begins_anew(fake, bring):
    fake.fault, fake.gives_parts = "cut once", False
    seen: list[int] = []
    assert bring(seen.append) == CONTENT
    assert seen[-1] == len(CONTENT)


def test_a_connection_that_always_breaks_is_given_up(fake, bring):
    fake.fault = "cut"
    with pytest.raises(Exception, match="without sending complete message"):
        bring()
    assert len(fake.ranges) == 1 + RESUMES


def test_breaks_are_counted_anew_after_a_connection_that_was_worth_it(fake, bring, monkeypatch):
    monkeypatch.setattr(transfer, "WORTHWHILE", len(CONTENT) // 100)
    fake.fault = "cut"
    with pytest.raises(Exception, match="without sending complete message"):
        bring()
    assert len(fake.ranges) > 1 + RESUMES


def test_an_answer_that_is_an_error_is_not_asked_for_again(fake, bring):
    fake.fault = "status 500"
    with pytest.raises(HfHubHTTPError):
        bring()
    assert len(fake.requests) == 1


def test_what_nobody_waits_for_is_stopped(fake, bring):
    stopped = threading.Event()
    stopped.set()
    with pytest.raises(StoppedError):
        bring(stopped=stopped)


def test_a_break_that_nobody_waits_through_is_not_mended(fake, bring):
    stopped = threading.Event()
    fake.fault = "cut"
    with pytest.raises(StoppedError):
        bring(lambda _: stopped.set(), stopped)
    assert len(fake.ranges) == 1


def test_a_full_disk_is_not_taken_for_a_break(fake, bring):
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        bring(full)
    assert len(fake.ranges) == 1


def test_progress_is_told_at_steps_and_at_the_end(monkeypatch):
    monkeypatch.setattr(transfer, "STEP", 10)
    seen: list[tuple[int, int]] = []
    arrival = Arrival(lambda *report: seen.append(report), total=25, quiet=1)
    for done in (4, 9, 11, 15, 20, 22, 25):
        arrival.update(done)
    assert seen == [(11, 25), (22, 25), (25, 25)]


def test_a_silence_is_counted_from_the_last_byte_and_only_while_one_is_awaited(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(transfer.time, "monotonic", lambda: now[0])
    arrival = Arrival(None, total=0, quiet=30)
    now[0] += 29
    arrival.update(1)
    now[0] += 29
    assert not arrival.silent
    now[0] += 2
    assert arrival.silent
    arrival.pause()
    assert not arrival.silent
    arrival.resume()
    now[0] += 31
    assert arrival.silent


def test_a_checksum_of_either_kind_fits_its_content_alone(tmp_path: Path):
    path = tmp_path / "file"
    path.write_bytes(CONTENT)
    large = hashlib.sha256(CONTENT).hexdigest()
    small = hashlib.sha1(b"blob 76800\0" + CONTENT, usedforsecurity=False).hexdigest()
    assert fits(path, large)
    assert fits(path, small)
    path.write_bytes(bytes(len(CONTENT)))
    assert not fits(path, large)
    assert not fits(path, small)
    assert fits(path, "no-checksum")
