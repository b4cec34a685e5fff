"""An engine of tiny models, and an open view with a client of the routes."""

import pytest

import vit
from app.engine.engine import Engine
from app.settings import Settings
from tests.support.client import Page
from tests.support.tiny import tiny_model


@pytest.fixture
def loads(monkeypatch):
    """Checkpoints are tiny models; the keys that were loaded, in order."""
    loaded = []

    def load(key, **_):
        loaded.append(key)
        return tiny_model(seed=len(key)).float()

    monkeypatch.setattr(vit, "load", load, raising=False)
    return loaded


@pytest.fixture
def forwards(monkeypatch):
    """How often a forward ran."""
    count, trace = [], vit.trace

    def counted(*arguments):
        count.append(arguments[3])
        return trace(*arguments)

    monkeypatch.setattr(vit, "trace", counted)
    return count


@pytest.fixture
def engine(loads):
    return Engine(Settings(device="cpu"))


@pytest.fixture
def page(monkeypatch) -> Page:
    return Page(monkeypatch)
