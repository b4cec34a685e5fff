"""A page that teaches classes of its own, of red and of green noise."""

import json

import numpy as np

from app.router import BASE
from tests.support.client import Page
from vit.pictures.images import Picture, picture_of, png

MINE, OTHER = "a page", "another page"
CLASSES = ("red", "green")


def noise(index: int, seed: int = 0) -> np.ndarray:
    """Noise that is red for an even index and green for an odd one."""
    draw = np.random.default_rng(100 * seed + index)
    rgb = draw.integers(0, 90, (40, 50, 3), dtype=np.uint8)
    rgb[..., index % 2] += 150
    return rgb


class Lesson:
    """A page that teaches."""

    def __init__(self, page: Page, visit: str = MINE) -> None:
        self.page, self.engine = page, page.engine
        self.token = self.engine.grant(page.recorded.key, visit)

    def get(self, path, **query):
        return self.page.client.get(f"{BASE}/{self.token}/{path}", params=query)

    def post(self, path, body, **query):
        return self.page.client.post(f"{BASE}/{self.token}/{path}", params=query, content=body)

    def add(self, rgb, name="a.png") -> str:
        reply = self.post("teach/picture", png(rgb), name=name)
        assert reply.status_code == 200, reply.text
        return reply.json()["id"]

    def sort(self, classes: dict[str, list[str]]):
        rows = [{"name": name, "pictures": ids} for name, ids in classes.items()]
        return self.post("teach/classes", json.dumps(rows))

    def learn(self, **query):
        """Progress, and the result or the sentence."""
        lines = [json.loads(line) for line in self.get("teach/learn", **query).text.splitlines()]
        return lines[:-1], lines[-1]

    def fill(self, each: int = 4) -> dict[str, list[str]]:
        classes = {
            name: [self.add(noise(2 * i + at)) for i in range(each)]
            for at, name in enumerate(CLASSES)
        }
        assert self.sort(classes).status_code == 200
        return classes

    def taught(self, **query):
        _, last = self.learn(**query)
        assert "result" in last, last
        return last["result"]


def picture(index: int) -> Picture:
    """Noise of that colour that no lesson holds."""
    return picture_of(noise(index, seed=7), "new")
