"""Files that visitors sent: each goes with the last visit that holds it, and within bounds."""

import errno
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from app.engine import uploads as bounds
from app.engine.incoming import Incoming
from app.engine.recorded import TraceKey
from app.engine.upload_folder import PREFIX, UploadFolder, sweep
from app.engine.uploads import FEWEST, Uploads
from app.engine.visits import IDLE, PAGE, Visits
from vit.pictures.images import InputError

LIMIT = 1000  # bytes of all visits


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def room(tmp_path, monkeypatch):
    """Temporary files lie in a folder of the test's own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def visits():
    return Visits(Clock())


@pytest.fixture
def uploads(visits):
    return Uploads(LIMIT, visits)


def files(room: Path) -> list[Path]:
    return [path for path in room.rglob("*") if path.is_file() and path.suffix != ".lock"]


def show(visits, uploads, visit, name):
    """The page of a visit shows the picture of a file."""
    uploads.note(name, f"of {name}")
    visits.grant(visit, PAGE, TraceKey(f"of {name}", "embedded", 96, 96, 8))


def test_one_file_of_two_visits_is_kept_once_and_goes_with_the_last(uploads, room):
    names = {uploads.add(visit, b"same") for visit in ("mine", "hers")}
    (name,) = names
    assert len(files(room)) == 1
    assert uploads.nbytes == 4
    uploads.forget("mine")
    assert uploads.path(name, "hers").read_bytes() == b"same"
    with pytest.raises(InputError, match="open it again"):
        uploads.path(name, "mine")
    uploads.forget("hers")
    assert files(room) == []
    assert (uploads.nbytes, len(uploads)) == (0, 0)


def test_files_go_ten_minutes_after_the_last_sign_of_life(uploads, visits, room):
    visits.enter("mine")
    visits.enter("hers")
    for visit in ("mine", "hers"):
        uploads.add(visit, visit.encode())
    visits._clock.now = IDLE - 1
    visits.enter("mine")
    visits._clock.now = IDLE + 1
    visits.sweep()
    assert [path.read_bytes() for path in files(room)] == [b"mine"]
    visits.leave("mine")
    assert files(room) == []


def test_nobody_else_may_look_into_the_folder_or_guess_a_name(uploads, room):
    name = uploads.add("mine", b"secret")
    path = uploads.path(name)
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert name not in path.name
    assert len(path.name) == 32


def test_a_file_that_breaks_off_leaves_nothing(uploads, room):
    with pytest.raises(ConnectionError), uploads.begin() as incoming:  # noqa: PT012 - the block
        incoming.write(b"half")
        assert (len(files(room)), uploads.nbytes) == (1, 4)
        raise ConnectionError
    assert (files(room), uploads.nbytes) == ([], 0)


def test_a_visit_keeps_the_newest_and_what_it_shows(uploads, visits, monkeypatch):
    monkeypatch.setattr(bounds, "MOST", 60)
    names = [uploads.add("mine", bytes([i]) * 10) for i in range(6)]
    show(visits, uploads, "mine", names[0])
    names.append(uploads.add("mine", b"x" * 10))  # 70 bytes: one has to go, not the shown one
    kept = [name for name in names if name in uploads._files]
    assert kept == [names[0], *names[2:]]
    large = [uploads.add("mine", bytes([40 + i]) * 100) for i in range(FEWEST)]
    assert [name for name in uploads._files if name != names[0]] == large  # four, however large


def test_beyond_the_bound_of_all_the_largest_visit_s_oldest_goes_first(uploads, visits):
    small = uploads.add("small", b"s" * 100)
    names = [uploads.add("large", bytes([i]) * 200) for i in range(4)]
    show(visits, uploads, "large", names[0])
    newest = uploads.add("third", b"t" * 150)
    assert set(uploads._files) == {small, names[0], *names[2:], newest}


def test_where_all_is_shown_the_new_one_is_refused_in_a_sentence(uploads, visits, room):
    for visit in ("a", "b", "c"):
        show(visits, uploads, visit, uploads.add(visit, visit.encode() * 330))
    with pytest.raises(InputError, match=r"All visitors together .* --upload-disk"):
        uploads.add("d", b"d" * 330)
    assert len(files(room)) == 3
    with pytest.raises(InputError, match="All visitors together"):
        uploads.begin(LIMIT + 1)


def test_a_lesson_has_bounds_of_its_own(uploads, monkeypatch):
    monkeypatch.setattr(bounds, "LESSON_FILES", 3)
    names = [uploads.add("mine", bytes([i]), "lesson") for i in range(3)]
    with pytest.raises(InputError, match="A lesson keeps at most"):
        uploads.add("mine", b"x", "lesson")
    assert list(uploads._files) == names


def test_a_disk_that_is_nearly_full_is_said_before_a_byte_is_written(uploads, room, monkeypatch):
    usage = shutil.disk_usage(room)._replace(free=bounds.SPARE + 10)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    uploads.begin(10).__exit__()
    with pytest.raises(InputError, match=r"nearly full.*TMPDIR"):
        uploads.begin(11)


@pytest.mark.parametrize(("number", "said"), [(errno.ENOSPC, "nearly full"), (errno.EIO, "try")])
def test_a_disk_that_takes_no_more_is_a_sentence(uploads, room, monkeypatch, number, said):
    class Full:
        def write(self, _):
            raise OSError(number, "no more")

        def close(self):
            pass

    made = Incoming.__init__

    def without_room(self, *given):
        made(self, *given)
        self._file.close()
        self._file = Full()

    monkeypatch.setattr(Incoming, "__init__", without_room)
    with pytest.raises(InputError, match=said):
        uploads.add("mine", b"content")
    assert (files(room), uploads.nbytes) == ([], 0)


HOLDS = """
import sys, tempfile
from app.engine.upload_folder import UploadFolder
tempfile.tempdir = sys.argv[1]
folder = UploadFolder()
(folder.path / "picture").write_text("mine")
print("held", flush=True)
sys.stdin.read()
"""


def test_what_a_killed_process_left_is_swept_and_a_living_one_s_is_not(room):
    command = [sys.executable, "-c", HOLDS, str(room)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as first, subprocess.Popen(command, **pipes) as other:
        assert [one.stdout.readline() for one in (first, other)] == [b"held\n"] * 2
        own = UploadFolder().path
        (room / f"{PREFIX}foreign").mkdir()  # without a lock: nobody's
        assert sweep() == 0
        first.kill()
        first.wait()
        assert sweep() == 1
        assert len(files(room)) == 1
        assert own.parent == room
    assert files(room) == []  # the other one ended and removed its own
