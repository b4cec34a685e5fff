"""A page of the server's tests with a film."""

import json
from typing import Any

from app.router import BASE
from tests.support.client import Page

FRAMES = 4


def opened(page: Page, content: bytes, name: str = "walk.webm") -> str:
    url = f"{BASE}/{page.token}/film/open"
    lines = page.client.post(url, params={"name": name}, content=content).text.splitlines()
    return json.loads(lines[-1])["result"]["clip"]


def computed(page: Page, clip: str, frames: int = FRAMES) -> list[dict[str, Any]]:
    return [
        json.loads(line) for line in page.get(f"film/{clip}/pass", frames=frames).text.splitlines()
    ]


def facts(page: Page, clip: str, frames: int = FRAMES) -> dict[str, Any]:
    return page.get(f"film/{clip}/facts", frames=frames).json()
