"""Persons and textures, taught in Chromium to the checkpoint for photographs.

Its own weights at a smaller input: photographs that the lesson never saw are named, the maps of
their class are shown, and the saved folder opens again.
"""

import io
import zipfile

import pytest
import torch
from playwright.sync_api import expect

import vit
from app.settings import Settings
from tests.support.packages import KEY
from tests.support.photographs import PERSONS, TEXTURES
from tests.support.screens.explain import answered, card, chosen, class_maps, open_explain
from tests.support.sections import show
from tests.support.site import serving
from tests.support.visit import Visit, part
from vit.loading.weights import load
from vit.pictures.images import decode

pytestmark = pytest.mark.browser

SIDE, PATCH = 224, 14  # px: 257 tokens
CLASSES = {"person": PERSONS, "texture": TEXTURES}  # the last photograph of each is kept back
ADDED = "count => document.querySelectorAll('[data-picture]').length === count"
COMPARED = """() => /^None of these(: a picture| cannot be told)/.test(
  document.querySelector('[data-av=teach-none]').textContent)"""
SPECIFIC = ("gradient_rollout", "relevance", "legrad")


@pytest.fixture
def opened(chrome, dinov2):
    small = dinov2.at_size((SIDE, SIDE), PATCH)
    settings = Settings(device="cpu", threads=1, model=KEY)
    with serving(settings, lambda *_, **__: small) as running:
        context = chrome.new_context(viewport={"width": 1440, "height": 900})
        one = Visit(context.new_page())
        one.watch()
        one.page.goto(running.url)
        one.ready()
        yield one, running
        context.close()
        assert one.errors == []
        assert one.outside(running.url) == []


def teach(one):
    """Two photographs of each class; what is said of the lesson is there."""
    show(one, "Teach")
    for at, (name, files) in enumerate(CLASSES.items()):
        field = one.page.locator(".av-teach-name").nth(at)
        field.fill(name)
        field.press("Enter")
        one.page.locator(".av-teach-here").nth(at).click()
        one.page.set_input_files("[data-av=teach-file]", files[:-1])
        one.page.wait_for_function(ADDED, arg=2 * at + 2)
    one.page.get_by_role("button", name="Teach these classes").click()
    one.page.wait_for_function(COMPARED)


def saved(one, folder):
    """The saved folder, opened by the library."""
    with one.page.expect_download() as sent:
        part(one, "teach-save").click()
    zipfile.ZipFile(io.BytesIO(sent.value.path().read_bytes())).extractall(folder)
    return load(f"local-dir:{folder / 'classes-person-texture'}", device="cpu")


def test_kept_back_photographs_are_named_by_a_taught_model_that_opens_again(opened, tmp_path):
    one, site = opened
    teach(one)
    expect(part(one, "teach-judged")).to_contain_text("4 of 4 photographs named right")
    again = saved(one, tmp_path)
    assert again.labels.names == tuple(CLASSES)

    token = one.token
    part(one, "teach-look").click()
    token = one.ready(after=token)
    for name, files in CLASSES.items():
        one.page.set_input_files("#av-own input[type=file]", files[-1])
        token = one.ready(after=token)
        expect(one.page.locator("[data-av=bars] button").first).to_contain_text(name)
        pixels = vit.prepare(again, decode(files[-1]).rgb).pixels
        with torch.inference_mode():
            p = again(pixels[None]).softmax(-1)[0]
        assert p[again.labels.names.index(name)] > 0.5
        torch.testing.assert_close(p, site.trace(token).probabilities(), rtol=0, atol=1e-4)

    open_explain(one)
    assert chosen(one) == list(CLASSES).index("texture")
    answered(one, chosen(one))
    for name, tokens in class_maps(site, one, chosen(one), SPECIFIC).items():
        assert tokens[1:].count_nonzero() > tokens[1:].numel() / 4
        expect(card(one, name)).not_to_contain_text("All zero")
