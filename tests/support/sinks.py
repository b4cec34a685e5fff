"""Heads with sinks: another line, so that the models of the tests have some, or none."""

from collections.abc import Callable

import pytest

from tests.support.visit import Visit
from vit.anatomy import head_statistics, head_tags

LINE = 0.1  # share of all queries' attention, which several heads send to one patch
PICTURE = "example:one-3"  # where the first layer has such heads too


def lower_line(monkeypatch: pytest.MonkeyPatch, line: float = LINE) -> None:
    """From now on a patch with this share is a sink."""
    for module in (head_statistics, head_tags):
        monkeypatch.setattr(module, "sink_share", lambda tokens: line)


def open_picture(visit, site, facts: str = "", **options) -> Visit:
    """A page with the picture whose heads have sinks at the lower line, and facts of a link."""
    one = visit(**options)
    before = one.token
    one.page.goto(f"{site.url}?picture={PICTURE}{facts}")
    one.ready(after=before)
    return one


def both_differ(read: Callable[[], list[str]], plain: list[str]) -> bool:
    """Whether each of several pictures that are read now is another than before."""
    return all(one != other for one, other in zip(read(), plain, strict=True))
