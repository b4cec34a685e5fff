"""A class at work: people, sweeps and a training, for so many seconds."""

import asyncio
import contextlib
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.memory import photograph
from tests.soak.ledger import Ledger, Lost
from tests.soak.person import Page, Person, Sweeper, Trainer

PHOTOGRAPHS = 8  # different files, of 12 megapixels each
SWEEPERS = 5
DQT = b"\xff\xdb"  # begins a quantisation table of a JPEG
ARRIVES = 30.0  # s within which all of a class come in


def photographs(folder: Path, count: int = PHOTOGRAPHS) -> list[bytes]:
    """Files of 12 megapixels."""
    return [photograph(folder / f"{seed}.jpg", seed).read_bytes() for seed in range(count)]


def own_files(files: Sequence[bytes], number: int) -> list[bytes]:
    """A person's files: the given ones, with pixels that nobody else has.

    Each person has another entry of the first quantisation table, which all blocks are made with:
    so nobody's pass is there already, and no file has to be compressed anew.
    """
    return [_varied(content, 3 + number % 60) for content in files]


def _varied(content: bytes, entry: int) -> bytes:
    at = content.index(DQT) + len(DQT) + 3 + entry  # after its length and the number of the table
    other = content[at] + 1 if content[at] < 255 else 254
    return content[:at] + bytes([other]) + content[at + 1 :]


async def work(
    url: str,
    people: int,
    seconds: float,
    files: Sequence[bytes],
    ledger: Ledger,
    model: str = "",
    arrives: float = ARRIVES,
) -> None:
    """Let people work, beside sweeps of a large `model` and a training where one is given.

    They come in within `arrives` seconds.
    """
    lives: list[Coroutine[Any, Any, None]] = [
        Person(url, number, own_files(files, number), ledger).live(arrives)
        for number in range(people)
    ]
    if model:
        lives += [Sweeper(url, number, model, ledger).live() for number in range(SWEEPERS)]
        lives.append(Trainer(url, ledger).live())
    tasks = [asyncio.create_task(life) for life in lives]
    try:
        await asyncio.wait(tasks, timeout=seconds)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def alone(url: str, files: Sequence[bytes], ledger: Ledger, times: int) -> None:
    """One person, who does each kind of work so many times without a pause."""
    page = Page(url)
    await page.load()
    for number in range(times):
        content = own_files(files, 50 + number // len(files))[number % len(files)]
        with ledger.timed("upload", "alone"):
            await page.open(content, "me.jpg")
        for patch in (6, 12):
            with ledger.timed("patch size", "alone"):
                await page.send(("av-sizes", "choose"), {"patch": patch})
        with ledger.timed("explain", "alone"):
            await page.view("maps", target=number % 8, methods="rollout,relevance,legrad")
        with ledger.timed("statistics", "alone"):
            await page.view("heads")
        with ledger.timed("hover row", "alone"):
            await page.view(f"from/{number}", layer=2)
        with ledger.timed("reload", "alone"):
            await page.load()


async def scenes(url: str, ledger: Ledger, times: int, first: int) -> None:
    """One person who draws new scenes for the embedded model."""
    page = Page(url)
    await page.load()
    for seed in range(first, first + times):
        with ledger.timed("scene", "alone"):
            await page.send(("av-scene", "draw"), {"kind": "two", "seed": seed})
            await page.view("qk")


async def scenes_beside_a_sweep(url: str, model: str, beside: Ledger, times: int) -> None:
    """The same while somebody else sweeps over a large model."""
    sweeper = Sweeper(url, 0, model, Ledger())
    sweeping = asyncio.create_task(sweeper.live())
    await sweeper.sweeps.wait()
    await scenes(url, beside, times, first=10_000)
    sweeping.cancel()
    with contextlib.suppress(asyncio.CancelledError, Lost):
        await sweeping
