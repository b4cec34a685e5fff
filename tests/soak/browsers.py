"""Real browsers in a soak: pages with a picture of one's own, which must outlive all faults."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from tests.soak.ledger import Ledger, Lost
from tests.support import chromium

FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]
PATIENCE = 60_000  # ms
# The token of a view that is complete; null while the page waits for one.
SHOWN = """before => {
  const viewer = document.querySelector('[data-token]');
  const {token, ready} = viewer?.dataset ?? {};
  return token && ready === token && token !== before ? token : false;
}"""
PICTURE = "new URLSearchParams(location.search).get('picture')"
TECHNICAL = "document.body.innerText.match(/Traceback|Value: |not in the list of choices|Error: /)"


class Visitor:
    """A page in a browser, with one photograph."""

    def __init__(self, page: Page, name: str) -> None:
        """Nothing is loaded yet."""
        self._page, self.name = page, name
        self.picture = ""

    async def open(self, url: str, photograph: Path) -> None:
        """Load the page and open the photograph."""
        await self._page.goto(url)
        before = await self._shown("")
        await self._page.locator("#av-own input[type=file]").set_input_files(photograph)
        await self._shown(before)
        found = await self._page.wait_for_function(PICTURE, timeout=PATIENCE)
        self.picture = await found.json_value()

    async def check(self, ledger: Ledger) -> None:
        """Lost where the page has lost its picture, or shows a sentence for programmers."""
        with ledger.timed("back", self.name):
            await self._page.wait_for_function(SHOWN, arg="", timeout=PATIENCE)
            found = await self._page.evaluate(PICTURE)
            if found != self.picture:
                raise Lost(f"the page shows {found} in the place of {self.picture}")
            if await self._page.evaluate(TECHNICAL):
                raise Lost("the page shows a sentence for programmers")
            await self._change(6)
            await self._change(8)

    async def _change(self, patch: int) -> None:
        choice = self._page.locator("#av-patch")
        if await choice.get_by_label(str(patch), exact=True).is_checked():
            return
        before = await self._page.evaluate("document.querySelector('[data-token]').dataset.token")
        await choice.get_by_text(str(patch), exact=True).click(timeout=PATIENCE)
        await self._shown(before)

    async def _shown(self, before: str) -> str:
        """Wait for another view than that of a token."""
        found = await self._page.wait_for_function(SHOWN, arg=before, timeout=PATIENCE)
        return await found.json_value()


@asynccontextmanager
async def opened(url: str, photographs: list[Path]) -> AsyncIterator[list[Visitor]]:
    """A browser window for each photograph, each as one that was never used."""
    async with async_playwright() as playwright:
        browser: Browser = await playwright.chromium.launch(
            executable_path=chromium.find(), args=FLAGS
        )
        visitors = list[Visitor]()
        for number, photograph in enumerate(photographs):
            page = await (await browser.new_context()).new_page()
            visitors.append(Visitor(page, f"browser {number}"))
            await visitors[-1].open(url, photograph)
        yield visitors
        await browser.close()
