"""What stands on the screens that open empty: two classes that were taught, and a short film."""

from typing import Any

from playwright.sync_api import expect

from tests.support.film_files import gif
from tests.support.lesson import noise
from tests.support.sections import show
from tests.support.visit import Visit, part
from vit.pictures.images import png

ADDED = "count => document.querySelectorAll('[data-picture]').length === count"
COMPARED = """() => /^None of these(: a picture| cannot be told)/.test(
  document.querySelector('[data-av=teach-none]').textContent)"""
EACH = 2  # pictures of a class


def fill(one: Visit) -> None:
    """Teach two classes and follow a patch in a film, which stay while the page is open."""
    _teach(one)
    _film(one)


def _file(name: str, kind: str, content: bytes) -> Any:
    return {"name": name, "mimeType": kind, "buffer": content}


def _teach(one: Visit) -> None:
    show(one, "Teach")
    for at in range(2):
        one.page.locator(".av-teach-here").nth(at).click()
        files = [_file(f"{at}-{i}.png", "image/png", png(noise(2 * i + at))) for i in range(EACH)]
        one.page.set_input_files("[data-av=teach-file]", files)
        one.page.wait_for_function(ADDED, arg=EACH * (at + 1))
    one.page.locator("[data-picture]").first.click()  # what can be done with it is in sight
    one.page.get_by_role("button", name="Teach these classes").click()
    one.page.wait_for_function(COMPARED)


def _film(one: Visit) -> None:
    show(one, "Film")
    part(one, "clip-file").set_input_files(_file("noise.gif", "image/gif", gif()))
    expect(part(one, "clip-status")).to_contain_text("uniform")
    expect(one.page.locator("#av-film-screen .av-errand-running")).to_be_hidden()
    one.painted()
    part(one, "clip-stage").click()
    expect(part(one, "clip-release")).to_be_visible()
    one.painted()
