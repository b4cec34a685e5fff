"""A page that stays open for the tests of a module, each of which finds it as it was opened."""

from playwright.sync_api import TimeoutError

from tests.support.pages import SIZE
from tests.support.site import Site
from tests.support.visit import READY, Visit

SOON = 10_000  # ms, after which a new page is the quicker way
NOTE = """async () => {
  const {pageState, travelling} = await attentionViewer.load('state/page');
  window.opened = {facts: travelling(pageState.facts), stored: JSON.stringify(localStorage)};
}"""
AGAIN = """async () => {
  if (!window.opened || JSON.stringify(localStorage) !== window.opened.stored) return false;
  const [{pageState}, {goTo}, {endGesture}] = await Promise.all(
    ['state/page', 'state/passes', 'state/steps'].map(name => attentionViewer.load(name)));
  const chosen = facts => JSON.stringify(facts.selection);
  if (chosen(pageState.facts) !== chosen(window.opened.facts)) return false; // the server's part
  document.activeElement?.blur();
  getSelection().empty();
  endGesture();
  goTo(window.opened.facts);
  scrollTo(0, 0);
  return true;
}"""
AS_OPENED = """async () => {
  const {pageState, travelling} = await attentionViewer.load('state/page');
  const text = facts => JSON.stringify(facts, (_, value) =>
    value instanceof Set || value instanceof Map ? [...value] : value);
  return text(travelling(pageState.facts)) === text(window.opened.facts)
    && document.querySelector('[data-token]').dataset.token === pageState.facts.pass.meta.token;
}"""


class Stay:
    """Keeps one page, its document and what it has fetched; its state goes back for each test."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.kept: Visit | None = None

    def note(self, one: Visit) -> None:
        """The page was just opened: this is the state to which it goes back."""
        one.page.evaluate(NOTE)

    def keep(self, one: Visit) -> bool:
        """Whether the page can go on: it has its first document, size, model and picture."""
        usable = self.kept is None and one.page.viewport_size == SIZE and self._again(one)
        if usable:
            self.kept = one
        return usable

    def take(self) -> Visit | None:
        one, self.kept = self.kept, None
        if one:
            one.requests.clear()
        return one

    def _again(self, one: Visit) -> bool:
        one.page.unroute_all()
        one.page.mouse.up()
        one.page.mouse.move(0, 0)
        one.page.keyboard.press("Escape")
        if not one.page.evaluate(AGAIN):
            return False
        try:
            one.page.wait_for_function(AS_OPENED, timeout=SOON)
            one.page.wait_for_function(READY, arg="", timeout=SOON)
        except TimeoutError:
            return False
        return self.site.engine.granted(one.token) is not None
