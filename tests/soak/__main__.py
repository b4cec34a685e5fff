"""The soak: a class of fifty over HTTP, real browsers, and faults, in one table."""

import argparse
import asyncio
import contextlib
import os
import platform
import sys
import tempfile
from pathlib import Path

import torch

from tests.benchmarks import table
from tests.soak import browsers, class_of, faults, figures, models
from tests.soak.ledger import Ledger, Lost
from tests.soak.server import Server

MEMORY = 2048  # MiB that the program may keep
LESS = 10  # people while faults are made
WINDOWS = 3  # real browsers
ALONE, SCENES = 8, 60  # times that a person alone does each kind of work, and draws a scene
FEW, SHORT = 8, 20.0  # people and s of the short form
LASTS = 4.0  # s before, during and after a fault


class Soak:
    """The program with a hub, a table, and in words all that was lost."""

    def __init__(self, folder: Path, *, short: bool) -> None:
        """Start the program."""
        self._folder, self._short = folder, short
        self._files = class_of.photographs(folder, 2 if short else class_of.PHOTOGRAPHS)
        self._hub = models.hub_with_base()
        self._server = Server(folder, self._hub.address, "--memory", f"{MEMORY}MiB")
        self._server.start()
        self._start = self._server.resident()
        self._alone = Ledger()
        self.rows, self.lost = list[table.Row](), list[str]()

    def close(self) -> None:
        """End the program."""
        with contextlib.suppress(ProcessLookupError):
            self._server.kill()
        self._hub.close()

    async def by_one(self) -> None:
        """One person alone, then beside a sweep of a large model."""
        url, beside = self._server.url, Ledger()
        await class_of.alone(url, self._files, self._alone, 2 if self._short else ALONE)
        times = 5 if self._short else SCENES
        await class_of.scenes(url, self._alone, times, first=0)
        await class_of.scenes_beside_a_sweep(url, models.KEY, beside, times)
        self.rows += figures.of_scenes(self._alone, beside)
        self._note("alone, and beside a sweep", "one person", self._alone, beside)

    async def by_many(self, people: int, seconds: float) -> None:
        """A class, beside sweeps and a training."""
        full, server = Ledger(), self._server
        await class_of.work(server.url, people, seconds, self._files, full, models.KEY)
        self.rows += figures.of_class(self._alone, full, people) + figures.of_work(full, seconds)
        bound = MEMORY * figures.MIB
        now, files = server.resident(), server.files_held()
        self.rows += figures.of_memory(self._start, now, bound, files)
        self._note("in the class", f"{people} people", full)

    async def through_faults(self) -> None:
        """Faults one after the other, while some people work and browsers hold a picture."""
        paths = [self._folder / f"own {number}.jpg" for number in range(WINDOWS)]
        for number, path in enumerate(paths):
            content = self._files[number % len(self._files)]
            path.write_bytes(class_of.own_files([content], LESS + number)[0])
        async with browsers.opened(self._server.url, paths) as visitors:
            for fault in faults.FAULTS[:2] if self._short else faults.FAULTS:
                ledger = Ledger()
                await self._with(fault, ledger)
                for visitor in visitors:
                    with contextlib.suppress(Lost):
                        await visitor.check(ledger)
                self._note(fault.name, fault.way, ledger)
        logged = self._server.faults_logged()
        self.rows.append(table.Row("tracebacks in the log", "", f"{logged}", "", "0"))

    async def _with(self, fault: faults.Fault, ledger: Ledger) -> None:
        """People at work before, during and after a fault."""
        work = class_of.work(self._server.url, LESS, 3600.0, self._files, ledger, arrives=LASTS)
        people = asyncio.create_task(work)
        await asyncio.sleep(LASTS)
        async with fault.make(faults.Site(self._server, self._hub, ledger)):
            await asyncio.sleep(LASTS)
            if fault.refuses:  # in sentences
                ledger.lost[:] = [one for one in ledger.lost if " 500 " in one]
        await asyncio.sleep(LASTS)
        people.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await people

    def _note(self, name: str, where: str, *ledgers: Ledger) -> None:
        for ledger in ledgers:
            self.rows.append(figures.of_losses(name, where, ledger))
            self.lost += ledger.lost


async def soak(people: int, seconds: float, *, short: bool) -> Soak:
    """All of it, in order."""
    with tempfile.TemporaryDirectory() as folder:
        one = Soak(Path(folder), short=short)
        try:
            await one.by_one()
            await one.by_many(people, seconds)
            await one.through_faults()
        finally:
            one.close()
    return one


def main() -> int:
    """Soak, print the table, and return 1 where something was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=5.0, help="of the class")
    parser.add_argument("--short", action="store_true", help="eight people, about a minute in all")
    options = parser.parse_args()
    people, seconds = options.people, 60 * options.minutes
    if options.short:
        people, seconds = FEW, SHORT
    done = asyncio.run(soak(people, seconds, short=options.short))
    print(f"{platform.machine()}, {os.cpu_count()} cores, torch {torch.__version__}")
    print(table.show(done.rows))
    for words in done.lost:
        print(f"lost: {words}")
    return 1 if done.lost else 0


if __name__ == "__main__":
    sys.exit(main())
