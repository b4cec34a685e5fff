"""Classes of one's own in Chromium: pictures, teaching, the maps of the classes, saving."""

import io
import re
import zipfile

import pytest
from playwright.sync_api import expect

from tests.support.lesson import noise
from tests.support.sections import show
from tests.support.visit import part
from vit.loading.weights import load
from vit.pictures.images import png

pytestmark = pytest.mark.browser

RED, GREEN = 0, 1  # colours of the noise
ADDED = "count => document.querySelectorAll('[data-picture]').length === count"
COMPARED = "() => /None of these/.test(document.querySelector('[data-av=teach-none]').textContent)"


def files(colour: int, count: int, seed: int = 0) -> list:
    """Pictures of noise of one colour, as files."""
    return [
        {"name": f"{colour}-{i}.png", "mimeType": "image/png", "buffer": png(rgb)}
        for i, rgb in enumerate(noise(2 * i + colour, seed) for i in range(count))
    ]


def name(one, at, text):
    field = one.page.locator(".av-teach-name").nth(at)
    field.fill(text)
    field.press("Enter")
    expect(one.page.locator(".av-teach-name").nth(at)).to_have_value(text)


def give(one, at, sent, total):
    one.page.locator(".av-teach-here").nth(at).click()
    one.page.set_input_files("[data-av=teach-file]", sent)
    one.page.wait_for_function(ADDED, arg=total)


def remove_and_undo(one):
    move_by_keys(one)
    one.page.locator("[data-picture]").first.click()
    part(one, "teach-remove").click()
    one.page.wait_for_function(ADDED, arg=5)
    part(one, "undo").click()
    one.page.wait_for_function(ADDED, arg=6)


def move_by_keys(one):
    """A picture goes to the other class, away and back, by the keyboard alone."""
    pictures = one.page.locator("[data-picture]")
    pictures.nth(1).focus()
    one.page.keyboard.press("ArrowRight")
    expect(pictures.nth(2)).to_be_focused()
    one.page.keyboard.press("Shift+ArrowDown")
    expect(one.page.locator("[data-class='1'] [data-picture]")).to_have_count(4)
    expect(pictures.nth(5)).to_be_focused()
    one.page.keyboard.press("Delete")
    one.page.wait_for_function(ADDED, arg=5)
    for _ in range(2):
        one.page.keyboard.press("Control+z")
    expect(one.page.locator("[data-class='0'] [data-picture]")).to_have_count(3)
    part(one, "teach-hand").focus()
    one.page.keyboard.press("ArrowDown")
    expect(part(one, "teach-whole")).to_have_text("Add this part")
    one.page.keyboard.press("Escape")
    expect(part(one, "teach-whole")).to_have_text("Add this picture")


def test_kinds_that_it_never_saw_are_named_and_the_model_is_saved(visit, tmp_path):
    one = visit()
    show(one, "Teach")
    name(one, 0, "red")
    name(one, 1, "green")
    give(one, 0, [*files(RED, 3), {**files(RED, 1)[0], "name": "copy.png"}], 3)
    expect(part(one, "teach-faults")).to_contain_text("0-0.png” is in “red” already")
    broken = {"name": "broken.png", "mimeType": "image/png", "buffer": b"nothing"}
    give(one, 1, [files(GREEN, 1)[0], broken, *files(GREEN, 3)[1:]], 6)
    expect(part(one, "teach-faults")).to_contain_text("broken.png: This file is not a picture")

    remove_and_undo(one)
    one.page.get_by_role("button", name="Teach these classes").click()
    expect(part(one, "teach-judged")).to_contain_text("6 of 6 photographs named right")
    one.page.wait_for_function(COMPARED)
    with one.page.expect_download() as saved:
        part(one, "teach-save").click()
    zipfile.ZipFile(io.BytesIO(saved.value.path().read_bytes())).extractall(tmp_path)
    model = load(f"local-dir:{tmp_path / 'classes-red-green'}", device="cpu")
    assert model.labels.names == ("red", "green")

    before = one.token
    part(one, "teach-look").click()
    token = one.ready(after=before)
    one.page.set_input_files("#av-own input[type=file]", files(GREEN, 1, seed=9)[0])
    one.ready(after=token)
    bars = one.page.locator("[data-av=bars] button")
    expect(bars.first).to_contain_text("green")
    expect(one.page.locator("#av-left")).to_contain_text(re.compile("[Nn]earness"))
    show(one, "Explain")
    expect(one.page.locator(".av-why-class:visible").first).to_contain_text("green")


def test_labels_without_meaning_are_too_few_pictures_to_tell(visit):
    one = visit()
    show(one, "Teach")
    sent = files(RED, 4)
    give(one, 0, sent[::2], 2)
    give(one, 1, sent[1::2], 4)
    one.page.get_by_role("button", name="Teach these classes").click()
    expect(part(one, "teach-judged")).to_contain_text("Too few pictures to tell")
    one.page.reload()
    one.page.wait_for_function(ADDED, arg=4)
    expect(part(one, "teach-judged")).to_contain_text("Too few pictures to tell")


def test_a_lesson_that_the_server_let_go_is_brought_back(visit, site):
    one = visit()
    show(one, "Teach")
    for at, colour in enumerate((RED, GREEN)):
        give(one, at, files(colour, 2, seed=7), 2 * at + 2)
    before = one.token
    count = len(site.engine.uploads)
    site.engine.visits.leave(site.engine.visits.granted(before).visit)
    assert len(site.engine.uploads) == count - 4
    one.page.evaluate("dispatchEvent(new Event('focus'))")
    one.until(lambda: one.token != before, True)
    one.page.get_by_role("button", name="Teach these classes").click()
    expect(part(one, "teach-judged")).to_contain_text("4 of 4 photographs named right")
    expect(part(one, "teach-fault")).to_be_hidden()
