"""Heads with sinks: a lower line, because the embedded model has none on its examples."""

import pytest

from vit.anatomy import head_statistics, head_tags

LINE = 0.1  # share of all queries' attention; some heads of every layer but the fourth lie above it
PICTURE = "example:one-3"  # where this holds


def lower_line(monkeypatch: pytest.MonkeyPatch, line: float = LINE) -> None:
    """From now on a patch with this share is a sink."""
    for module in (head_statistics, head_tags):
        monkeypatch.setattr(module, "sink_share", lambda tokens: line)
