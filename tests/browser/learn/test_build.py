"""One's own ViT in Chromium: live numbers, broken rules, and a training."""

import re

import pytest
from playwright.sync_api import expect

from app.engine.store import OWN
from app.screens.learn.build import Plan, facts
from tests.support.screens.learn import (
    open_section,
)
from tests.support.visit import part

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]

START = {"image": 48, "patch": 8, "width": 96, "heads": 4, "depth": 4, "mlp_ratio": 2}


FACTS = """list => [...list.querySelectorAll('dt')].map(
  name => [name.textContent, name.nextElementSibling.firstChild.textContent])"""


def move(one, name, value):
    one.page.locator(f"[data-size={name}]").fill(str(value))


def told(one, **changes):
    """The facts of the sizes on the page, once it shows them."""
    sizes = START | changes
    query = "&".join(f"{name}={value}" for name, value in sizes.items())
    expect(one.page.locator(f"[data-built='{query}']")).to_have_count(1)
    return facts(Plan.parse({name: str(value) for name, value in sizes.items()}))


def short(number):
    for power, name in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= power:
            return f"{number / power:.{0 if number >= 100 * power else 1}f} {name}"
    return str(number)


def test_the_learning_curve_is_drawn_in_the_colours_of_the_theme(visit):
    one = open_section(visit(), "build")
    told(one)
    pixels = lambda: part(one, "train-curve").evaluate("canvas => canvas.toDataURL()")  # noqa: E731
    before = pixels()
    part(one, "theme").click()
    one.until(lambda: pixels() != before, True)


def test_the_numbers_follow_the_sliders(visit):
    one = open_section(visit(), "build")
    for changes in ({}, {"image": 96}, {"image": 96, "depth": 7}):
        for name, value in changes.items():
            move(one, name, value)
        expected = told(one, **changes)
        numbers = dict(part(one, "build-facts").evaluate(FACTS))
        assert numbers["tokens"] == str(expected["shape"]["tokens"])
        assert numbers["each patch"] == f"{expected['shape']['patch_numbers']} numbers"
        assert numbers["multiply-adds"] == short(expected["multiply_adds"])
        assert part(one, "build-total").inner_text() == short(expected["total"])
        parts = part(one, "build-parts").locator("li")
        expect(parts).to_have_count(len(expected["parameters"]))
    expect(part(one, "build-caption")).to_have_text("12 × 12 patches of 8 × 8 px")


def test_a_broken_rule_is_named_and_mended_with_a_click(visit):
    one = open_section(visit(), "build")
    move(one, "image", 50)
    told(one, image=50)
    broken = one.page.locator(".av-build-rules .is-broken")
    expect(broken).to_contain_text("image size % patch size")
    expect(broken).to_contain_text("50 % 8 = 2")
    expect(part(one, "build-left")).to_contain_text("2 px are left over")
    expect(part(one, "train-go")).to_be_disabled()
    broken.get_by_role("button", name="56").click()
    told(one, image=56)
    expect(broken).to_have_count(0)
    expect(part(one, "train-go")).to_be_enabled()


def test_what_is_too_large_says_why_it_cannot_be_trained_here(visit):
    one = open_section(visit(), "build")
    one.page.get_by_role("button", name="ViT-B/16").click()
    expected = told(one, image=224, patch=16, width=768, heads=12, depth=12, mlp_ratio=4)
    expect(part(one, "train-told")).to_have_text(expected["refused"])
    expect(part(one, "train-go")).to_be_disabled()


def test_the_end_of_a_training_leaves_the_person_where_they_are(visit, site, monkeypatch):
    monkeypatch.setattr("app.screens.learn.build.TRAINING_SECONDS", (1, 300))
    one = open_section(visit(new=True), "build")
    told(one)
    one.page.route(
        "**/train?*",
        lambda route: route.continue_(url=route.request.url.replace("seconds=60", "seconds=2")),
    )
    before = one.token
    part(one, "train-go").click()
    expect(part(one, "train-open")).to_be_visible()
    expect(one.page.get_by_role("tab", name="Learn")).to_have_attribute("aria-selected", "true")
    expect(part(one, "train-told")).to_contain_text("accuracy 0.")
    assert one.token == before
    part(one, "train-open").click()
    expect(one.page.get_by_role("tab", name="Explore")).to_have_attribute("aria-selected", "true")
    key = site.engine.granted(one.ready(after=before))
    assert key.checkpoint.startswith(OWN)
    assert site.engine.store.model(key.checkpoint).config.image == (48, 48)
    expect(one.page.locator("#av-model input")).to_have_value(key.checkpoint)


def test_a_training_pauses_goes_on_and_is_cancelled(visit):
    one = open_section(visit(), "build")
    told(one)
    part(one, "train-go").click()
    words = part(one, "train-told")
    expect(words).to_contain_text(re.compile(r"Step [1-9]"))
    part(one, "train-pause").click()
    expect(part(one, "train-pause")).to_have_text("Go on")
    with one.page.expect_request(re.compile("/train/.*/go$")):
        part(one, "train-pause").click()
    step = int(re.search(r"Step (\d+)", words.inner_text())[1])
    one.until(lambda: int(re.search(r"Step (\d+)", words.inner_text())[1]) > step, True)
    part(one, "train-stop").click()
    expect(words).to_have_text("Cancelled: nothing was kept.")
    expect(part(one, "train-go")).to_be_enabled()
