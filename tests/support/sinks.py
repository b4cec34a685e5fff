"""Heads with sinks: another line, so that the models of the tests have some, or none."""

import pytest

from vit.anatomy import head_statistics, head_tags

LINE = 0.1  # share of all queries' attention, which several heads send to one patch
PICTURE = "example:one-3"  # where the first layer has such heads too


def lower_line(monkeypatch: pytest.MonkeyPatch, line: float = LINE) -> None:
    """From now on a patch with this share is a sink."""
    for module in (head_statistics, head_tags):
        monkeypatch.setattr(module, "sink_share", lambda tokens: line)
