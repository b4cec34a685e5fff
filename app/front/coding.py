# pyright: standard
"""Bytes as they travel: compressed once, as each browser takes them."""

import gzip
from dataclasses import dataclass

import brotli


@dataclass(frozen=True)
class Coded:
    """Bytes, and the name of their coding: `br`, `gzip`, or empty for none."""

    body: bytes
    coding: str

    @property
    def headers(self) -> dict[str, str]:
        """What a reply has to say of them."""
        vary = {"Vary": "Accept-Encoding"}
        return {**vary, "Content-Encoding": self.coding} if self.coding else vary


def best(accepted: str) -> str:
    """The best coding that the request header Accept-Encoding names; empty for none.

    A browser offers brotli over HTTPS and to its own machine, and gzip over plain HTTP on a
    network.
    """
    offered = {part.partition(";")[0].strip() for part in accepted.split(",")}
    return next((coding for coding in ("br", "gzip") if coding in offered), "")


def coded(body: bytes, coding: str, quality: int = 5) -> Coded:
    """`body` in a coding; `quality` is brotli's, 0 to 11."""
    if coding == "br":
        return Coded(brotli.compress(body, quality=quality), coding)
    if coding == "gzip":
        return Coded(gzip.compress(body, compresslevel=6, mtime=0), coding)
    return Coded(body, "")
