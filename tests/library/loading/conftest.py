"""A hub on the loopback address, to which the client of these tests is turned."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.fake_hub import FakeHub
from vit.loading import hub


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FakeHub]:
    """The hub, with a cache of its own and a short probe."""
    monkeypatch.setattr(hub, "PROBE_SECONDS", 0.5)
    server = FakeHub()
    server.use(monkeypatch, tmp_path / "cache")
    yield server
    server.close()
