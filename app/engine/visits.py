"""Who owns a token: an open page and one lane of it; with the page, its tokens go.

A visit is one open page. It has lanes (the page's own view, a column of Compare, a changed pass on
Heads), and each lane shows one pass at a time: when it shows the next, the token of the pass before
last goes. The same pass has the same token on all lanes of a visit.

All who come share one visit, EVERYONE, for the view that stands in the page's HTML. Its token reads
that view and opens no lane.

A visit also owns the pictures that were opened in it: nobody else gets one for its digest, and the
name of a picture's file is that of the visit, even where another one opened equal pixels.

`ranks` says what memory is kept for while it is short.
"""

import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from app.engine.recorded import TraceKey

KEPT = 2  # tokens of a lane: the one shown, and the one it replaces while that is fetched
LANES = 16  # lanes of a visit; the one that has not been used for longest goes
IDLE = 600.0  # s after a page's last sign of life until its tokens go
DIGITS = 12  # of a digest, in hexadecimal: they name a picture in a link
OPENED = 64  # pictures of a visit; the one that was opened first goes
RECENT = 16  # of them, those that rank with what is on the screen
OF_LANE, OF_PAGE = 1, 2  # ranks: of what a lane shows, of what the page itself shows
MOST = 4096  # tokens of all visits; the visit that has been idle for longest goes first
PAGE = "page"  # the lane of the page's own view
EVERYONE = "everyone"  # the visit of all who come: it stays, and shows the first example alone


@dataclass
class Visit:
    """An open page: its lanes with their tokens, newest last, and its last sign of life in s.

    `pictures` are the digests of those that were opened in it, with the names of their files there.
    """

    seen: float
    lanes: OrderedDict[str, deque[str]] = field(default_factory=OrderedDict[str, deque[str]])
    pictures: OrderedDict[str, str] = field(default_factory=OrderedDict[str, str])

    def tokens(self) -> set[str]:
        """The tokens of all lanes."""
        return {token for lane in self.lanes.values() for token in lane}


@dataclass(frozen=True)
class Grant:
    """What a token stands for, and whose it is."""

    key: TraceKey
    visit: str


class Visits:
    """The open pages and what each of them may read; safe between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = MOST) -> None:
        """No page is open. `clock` gives seconds; `most` bounds the tokens of all visits."""
        self._clock, self._most = clock, most
        self._lock = threading.Lock()
        self._visits: OrderedDict[str, Visit] = OrderedDict()  # idle for longest first
        self._grants: dict[str, Grant] = {}
        self._ended: list[str] = []  # visits whose end nobody was told of yet
        self._hearers: list[Callable[[str], None]] = []

    def when_ended(self, forget: Callable[[str], None]) -> None:
        """Call `forget(visit)` when a visit has ended: soon after, at the next call of another."""
        self._hearers.append(forget)

    def grant(self, visit: str, lane: str, key: TraceKey) -> str:
        """An unguessable token that lets a page read this pass: the one that it has, if any."""
        with self._lock:
            self._sweep()
            page = self._alive(visit)
            held = (token for token in page.tokens() if self._grants[token].key == key)
            token = next(held, None) or secrets.token_urlsafe(24)
            self._grants[token] = Grant(key, visit)
            self._show(page, lane, token)
            self._bound(visit)
        self._say_ended()
        return token

    def granted(self, token: str) -> Grant | None:
        """What a token stands for, None when it has expired; a sign of life of its page."""
        with self._lock:
            self._sweep()
            grant = self._grants.get(token)
            if grant is not None:
                self._alive(grant.visit)
        self._say_ended()
        return grant

    def enter(self, visit: str) -> None:
        """A sign of life of a visit, which begins with the first one."""
        with self._lock:
            self._sweep()
            self._alive(visit)
        self._say_ended()

    def sweep(self) -> None:
        """Let the visits go that have been idle for too long, with all that they alone held."""
        with self._lock:
            self._sweep()
        self._say_ended()

    def own(self, visit: str, digest: str, name: str = "") -> None:
        """Note that a picture was opened in a visit, from a file that has this name there."""
        with self._lock:
            self._sweep()
            pictures = self._alive(visit).pictures
            pictures[digest] = name
            pictures.move_to_end(digest)
            while len(pictures) > OPENED:
                pictures.popitem(last=False)

    def name(self, visit: str, digest: str) -> str:
        """What the file of a picture is called in a visit; empty where it opened none."""
        with self._lock:
            page = self._visits.get(visit)
            return page.pictures.get(digest, "") if page else ""

    def on_screens(self) -> set[str]:
        """The digests of the pictures that pages show now."""
        with self._lock:
            lanes = [tokens for page in self._visits.values() for tokens in page.lanes.values()]
            return {self._grants[tokens[-1]].key.digest for tokens in lanes if tokens}

    def owned(self, visit: str, digits: str) -> str | None:
        """The digest that begins with these digits, of a picture opened in this very visit."""
        with self._lock:
            self._sweep()
            page = self._visits.get(visit)
            pictures = list(page.pictures) if page else []
            return next((one for one in reversed(pictures) if one.startswith(digits)), None)

    def opened(self, visit: str) -> list[str]:
        """The digests of the pictures that were opened in a visit, the newest first."""
        with self._lock:
            self._sweep()
            page = self._visits.get(visit)
            return list(reversed(page.pictures)) if page else []

    def is_open(self, visit: str) -> bool:
        """Whether a visit has not gone; no sign of life of it."""
        with self._lock:
            self._sweep()
            return visit in self._visits

    def ranks(self, but: str = "") -> dict[Hashable, int]:
        """What is on screens, as keys of passes, digests and checkpoints, each with its rank.

        The newest pass of a page's own view ranks before those of its other lanes, and as high do
        the pictures that were last opened in it. The page `but` will replace what it shows.
        """
        with self._lock:
            self._sweep()
            ranks: dict[Hashable, int] = {}
            for visit, page in self._visits.items():
                for lane, tokens in page.lanes.items():
                    rank = OF_PAGE if lane == PAGE and visit != but else OF_LANE
                    key = self._grants[tokens[-1]].key if tokens else None
                    for one in (key, key.digest, key.checkpoint) if key else ():
                        ranks[one] = max(rank, ranks.get(one, 0))
                ranks |= dict.fromkeys(list(page.pictures)[-RECENT:], OF_PAGE)
            return ranks

    def release(self, token: str) -> None:
        """Let one token go."""
        with self._lock:
            grant = self._grants.pop(token, None)
            page = self._visits.get(grant.visit) if grant else None
            for tokens in page.lanes.values() if page else ():
                while token in tokens:
                    tokens.remove(token)

    def leave(self, visit: str) -> None:
        """A page was closed: all that it held goes."""
        with self._lock:
            self._drop(visit)
        self._say_ended()

    def __len__(self) -> int:
        """How many tokens are held."""
        return len(self._grants)

    def _alive(self, visit: str) -> Visit:
        """The visit, with this moment as its last sign of life."""
        now = self._clock()
        page = self._visits.setdefault(visit, Visit(now))
        page.seen = now
        self._visits.move_to_end(visit)
        return page

    def _sweep(self) -> None:
        """Let the visits go that have been idle for too long."""
        latest = self._clock() - IDLE
        idle = [
            visit
            for visit, page in self._visits.items()
            if page.seen < latest and visit != EVERYONE
        ]
        for visit in idle:
            self._drop(visit)

    def _show(self, page: Visit, lane: str, token: str) -> None:
        """Put a token last in its lane; what no lane shows any more goes."""
        before = page.tokens()
        tokens = page.lanes.setdefault(lane, deque())
        page.lanes.move_to_end(lane)
        if token in tokens:
            tokens.remove(token)
        tokens.append(token)
        while len(tokens) > KEPT:
            tokens.popleft()
        if len(page.lanes) > LANES:
            del page.lanes[next(name for name in page.lanes if name != PAGE)]
        for gone in before - page.tokens():
            del self._grants[gone]

    def _bound(self, visit: str) -> None:
        """Let the longest idle visits go while there are too many tokens; never this one."""
        others = [one for one in self._visits if one not in (visit, EVERYONE)]
        while len(self._grants) > self._most and others:
            self._drop(others.pop(0))

    def _drop(self, visit: str) -> None:
        page = self._visits.pop(visit, None)
        for token in page.tokens() if page else ():
            self._grants.pop(token, None)
        if page:
            self._ended.append(visit)

    def _say_ended(self) -> None:
        """Tell of visits that have ended; without the lock, because what follows takes others."""
        with self._lock:
            ended, self._ended = self._ended, []
        for visit in ended:
            for forget in self._hearers:
                forget(visit)
