"""One open view and a client of the routes: what a page would be answered, without a page."""

import numpy as np
import torch
from starlette.applications import Starlette
from starlette.testclient import TestClient

import vit
from app.engine.engine import Engine
from app.router import BASE, routes
from app.settings import Selection, Settings
from tests.support.tiny import tiny_model
from vit.pictures.images import Picture, picture_of

READOUTS = {  # models that read several tokens
    "distilled": {"distilled": True, "registers": 0},
    "attention pooling": {"pool": "attention", "class_token": False},
}


def noise(seed: int) -> Picture:
    """A picture that nothing else has the digest of."""
    rgb = np.random.default_rng(seed).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    return picture_of(rgb, f"noise {seed}")


class Page:
    """One open view of the tiny model and a client of its routes."""

    def __init__(self, monkeypatch, model=None, **changes):
        model = (model or tiny_model(**changes)).float()
        monkeypatch.setattr(vit, "load", lambda key, **_: model, raising=False)
        self.engine = Engine(Settings(device="cpu"))
        rgb = np.random.default_rng(0).integers(0, 256, (50, 70, 3), dtype=np.uint8)
        self.picture = self.engine.hold(picture_of(rgb, "noise"))
        key = self.engine.key(Selection(self.picture.digest, "embedded"))
        self.recorded = self.engine.record(key)
        self.trace = self.recorded.trace
        self.token = self.engine.grant(key, "a page")
        self.client = TestClient(Starlette(routes=routes(self.engine)))

    def get(self, path, **query):
        return self.client.get(f"{BASE}/{self.token}/{path}", params=query)

    def pixels(self):
        return self.engine.prepared(self.recorded.key).pixels

    def numbers(self, path, dtype, shape, **query):
        reply = self.get(path, **query)
        assert reply.status_code == 200, reply.text
        return torch.from_numpy(np.frombuffer(reply.content, dtype).reshape(shape).copy())


def close(found, expected, **tolerance):
    torch.testing.assert_close(
        found, expected.float(), **({"rtol": 1e-4, "atol": 1e-5} | tolerance)
    )
