"""A person of a class, without a browser: requests as the page makes them, over HTTP."""

import asyncio
import json
import random
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from app.wire.contract import BASE
from tests.soak.ledger import Ledger, Lost

THINKS = 5.0  # s in the mean between two actions, exponentially distributed
PATCHES = (6, 8, 12, 16, 24, 8)  # px of the embedded model's sizes
METHODS = "rollout,relevance,legrad"  # without removal, which a page begins by a button
ROWS = 20
TRAINING = {"image": 48, "patch": 8, "width": 96, "heads": 4, "depth": 4, "mlp_ratio": 2}
TRAINING |= {"seconds": 60}
PATIENCE = httpx.Timeout(120.0)
Action = Callable[..., Awaitable[object]]
OUTPUTS = ("selection", "viewer", "answer", "strip", "models", "patch", "side", "sizes")


class Page:
    """One open page of a server: its session, its tab, and what it was last shown."""

    def __init__(self, url: str) -> None:
        """Nothing is loaded yet."""
        limits = httpx.Limits(max_connections=8, max_keepalive_connections=2)
        self.client = httpx.AsyncClient(base_url=url, timeout=PATIENCE, limits=limits)
        self.tab = secrets.token_hex(16)
        self.session, self.shown, self.events = "", dict[str, Any](), dict[Any, dict[str, Any]]()

    async def load(self) -> None:
        """The page's HTML and its first event, as a new session of the same tab."""
        await self._get("/")
        if not self.events:
            config = (await self._get("/config")).json()
            ids = {one["id"]: one["props"].get("elem_id") for one in config["components"]}
            self.events = {
                (ids.get(one["targets"][0][0]), one["targets"][0][1]): one
                for one in config["dependencies"]
                if one["backend_fn"]
            }
        self.session, self.shown = secrets.token_hex(6), {}
        await self.send((None, "load"), value=self.tab)

    async def send(self, event: tuple[str | None, str], data: Any = None, value: Any = None) -> Any:
        """Send an event; what the page then shows. Lost for a refusal."""
        one = self.events[event]
        given = [value, None, self.shown.get("answer", {})][-len(one["inputs"]) :]
        body = {
            "fn_index": one["id"],
            "data": given,
            "event_data": data,
            "session_hash": self.session,
        }
        joined = (await self._post("/gradio_api/queue/join", json=body)).json()
        last = await self._end(joined["event_id"])
        if not last["success"]:
            raise Lost(str(last["output"]))
        for name, shown in zip(OUTPUTS, last["output"]["data"], strict=False):
            if not (isinstance(shown, dict) and shown.get("__type__") == "update"):
                self.shown[name] = shown
        if self.shown["answer"].get("error"):
            raise Lost(self.shown["answer"]["error"])

    async def open(self, content: bytes, name: str) -> None:
        """Send a picture, open it, and read what the first map needs."""
        headers = {"x-tab": self.tab, "content-type": "image/jpeg"}
        sent = (await self._post(f"{BASE}/open", content=content, headers=headers)).json()
        told = {"file": sent["file"], "tab": self.tab, "name": name}
        await self.send(("av-upload", "open"), told)
        await asyncio.gather(self.view("qk"), self.view("picture"))

    async def view(self, path: str, **query: Any) -> httpx.Response:
        """Read something of the view that is shown."""
        return await self._get(self.address(path), params=query)

    async def long(
        self, url: str, began: Callable[[], None] = lambda: None, **query: Any
    ) -> dict[str, Any]:
        """Do long work to its end, and return its last line; `began` is called at each step."""
        last: dict[str, Any] = {}
        async with self.client.stream("GET", url, params=query) as reply:
            async for line in reply.aiter_lines():
                last = json.loads(line) if line else {}
                if last.get("done"):
                    began()
        if "error" in last or not last:
            raise Lost(last.get("error", "long work had no end"))
        return last

    def address(self, path: str) -> str:
        """The address of something of the view that is shown."""
        return f"{BASE}/{self.shown['viewer']['token']}/{path}"

    async def _get(self, url: str, **options: Any) -> httpx.Response:
        return await self._sound("GET", url, **options)

    async def _post(self, url: str, **options: Any) -> httpx.Response:
        return await self._sound("POST", url, **options)

    async def _sound(self, method: str, url: str, **options: Any) -> httpx.Response:
        """A reply; as a browser does, sent again where a kept connection was closed meanwhile."""
        try:
            reply = await self.client.request(method, url, **options)
        except (httpx.ReadError, httpx.RemoteProtocolError):
            reply = await self.client.request(method, url, **options)
        if reply.status_code != httpx.codes.OK:
            raise Lost(f"{reply.request.url.path}: {reply.status_code} {reply.text[:200]}")
        return reply

    async def _end(self, event: str) -> dict[str, Any]:
        """The last message about an event."""
        query = {"session_hash": self.session}
        async with self.client.stream("GET", "/gradio_api/queue/data", params=query) as lines:
            async for line in lines.aiter_lines():
                message = json.loads(line.removeprefix("data: ")) if line else {}
                if message.get("msg") == "process_completed" and message["event_id"] == event:
                    return message
        raise Lost("an event had no end")


class Person:
    """Somebody who opens a picture, looks at it in many ways, reloads the page, and so on."""

    def __init__(self, url: str, number: int, photographs: list[bytes], ledger: Ledger) -> None:
        """`photographs` are files of this person's own."""
        self.name, self._ledger, self._photographs = f"person {number}", ledger, photographs
        self._random = random.Random(number)
        self.page, self._run = Page(url), ledger.run

    async def live(self, arrives: float) -> None:
        """Come in within so many seconds, and go on for ever: a cycle after the other."""
        await asyncio.sleep(self._random.uniform(0, arrives))
        await self._reload()
        while True:
            await self._cycle()

    async def _cycle(self) -> None:
        page, content = self.page, self._random.choice(self._photographs)
        await self._act("upload", page.open, content, f"{self.name}.jpg")
        for patch in PATCHES:
            await self._act("patch size", page.send, ("av-sizes", "choose"), {"patch": patch})
        for _ in range(2):
            target = self._random.randrange(8)
            await self._act("explain", page.view, "maps", target=target, methods=METHODS)
        await self._act("statistics", page.view, "heads")
        for _ in range(ROWS):
            await self._act("hover row", self._hover)
        await self._reload()
        await self._think()

    async def _hover(self) -> None:
        shown = self.page.shown["viewer"]
        token = self._random.randrange(shown["rows"] * shown["cols"])
        await self.page.view(f"from/{token}", layer=2)

    async def _act(self, kind: str, action: Action, *given: Any, **fields: Any) -> None:
        """Do something until it succeeds, and think."""
        while not await self._does(kind, action, *given, **fields):
            await self._think()
            await self._reload()
        await self._think()

    async def _does(self, kind: str, action: Action, *given: Any, **fields: Any) -> bool:
        try:
            with self._ledger.timed(kind, self.name, self._run):
                await action(*given, **fields)
        except Lost:
            return False
        return True

    async def _load(self) -> None:
        self._run = self._ledger.run
        await self.page.load()

    async def _reload(self) -> None:
        while not await self._does("reload", self._load):
            await self._think()

    async def _think(self) -> None:
        await asyncio.sleep(self._random.expovariate(1 / THINKS))


class Sweeper:
    """Somebody who switches the heads of the program's large model off, again and again."""

    def __init__(self, url: str, number: int, model: str, ledger: Ledger) -> None:
        """`model` is the key of the large model."""
        self._name, self._model, self._ledger = f"sweeper {number}", model, ledger
        self._page, self.sweeps = Page(url), asyncio.Event()

    async def live(self) -> None:
        """Go on for ever."""
        while True:
            try:
                with self._ledger.timed("sweep", self._name):
                    await self._page.load()
                    await self._page.send(("av-model", "choose"), {"key": self._model})
                    where = self._page.address("ablation")
                    await self._page.long(where, self.sweeps.set, target=1, fill="zero")
            except Lost:
                await asyncio.sleep(1)


class Trainer:
    """Somebody who trains a small model, again and again."""

    def __init__(self, url: str, ledger: Ledger) -> None:
        """Nothing is being trained."""
        self._page, self._ledger = Page(url), ledger

    async def live(self) -> None:
        """Go on for ever."""
        while True:
            try:
                with self._ledger.timed("training", "trainer"):
                    await self._page.load()
                    await self._page.long(self._page.address("train"), **TRAINING)
            except Lost:
                await asyncio.sleep(1)
