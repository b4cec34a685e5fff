"""Which visit a page belongs to: that of its tab, also after a reload.

A tab has a secret, which it keeps while it is open and which never stands in an address. Whoever
loads a page with it continues the visit, with its tokens and its pictures.
"""

import hashlib
import re
import threading
from collections import OrderedDict

MOST = 4096  # pages whose tab is known; the one that was used longest ago goes


class Tabs:
    """Session of a page -> its visit; safe between threads."""

    def __init__(self, most: int = MOST) -> None:
        """No page is open."""
        self._most = most
        self._lock = threading.Lock()
        self._visits: OrderedDict[str, str] = OrderedDict()

    def enter(self, session: str, secret: str) -> str:
        """The visit of a page that was just loaded, from its tab's 32 hexadecimal digits.

        A page without a secret is a visit of its own.
        """
        visit = visit_of(secret)
        if visit is None:
            return self.visit(session)
        with self._lock:
            self._visits[session] = visit
            self._visits.move_to_end(session)
            while len(self._visits) > self._most:
                self._visits.popitem(last=False)
        return visit

    def visit(self, session: str) -> str:
        """The visit of a page that is open."""
        with self._lock:
            if session in self._visits:
                self._visits.move_to_end(session)
            return self._visits.get(session, f"page {session}")


def visit_of(secret: str) -> str | None:
    """The visit of a tab with this secret; None for what is none."""
    if not re.fullmatch("[0-9a-f]{32}", secret):
        return None
    return f"tab {hashlib.sha256(secret.encode()).hexdigest()}"
