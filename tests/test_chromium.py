"""Which Chromium the browser tests take, and what a run without one says."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import chromium as browser

ROOT = Path(__file__).resolve().parents[1]


def test_the_first_chromium_that_starts_is_taken(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(browser, "installed", lambda: iter(["/broken", "/good"]))
    monkeypatch.setattr(browser, "debians", lambda: iter(["/never"]))
    monkeypatch.setattr(browser, "starts", lambda path: path != "/broken")
    assert browser.find() == "/good"


def test_without_any_chromium_there_is_one_sentence(monkeypatch: pytest.MonkeyPatch):
    for source in ("installed", "debians", "playwrights"):
        monkeypatch.setattr(browser, source, lambda: iter(["/broken"]))
    monkeypatch.setattr(browser, "starts", lambda _: False)
    with pytest.raises(SystemExit, match="BROWSER=0"):
        browser.find()


def test_a_named_chromium_goes_before_others(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CHROMIUM", "/mine")
    assert list(browser.installed()) == ["/mine"]


def test_the_shell_beside_playwrights_build_goes_before_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    build = tmp_path / "chromium-12" / "linux" / "chrome"
    shell = tmp_path / "chromium_headless_shell-12" / "shell-linux" / "chrome-headless-shell"
    other = tmp_path / "chromium_headless_shell-13" / "shell-linux" / "chrome-headless-shell"
    for path in (build, shell, other):
        path.parent.mkdir(parents=True)
        path.touch()
    monkeypatch.setattr(browser, "built", lambda: build)
    assert list(browser.playwrights()) == [str(shell), str(build)]


def test_what_the_shell_cannot_do_is_tested_in_a_whole_chromium(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(browser, "starts", lambda path: path != "/broken")
    monkeypatch.setattr(browser.shutil, "which", lambda name: None)
    for named, whole in (("/my/shell", "/build"), ("/mine", "/mine"), ("/broken", "/build")):
        monkeypatch.setenv("CHROMIUM", named)
        assert browser.whole("/build") == whole
    assert browser.whole("/broken") is None


def test_a_program_that_is_not_there_does_not_start():
    assert not browser.starts("/no/such/browser")
    assert browser.starts(sys.executable)


def test_a_run_says_how_many_browser_tests_it_left_out(tmp_path: Path):
    (tmp_path / "test_some.py").write_text(
        "import pytest\n"
        "@pytest.mark.browser\n@pytest.mark.parametrize('n', range(3))\ndef test_page(n): ...\n"
        "def test_other(): ...\n"
    )
    command = [sys.executable, "-m", "pytest", "-p", "tests.support.chromium", "-m", "not browser"]
    command += ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(tmp_path), str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "3 browser tests were not run (BROWSER=0)." in done.stdout
    assert "1 passed, 3 deselected" in done.stdout.splitlines()[-1]
