"""Faults that a soak makes, each with the way it is made, and what must hold after it."""

import asyncio
import resource
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

from tests.soak.ledger import Ledger
from tests.soak.server import Server
from tests.support.fake_hub import FakeHub

AWAY = 4.0  # s for which the program is away
WRITER = """
import os, sys
while True:
    with open(sys.argv[1], "wb") as file:
        file.write(os.urandom(64 * 2**20)); file.flush(); os.fsync(file.fileno())
"""


@dataclass(frozen=True)
class Site:
    """The program, its hub, and the ledger that knows when it is away."""

    server: Server
    hub: FakeHub
    ledger: Ledger


@dataclass(frozen=True)
class Fault:
    """A fault: its name, the way in which it is made, and what makes it until it is over."""

    name: str
    way: str
    make: Callable[[Site], AbstractAsyncContextManager[None]]
    refuses: bool = False  # while it lasts, uploads may be refused, in a sentence


async def _back(site: Site) -> None:
    await asyncio.to_thread(site.server.start)
    site.ledger.run += 1
    site.ledger.is_away = False


@asynccontextmanager
async def _crash(site: Site) -> AsyncIterator[None]:
    site.ledger.is_away = True
    await asyncio.to_thread(site.server.kill)
    await asyncio.sleep(AWAY)
    await _back(site)
    yield


@asynccontextmanager
async def _restart(site: Site) -> AsyncIterator[None]:
    site.ledger.is_away = True
    await asyncio.to_thread(site.server.stop)
    await _back(site)
    yield


@asynccontextmanager
async def _sleep(site: Site) -> AsyncIterator[None]:
    site.server.pause()
    await asyncio.sleep(AWAY)
    site.server.go_on()
    yield


@asynccontextmanager
async def _full_disk(site: Site) -> AsyncIterator[None]:
    site.server.bound(resource.RLIMIT_FSIZE, 2**20)
    yield
    site.server.bound(resource.RLIMIT_FSIZE, None)


@asynccontextmanager
async def _slow_disk(site: Site) -> AsyncIterator[None]:
    path = site.server.files / "slow"
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path)])
    yield
    writer.kill()
    writer.wait()
    path.unlink(missing_ok=True)


@asynccontextmanager
async def _little_memory(site: Site) -> AsyncIterator[None]:
    site.server.bound(resource.RLIMIT_AS, site.server.size() + 64 * 2**20)
    yield
    site.server.bound(resource.RLIMIT_AS, None)


@asynccontextmanager
async def _hub(site: Site) -> AsyncIterator[None]:
    site.hub.fault = "status 503"
    yield
    site.hub.fault = "none"


FAULTS = (
    Fault("crash", f"SIGKILL, started again after {AWAY:.0f} s", _crash),
    Fault("restart", "SIGINT, started again at once", _restart),
    Fault("sleep", f"SIGSTOP for {AWAY:.0f} s", _sleep),
    Fault("full disk", "RLIMIT_FSIZE of 1 MiB on the process", _full_disk, refuses=True),
    Fault("slow disk", "a program beside it that writes 64 MiB at a time with fsync", _slow_disk),
    Fault("little memory", "RLIMIT_AS 64 MiB above what it has", _little_memory, refuses=True),
    Fault("hub away", "each request to the hub gets HTTP 503", _hub),
)
