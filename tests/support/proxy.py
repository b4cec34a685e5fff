"""Several programs behind one address: a small proxy that keeps each visitor at one of them.

As a proxy of an operator does it by a cookie: who comes without one gets the next program, and who
comes with that of a program that does not answer gets another one.
"""

import asyncio
import itertools
import re
import threading
from types import TracebackType

COOKIE = "replica"
LARGEST_HEAD = 65536  # bytes
PIECE = 65536  # bytes that are passed on at a time


class StickyProxy:
    """A proxy on a port of its own, in a thread of its own, while it is open."""

    def __init__(self, ports: list[int]) -> None:
        """The ports of the programs, all on this machine."""
        self.ports, self._next = ports, itertools.cycle(range(len(ports)))
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.url = ""
        self._lost: set[int] = set()
        self._open: list[tuple[int, asyncio.StreamWriter]] = []  # program, and its visitor's line

    def lose(self, place: int) -> None:
        """Break every line to a program, as its crash does; from now on it does not answer."""
        self._loop.call_soon_threadsafe(self._break, place)

    def _break(self, place: int) -> None:
        self._lost.add(place)
        for one, writer in self._open:
            if one == place:
                writer.transport.abort()

    def __enter__(self) -> "StickyProxy":
        self._thread.start()
        begun = asyncio.start_server(self._serve, "127.0.0.1", 0, limit=LARGEST_HEAD)
        server = asyncio.run_coroutine_threadsafe(begun, self._loop).result()
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        return self

    def __exit__(
        self, kind: type | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        """Break off every line that is still open."""
        own = asyncio.current_task()
        others = [task for task in asyncio.all_tasks() if task is not own]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request of a visitor, and its reply; the connection then closes."""
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            cookie = re.search(rb"(?i)\r\ncookie:[^\r]*\b" + COOKIE.encode() + rb"=(\d)", head)
            place, upstream = await self._connect(int(cookie[1]) if cookie else next(self._next))
            self._open.append((place, writer))
            upstream[1].write(re.sub(rb"(?i)\r\nconnection:[^\r]*", b"", head[:-2]))
            upstream[1].write(b"Connection: close\r\n\r\n")
            sent = asyncio.ensure_future(_pass_on(reader, upstream[1]))
            status = await upstream[0].readline()
            writer.write(status + f"Set-Cookie: {COOKIE}={place}; Path=/\r\n".encode())
            await _pass_on(upstream[0], writer)
            sent.cancel()
            upstream[1].close()
        except (OSError, asyncio.IncompleteReadError):
            pass  # one of the two has gone
        finally:
            self._open = [one for one in self._open if one[1] is not writer]
            writer.close()

    async def _connect(
        self, first: int
    ) -> tuple[int, tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        """A connection to a program, or to the next one that answers."""
        for step in range(len(self.ports)):
            place = (first + step) % len(self.ports)
            if place in self._lost:
                continue
            try:
                return place, await asyncio.open_connection("127.0.0.1", self.ports[place])
            except OSError:
                continue
        raise ConnectionError("no program answers")


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await reader.read(PIECE):
        writer.write(piece)
        await writer.drain()
