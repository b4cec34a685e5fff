"""1 370 tokens: the map comes first, then what is looked at; nothing comes twice."""

import re
from collections import Counter

import pytest
from playwright.sync_api import Response, expect

from tests.support.checkpoints import HEAVY
from tests.support.screens.explore import choose_model, point, upload
from tests.support.visit import part

pytestmark = pytest.mark.browser

OF_A_VIEW = re.compile(r"/vit/([\w-]{32})/(.+)$")
LINE = """Object.defineProperty(Navigator.prototype, 'connection',
  {get: () => ({saveData: %s, effectiveType: '4g', downlink: %d})});
globalThis.PerformanceObserver = class {observe() {}}; // no reply is timed"""
MIDDLE = 1 + 37 * 18 + 18


class Traffic:
    """What came for the present view of a page: path after the token, and bytes of each reply."""

    def __init__(self, one) -> None:
        self.one = one
        self.replies: list[tuple[str, str, int]] = []  # token, path, bytes since `forget`
        self.all: list[str] = []
        one.page.on("response", self.take)

    def take(self, response: Response) -> None:
        match = OF_A_VIEW.search(response.url)
        if match and "alive" not in response.url:
            size = int(response.headers.get("content-length", 0))
            self.replies.append((match[1], match[2], size))
            self.all.append(match[0])

    @property
    def paths(self) -> list[str]:
        """What came, but for the marks of sinks: a few bytes that follow a map some time later."""
        here = self.one.token
        return sorted({path for token, path, _ in self.replies if token == here} - {"sinks"})

    @property
    def megabytes(self) -> float:
        here = self.one.token
        return sum(size for token, _, size in self.replies if token == here) / 1e6

    @property
    def twice(self) -> list[str]:
        """What came more than once; the picture may, from the browser's own cache."""
        counts = Counter(path for path in self.all if not path.endswith("/picture"))
        return [path for path, count in counts.items() if count > 1]

    def forget(self) -> None:
        self.replies.clear()


@pytest.fixture
def many(visit):
    """Opens a page of the large model on a line where a person saves data, or does not."""

    def open_page(*, saves: bool, downlink: int = 30):
        one = visit()
        one.reusable = False
        one.page.add_init_script(LINE % (str(saves).lower(), downlink))
        one.page.reload()
        one.ready()
        choose_model(one, HEAVY)
        one.painted()
        return one, Traffic(one)

    return open_page


def press(one, name):
    one.page.get_by_role("button", name=name, exact=True).click()
    one.painted()


def test_an_upload_is_drawn_from_its_colours_alone(many, photo):
    one, traffic = many(saves=False)
    held = []
    one.page.route("**/from/*", lambda route: held.append(route))
    one.page.locator("#av-own input[type=file]").set_input_files(photo())
    title = part(one, "title")
    one.until(lambda: len(held), 1)  # the row of the class token: query and key wait for it
    expect(title).to_have_text("Colours after L12")
    one.painted()
    assert {"picture", "features/colours"} <= set(traffic.paths)
    assert set(traffic.paths) <= {"picture", "features/colours", "objects"}
    assert traffic.megabytes < 0.9
    held[0].continue_()
    one.until(lambda: "qk/11" in traffic.paths, True)  # ahead, while idle
    one.until(lambda: "qk/10" in traffic.paths, True)  # a layer beside it, which the line can bear
    assert not [path for path in traffic.paths if path.startswith(("rollout", "fused", "qk/0"))]


def test_who_saves_data_gets_what_is_looked_at_alone(many, photo):
    one, traffic = many(saves=True)
    upload(one, photo())
    one.painted()
    assert set(traffic.paths) <= {"picture", "features/colours", "from/0", "objects"}
    traffic.forget()
    press(one, "Attention")
    assert traffic.paths == ["rollout/0"]
    traffic.forget()
    point(one, 0.5, 0.5)
    one.until(lambda: traffic.paths, [f"from/{MIDDLE}"])
    one.painted()
    expect(part(one, "where")).to_have_text("from patch (18, 18)")


def test_each_thing_comes_when_it_is_looked_at_and_once(many):
    one, traffic = many(saves=True)
    for name, path in (("Norms", "features/norms"), ("Similarity", "features/12")):
        traffic.forget()
        press(one, name)
        assert traffic.paths == [path]
    traffic.forget()
    one.page.keyboard.press("k")
    one.until(lambda: traffic.paths, ["features/11"])
    assert traffic.megabytes <= 1.1
    press(one, "Attention")
    point(one, 0.5, 0.5)
    one.painted()
    traffic.forget()
    for name in ("Features", "Colours", "Norms", "Similarity", "Attention"):
        press(one, name)
    point(one, 0.5, 0.5)
    one.painted()
    assert traffic.paths == traffic.twice == []


def test_a_layer_visited_later_brings_its_query_and_key(many):
    one, traffic = many(saves=False)
    press(one, "Attention")
    one.until(lambda: {"qk/11", "qk/10"} <= loaded(one), True)
    traffic.forget()
    one.page.keyboard.press("k")
    expect(part(one, "title")).to_have_text("L11 mean")
    one.until(lambda: "qk/9" in traffic.paths, True)  # that of layer 11 was ahead
    assert traffic.paths == ["qk/9"]
    assert traffic.twice == []


def test_a_hover_waits_for_no_rollout(many):
    one, traffic = many(saves=False, downlink=1)  # nothing comes ahead
    held = []
    one.page.route("**/rollout/*", lambda route: held.append(route))
    one.page.get_by_role("button", name="Attention", exact=True).click()
    one.until(lambda: traffic.paths, ["qk/11"])
    one.until(lambda: len(held), 1)
    point(one, 0.5, 0.5)
    expect(part(one, "status")).to_contain_text("L12 mean   from (18, 18) to")
    held[0].continue_()
    one.painted()


def loaded(one) -> set[str]:
    return {match[2] for url in one.data_requests() if (match := OF_A_VIEW.search(url))}


def test_attention_to_a_hovered_patch_needs_no_work_ahead_in_the_page(many):
    one, traffic = many(saves=False)
    press(one, "Attention")
    one.until(lambda: "qk/11" in loaded(one), True)
    one.page.locator("[data-set=direction][data-to=to]").click()
    one.until(lambda: {"to/0", "sums/11"} <= set(traffic.paths), True)
    one.painted()
    held = []
    one.page.route("**/to/*", lambda route: held.append(route))
    status = part(one, "status")
    point(one, 0.5, 0.5)
    expect(status).to_have_text(
        re.compile(r"L12 mean   to \(18, 18\) from .+: ~.+ other layers: at rest")
    )
    derived = weight(status)
    one.until(lambda: len(held), 1)
    held[0].continue_()
    one.painted()
    expect(status).to_have_text(re.compile(r"L12 mean   to \(18, 18\) from [^~]+$"))
    assert derived == pytest.approx(weight(status), rel=0.02)


def weight(status) -> float:
    return float(re.search(r": ~?([0-9.e-]+) =", status.inner_text())[1])


IDLE_WORK = """async meta => {
  const {Trace} = await attentionViewer.load('record/trace');
  const room = () => new Float32Array(meta.heads * meta.tokens);
  const layer = {swept: 0, query: room(), key: room(), lse: room()};
  const record = {meta, layers: [layer], fusedOf: () => null, features: null};
  return [...new Trace(record).preparation()].length;
}"""


@pytest.mark.parametrize(("tokens", "steps"), [(145, 2), (1370, 0)])
@pytest.mark.parametrize("query", [0, None])
def test_only_few_tokens_are_computed_ahead(modules, tokens, steps, query):
    meta = {"layers": 1, "heads": 2, "tokens": tokens, "head_width": 1, "prefix": 1}
    facts = {"readout": None, "default_query": query, "dtype": "float32"}
    assert modules.evaluate(IDLE_WORK, meta | facts) == steps
