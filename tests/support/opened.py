"""The pages that a test opens, and who has them afterwards."""

import warnings
from typing import Any

from playwright.sync_api import TimeoutError

from tests.support.pages import Pages
from tests.support.stay import Stay
from tests.support.visit import Visit


class Opened:
    """Opens pages at one address: new ones, or the one that stays open for a module."""

    def __init__(self, pages: Pages, url: str, stay: Stay | None) -> None:
        self.pages, self.url, self.stay = pages, url, stay
        self.visits: list[Visit] = []

    def open(self, *, new: bool = False, **options: Any) -> Visit:
        """A page that is ready; with `new` or an option it is one that no test had before."""
        if self.stay and not new and not options:
            if one := self.stay.take():
                one.watch()
                self.visits.append(one)
                return one
            one = self._new()
            self.stay.note(one)
            return one
        return self._new(**options)

    def _new(self, **options: Any) -> Visit:
        one = self._begin(**options)
        try:
            one.ready()
        except TimeoutError:  # seldom, a page that was used before draws no frame
            warnings.warn("a page was not ready and was replaced by a new one", stacklevel=2)
            one.reusable = False
            one = self._begin(**options, java_script_enabled=True)  # an option: the page is new
            one.ready()
        return one

    def _begin(self, **options: Any) -> Visit:
        plain = options.keys() <= {"viewport", "color_scheme"}
        one = Visit(self.pages.take(**options), reusable=plain)
        one.watch()
        self.visits.append(one)
        one.page.goto(self.url)
        return one

    def close(self, *, failed: bool) -> None:
        """A page of a test that failed, or that met an error, is nobody's any more."""
        for one in self.visits:
            sound = not failed and not one.errors and one.reusable and not one.page.is_closed()
            kept = sound and self.stay and self.stay.keep(one)
            one.leave()
            if not kept:
                self.pages.empty(one.page) if sound else one.page.context.close()
