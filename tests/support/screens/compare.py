"""The Compare screen: a page on it, its columns and what stands in them."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.visit import point_at, slide

SETTLED = """count => {
  const columns = [...document.querySelectorAll('.av-col')];
  const measured = one => one.querySelector('[data-av=distance]').textContent !== '–';
  const refused = one => one.classList.contains('is-refused');
  return columns.length === count
    && document.querySelector('.av-columns').closest('[data-painted]')
    && columns.every(one => refused(one) || one.dataset.ready && measured(one))
    && !columns.some(one => one.hasAttribute('data-waiting'));
}"""


class Bench:
    """A page on the Compare screen."""

    def __init__(self, one, columns=3):
        self.one, self.page = one, one.page
        self.page.get_by_role("tab", name="Compare").click()
        self.settle(columns)

    def settle(self, columns):
        """Wait until every column shows and measures what it was asked for."""
        self.page.wait_for_function(SETTLED, arg=columns)

    def show(self, kind, columns=3):
        """Another kind of map."""
        button = self.page.get_by_role("button", name=kind, exact=True)
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        self.settle(columns)

    def column(self, index):
        return self.page.locator(".av-col").nth(index)

    def part(self, index, name):
        return self.column(index).locator(f"[data-av={name}]")

    def add(self, what, columns=4):
        self.page.get_by_role("button", name=f"another {what}").click()
        self.settle(columns)

    def set(self, index, field, value):
        """Change a field of a column's panel."""
        self.part(index, "setup").click()
        box = self.part(index, field)
        if box.evaluate("one => one.matches('select')"):
            box.select_option(value)
        else:
            box.fill(value)
            box.press("Tab")
        self.page.keyboard.press("Escape")

    def point(self, index, across, down, *, click=False):
        """Bring the pointer, or a click, to these fractions of a column's picture."""
        point_at(self.one, self.part(index, "eye"), across, down, click=click)

    def expect_patches(self, *cells):
        for index, cell in enumerate(cells):
            expect(self.column(index)).to_have_attribute("data-patch", cell)

    def expect_peak(self, index, value):
        """The peak of a column's map, in multiples of uniform: two digits below 10, else three."""

        def shown():
            found = re.search(r"peak ([\d.]+)×", self.part(index, "peak").inner_text())
            return found and float(found[1])

        self.one.until(shown, pytest.approx(float(value), rel=0.06))

    def leave(self):
        """The pointer goes: nothing is read under it any more."""
        self.page.mouse.move(5, 5)
        expect(self.page.locator("[data-av=line]")).not_to_contain_text("read at")

    def tokens(self):
        """The token of the view that each column shows."""
        return self.page.locator(".av-col").evaluate_all("all => all.map(one => one.dataset.ready)")

    def slide(self, step):
        slide(self.page.locator("#av-size"), step)


def cell(across, down, rows, cols=None):
    """A patch as a column tells it: at these fractions, on a grid of so many rows."""
    return f"({int(down * rows)}, {int(across * (cols or rows))})"
