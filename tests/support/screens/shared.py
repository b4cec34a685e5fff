"""How a fact that screens share is set and read on any of them."""

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.support.visit import Visit, point_at, slide

LET_GO = "node => node.dispatchEvent(new Event('change', {bubbles: true}))"

Show = Callable[[Visit, str], None]
Set = Callable[[Visit], None]


def go(one: Visit, place: str) -> None:
    """To a screen, or to a section of it, written as Screen/section."""
    screen, _, section = place.partition("/")
    one.page.get_by_role("tab", name=screen, exact=True).click()
    if screen == "Model card":
        expect(one.page.locator(".av-card-head h2:visible")).not_to_be_empty()
        return
    one.painted()
    if screen == "Learn":
        one.page.locator("[data-set=card]").nth(int(section)).click()
    elif section:
        one.page.locator(f"[data-set=section][data-to={section}]:visible").click()
    one.painted()


def seen(one: Visit, selector: str) -> Locator:
    return one.page.locator(f"{selector}:visible")


def says(selector: str, form: str, plus: int = 0) -> Show:
    """The part of the page contains the value, counted from `plus`, in this form."""

    def show(one: Visit, value: str) -> None:
        text = form.format(int(value) + plus if plus else value)
        expect(seen(one, selector).first).to_contain_text(text)

    return show


def holds(selector: str) -> Show:
    """The control has the value."""
    return lambda one, value: expect(seen(one, selector).first).to_have_value(value)


def marks(selector: str, attribute: str) -> Show:
    """The one of these buttons that is pressed carries the value."""
    pressed = f"{selector}[aria-pressed=true]"
    return lambda one, value: expect(seen(one, pressed)).to_have_attribute(attribute, value)


def key(name: str) -> Set:
    def press(one: Visit) -> None:
        one.page.mouse.move(0, 0)
        one.page.keyboard.press(name)

    return press


def row(selector: str) -> Set:
    """The first class of a list that is not chosen."""
    return lambda one: seen(one, f"{selector} button[aria-pressed=false]").first.click()


def another(selector: str) -> Set:
    """Another value of a select: the first, or the second where the first is chosen."""

    def choose(one: Visit) -> None:
        field = seen(one, selector).first
        field.select_option("1" if field.input_value() == "0" else "0")

    return choose


def lone_head(one: Visit) -> None:
    """The head of a rollout of one head a layer, in the laboratory."""
    seen(one, "[data-set=fusion][data-to=head]").click()
    another("[data-av=lab-head]")(one)


def pressed(selector: str, *values: str) -> Set:
    """The first of some buttons that is not pressed."""

    def press(one: Visit) -> None:
        for value in values:
            button = seen(one, selector.format(value)).first
            if button.get_attribute("aria-pressed") != "true":
                button.click()
                return

    return press


def column_point(one: Visit) -> None:
    """A patch of the first column of Compare, away from where the pointer was."""
    rows = one.page.locator(".av-col").first.get_attribute("data-patch") or "(0, 0)"
    across = 0.3 if "3)" not in rows else 0.7
    point_at(one, one.page.locator(".av-col [data-av=eye]").first, across, 0.6, click=True)
    one.page.mouse.move(5, 5)


def slide_size(one: Visit) -> None:
    before, slider = one.token, one.page.locator("#av-size")
    slide(slider, 4 if slider.input_value() != "4" else 1)
    one.painted()
    slider.evaluate(LET_GO)
    one.ready(after=before)


def radio_size(one: Visit) -> None:
    before = one.token
    one.page.locator("#av-patch label:not(.selected)").nth(1).click()
    one.ready(after=before)


def shows_size(one: Visit, value: str) -> None:
    """The screen shows the page's own view, which has this size."""
    one.page.wait_for_function(
        """token => [...document.querySelectorAll('[data-shown]')].some(
          screen => screen.getClientRects().length && screen.dataset.shown === token)""",
        arg=one.token,
    )


def slider_size(one: Visit, value: str) -> None:
    expect(one.page.locator("#av-size")).to_have_attribute("aria-valuetext", f"{value} pixels")
