"""The first map, before Gradio has mounted: what it takes, and that nothing jumps or is lost."""

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from app.front.modules import VIEWER, every_module
from app.settings import Settings
from tests.server.test_front import NOT_IN_FILES, TYPES_ALONE
from tests.support.checkpoints import BARE, Hub
from tests.support.site import Site, serving
from tests.support.visit import PATIENCE

pytestmark = pytest.mark.browser

GRADIO = "**/assets/*.js"  # what it mounts from
SHELL = "#av-shell"
MAP = f"{SHELL} [data-painted]"
MOUNTED = "#av-view [data-ready]:not([data-lent])"
STAGE = "document.querySelector('[data-av=stage]')"
SEEN = f"""() => {{
  const {{x, y, width, height}} = {STAGE}.getBoundingClientRect();
  return [x, y, width, height, {STAGE}.toDataURL()];
}}"""
EXPORTS = """async names => {
  const found = {};
  for (const name of names) {
    const [source, held] = [await import(`/source/${name}.js`), await attentionViewer.load(name)];
    const kinds = of => Object.keys(of).sort().map(key => `${key} ${typeof of[key]}`);
    if (kinds(source).join() !== kinds(held).join()) found[name] = [kinds(source), kinds(held)];
  }
  return found;
}"""
MOST_REQUESTS, MOST_BYTES = 32, 420e3


class Held:
    """Requests of a page that wait until they are let go."""

    def __init__(self, page: Page, *patterns: str) -> None:
        self.waiting: list[Route] = []
        self.open = False
        for pattern in patterns:
            page.route(pattern, lambda route: self.take(route))

    def take(self, route: Route) -> None:
        if self.open:
            route.continue_()
        else:
            self.waiting.append(route)

    def let_go(self) -> None:
        self.open = True
        for route in self.waiting:
            route.continue_()


class Lossy:
    """A line that loses what comes under the first token that it sees."""

    def __init__(self) -> None:
        self.token = ""

    def answer(self, route: Route) -> None:
        token = route.request.url.partition("/vit/")[2].partition("/")[0]
        self.token = self.token or token
        if token == self.token:
            route.abort()
        else:
            route.continue_()


@pytest.fixture
def opening(chrome: Browser, site: Site):
    """Opens the page at an address; what is held waits for `let_go` of what comes back."""
    contexts = []

    def open_page(
        address="",
        width=1440,
        height=900,
        scheme="light",
        script="",
        holding=GRADIO,
        losing="",
        of=site,
    ) -> tuple:
        viewport = {"width": width, "height": height}
        context = chrome.new_context(viewport=viewport, color_scheme=scheme)
        context.set_default_timeout(PATIENCE)
        context.add_init_script(script)
        contexts.append(context)
        page = context.new_page()
        held = Held(page, holding)
        if losing:
            page.route(losing, Lossy().answer)
        page.goto(f"{of.url}{address}", wait_until="commit")
        return page, held

    yield open_page
    for context in contexts:
        context.close()


def test_the_first_map_needs_what_the_page_names_and_no_more(chrome, site):
    """Two round trips in series: the page, then at once all that its head names."""
    reply = httpx.get(site.url, headers={"Accept-Encoding": "br"})
    paths = re.findall(r'<link [^>]*href="(?:./)?((?:gradio_api|static|assets)/[^"]+)"', reply.text)
    linked = {site.url, *(f"{site.url}{path}" for path in paths)}
    context = chrome.new_context()
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.route("**/*", lambda route: route.continue_() if route.request.url in linked else None)
    page.goto(site.url, wait_until="commit")
    page.wait_for_selector(MAP)
    context.close()
    sizes = []
    for url in linked:
        with httpx.stream("GET", url, headers={"Accept-Encoding": "br"}) as one:
            sizes.append(sum(len(part) for part in one.iter_raw()))
    assert len(sizes) == 9  # with Gradio's style sheet, which its page names
    assert len(sizes) <= MOST_REQUESTS
    assert sum(sizes) <= MOST_BYTES


@pytest.mark.parametrize(
    ("width", "height", "scheme"),
    [(1440, 900, "light"), (1024, 768, "dark"), (390, 844, "light"), (1920, 1080, "dark")],
)
def test_nothing_moves_when_gradio_takes_the_screen_in(opening, width, height, scheme):
    page, held = opening(width=width, height=height, scheme=scheme)
    page.wait_for_selector(MAP)
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.body.classList.contains('dark')") is (scheme == "dark")
    before = page.evaluate(SEEN)
    held.let_go()
    page.wait_for_selector(MOUNTED)
    expect(page.locator(SHELL)).to_have_count(0)
    expect(page.locator("[data-av=bars] button")).to_have_count(5)
    after = page.evaluate(SEEN)
    assert before[:4] == pytest.approx(after[:4], abs=1)
    assert before[4] == after[4]


def test_what_was_chosen_before_gradio_came_stays(opening, site):
    page, held = opening()
    page.wait_for_selector(MAP)
    lent = page.locator("[data-token]").get_attribute("data-token")
    page.locator("[data-av=stage]").click(position={"x": 300, "y": 300})
    page.keyboard.press("k")
    title = page.locator("[data-av=title]")
    expect(title).to_have_text("L5 mean")
    status = page.locator("[data-av=status]")
    expect(status).to_contain_text("L5 mean   from (5, 5) to")
    held.let_go()
    page.wait_for_selector(MOUNTED)
    expect(title).to_have_text("L5 mean")
    expect(status).to_contain_text("L5 mean   from (5, 5) to")
    page.wait_for_function("location.search.includes('layer=4')")
    own = page.locator("[data-token]").get_attribute("data-token")
    assert own != lent
    with page.expect_request(lambda request: f"/{own}/from/" in request.url):
        page.locator("[data-av=stage]").click(position={"x": 100, "y": 100})


def test_a_link_never_shows_the_first_example(opening):
    page, held = opening("?layer=2")
    page.wait_for_function("window.gradio_config")
    expect(page.locator(f"{SHELL}, .av-explore")).to_have_count(0)
    held.let_go()
    page.wait_for_selector(MOUNTED)
    expect(page.locator("[data-av=title]")).to_have_text("L3 mean")


@pytest.fixture(scope="module")
def features() -> Iterator[Site]:
    """The app with a model without classes."""
    hub = Hub()
    with serving(Settings(device="cpu", threads=1, model=BARE), hub.load, hub) as running:
        yield running


def test_a_model_without_classes_is_drawn_before_gradio_too(opening, features):
    page, held = opening(of=features)
    page.wait_for_selector(MAP)
    expect(page.locator("[data-av=title]")).to_have_text("Colours after L3")
    before = page.evaluate(SEEN)
    held.let_go()
    page.wait_for_selector(MOUNTED)
    assert before[4] == page.evaluate(SEEN)[4]


def test_the_theme_that_was_chosen_is_there_from_the_first_frame(opening):
    page, _ = opening(script="localStorage.setItem('attention-viewer-theme', 'dark')")
    page.wait_for_selector(MAP)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(19, 21, 24)"


def test_a_browser_that_denies_storage_gets_the_first_map_too(opening):
    deny = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied'); }})"
    page, _ = opening(script=deny)
    page.wait_for_selector(MAP)


@pytest.mark.parametrize("losing", ["**/picture", "**/from/*"])
def test_a_first_view_that_the_line_lost_is_fetched_again(opening, losing):
    page, held = opening(losing=losing)
    held.let_go()
    page.wait_for_selector(MOUNTED)
    expect(page.locator("[data-av=title]")).to_have_text("L6 mean")


def test_gradio_may_be_first(opening):
    """The modules come late: Gradio's box is there before anything could draw ahead."""
    page, held = opening(holding="**/files/first-*")
    page.wait_for_selector("#av-view")
    held.let_go()
    page.wait_for_selector(MOUNTED)
    expect(page.locator(SHELL)).to_have_count(0)


def test_modules_in_files_export_what_their_sources_do(modules: Page):
    def source(route: Route) -> None:
        path = VIEWER / route.request.url.partition("/source/")[2]
        route.fulfill(body=path.read_text("utf-8"), content_type="text/javascript")

    modules.route("**/source/**", source)
    names = sorted({*every_module()} - TYPES_ALONE - NOT_IN_FILES)
    assert modules.evaluate(EXPORTS, names) == {}
    modules.unroute("**/source/**")
