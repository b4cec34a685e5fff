"""States of the page that a link carries, each chosen as a person does."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.support.visit import PAINTED


def tab(page: Page, name: str) -> None:
    chosen = page.get_by_role("tab", name=name, exact=True)
    chosen.click()
    expect(chosen).to_have_attribute("aria-selected", "true")
    page.wait_for_function(PAINTED)


def press(page: Page, within: str, group: str, to: str) -> None:
    page.locator(f"{within} [data-set='{group}'][data-to='{to}']").click()
    page.wait_for_function(PAINTED)


def explore_head(page: Page) -> None:
    press(page, ".av-explore", "direction", "to")
    page.locator("[data-av=cells]").select_option("entropy")
    page.keyboard.press("k")
    page.keyboard.press(",")
    page.keyboard.press("ArrowLeft")


def explore_rollout(page: Page) -> None:
    press(page, ".av-explore", "method", "rollout")
    page.keyboard.press("[")
    press(page, ".av-explore", "shape", "smooth")


def explore_features(page: Page) -> None:
    press(page, ".av-explore", "method", "features")
    press(page, ".av-explore", "feature", "norms")


def explore_segments(page: Page) -> None:
    press(page, ".av-explore", "method", "features")
    press(page, ".av-explore", "feature", "segments")
    page.locator("[data-av=facet]").select_option("value")
    page.locator("[data-av=facet-head]").select_option("2")
    page.locator("[data-av=segments]").fill("6")
    page.wait_for_function(PAINTED)


def explain_laboratory(page: Page) -> None:
    tab(page, "Explain")
    press(page, ".av-explain", "section", "laboratory")
    press(page, ".av-explain", "fusion", "max")


def explain_class(page: Page) -> None:
    page.locator("[data-av=bars] button").nth(2).click()
    tab(page, "Explain")
    press(page, ".av-explain", "mode", "uniform")


def compare_rollout(page: Page) -> None:
    tab(page, "Compare")
    press(page, ".av-compare", "kind", "rollout")


def positions_lab(page: Page) -> None:
    tab(page, "Positions")
    press(page, ".av-positions", "section", "lab")
    press(page, ".av-positions", "change", "shift")


def heads_statistics(page: Page) -> None:
    tab(page, "Heads")
    press(page, ".av-heads-view", "figure", "entropy")
    page.keyboard.press("k")


def heads_depth(page: Page) -> None:
    tab(page, "Heads")
    press(page, ".av-heads-view", "section", "depth")
    page.keyboard.press("[")


def heads_finder(page: Page) -> None:
    tab(page, "Heads")
    press(page, ".av-heads-view", "section", "finder")
    for edge, number in (("top", 2), ("bottom", 5), ("left", 7), ("right", 9)):
        page.locator(f"[data-av=find-{edge}]").fill(str(number))
    page.locator("[data-av=find-only]").click()


def heads_interventions(page: Page) -> None:
    tab(page, "Heads")
    press(page, ".av-heads-view", "section", "interventions")
    page.locator("[data-av=cut-switches] button[data-layer='5'][data-head='2']").click()
    page.wait_for_function(PAINTED)
    page.locator("[data-av=cut-switches] button[data-layer='1']:not([data-head])").click()


def compare_columns(page: Page) -> None:
    tab(page, "Compare")
    page.get_by_role("button", name="another patch size").click()
    page.wait_for_function(PAINTED)
    page.locator(".av-col").nth(1).locator("[data-av=head]").select_option("2")


def learn_build(page: Page) -> None:
    tab(page, "Learn")
    press(page, ".av-learn", "section", "build")
    page.locator("[data-size=depth]").fill("7")


def learn_card(page: Page) -> None:
    tab(page, "Learn")
    page.locator("[data-set=card][data-to='6']").click()


STATES: tuple[Callable[[Page], None], ...] = (
    *(explore_head, explore_rollout, explore_features, explore_segments),
    *(explain_laboratory, explain_class),
    *(compare_rollout, positions_lab, heads_statistics, heads_depth, learn_card),
    *(heads_finder, heads_interventions, compare_columns, learn_build),
)
