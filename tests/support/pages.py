"""Pages that go from one test to the next: a new window of Chromium costs over a second."""

from typing import Any

from playwright.sync_api import Browser, Page

from tests.support.visit import PATIENCE, THUMBNAIL

SIZE = {"width": 1440, "height": 900}
FORGET = "() => { sessionStorage.clear(); window.name = ''; }"


class Pages:
    """Empty pages, each in a context of its own, for one origin."""

    def __init__(self, chrome: Browser, origin: str) -> None:
        self.chrome, self.origin = chrome, origin
        self._idle: list[Page] = []

    def take(
        self, viewport: dict[str, int] = SIZE, color_scheme: str = "light", **options: Any
    ) -> Page:
        """A page of this size and theme; one with other options is new."""
        page = self._idle.pop() if self._idle and not options else self._new(options)
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=color_scheme)
        return page

    def _new(self, options: dict[str, Any]) -> Page:
        context = self.chrome.new_context(reduced_motion="reduce", **options)
        context.set_default_timeout(PATIENCE)
        return context.new_page()

    def empty(self, page: Page) -> None:
        """Nothing of a visit stays on its page, and the next one may have it."""
        page.unroute_all()
        page.goto(self.origin + THUMBNAIL)  # no other origin, which would start a new process
        page.evaluate(FORGET)
        session = page.context.new_cdp_session(page)
        stored = {"origin": self.origin, "storageTypes": "all"}
        session.send("Storage.clearDataForOrigin", stored)
        session.detach()
        page.context.clear_cookies()
        page.context.clear_permissions()
        page.mouse.up()
        page.mouse.move(0, 0)
        self._idle.append(page)

    def close(self) -> None:
        for page in self._idle:
            page.context.close()
