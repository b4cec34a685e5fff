"""The slider of the patch size: what it predicts, and what it leaves out when it is fast."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("stay")]


def asked(bench, word):
    return [url for url in bench.one.data_requests() if word in url]


def test_the_slider_predicts_at_every_size_it_passes(new_bench):
    marks = new_bench.page.locator(".av-stop")
    expect(marks).to_have_text(["(4)", "6", "8", "12", "16", "24", "(32)"])
    new_bench.one.forget()
    for step, (patch, rows) in enumerate([(4, 24), (6, 16), (8, 12), (12, 8), (16, 6)]):
        new_bench.slide(step)
        expect(new_bench.part(0, "fixed")).to_have_text(f"{patch} px")
        expect(new_bench.part(0, "cells")).to_have_text(f"{rows} × {rows} patches")
        expect(new_bench.part(0, "tokens")).to_have_text(str(rows * rows + 1))
        new_bench.settle(3)
        expect(new_bench.part(1, "cells")).to_have_text("4 × 4 patches")
    assert (
        len(asked(new_bench, "/column?")) == 3
    )  # 4, 6 and 12: 8 and 16 were in the columns already
    new_bench.one.forget()
    for step in (2, 0, 3):
        new_bench.slide(step)
        new_bench.settle(3)
    assert new_bench.one.data_requests() == []
    expect(new_bench.part(0, "curve")).to_have_attribute(
        "aria-label", re.compile(r"17 tokens .* 37 tokens .* 65 tokens .* 145 .* 257 .* 577 tokens")
    )


def test_the_grid_is_cut_again_before_the_answer_and_older_requests_are_dropped(new_bench):
    held, dropped = [], []
    new_bench.page.on("requestfailed", lambda request: dropped.append(request.url))
    new_bench.page.route("**/column?*", lambda route: held.append(route))
    columns = lambda: [url for url in dropped if "/column?" in url]  # others stop too  # noqa: E731
    before = new_bench.part(0, "eye").screenshot()
    new_bench.slide(1)
    expect(new_bench.part(0, "fixed")).to_have_text("6 px")
    new_bench.page.wait_for_function("() => document.querySelector('.av-col[data-waiting]')")
    new_bench.one.until(lambda: new_bench.part(0, "eye").screenshot() != before, True)
    expect(new_bench.part(0, "tokens")).to_have_text("145")
    for step, sizes in ((3, ["6", "12"]), (0, ["6", "12", "4"])):
        new_bench.slide(step)
        new_bench.one.until(lambda: [size_of(route.request.url) for route in held], sizes)
    expect(new_bench.part(0, "fixed")).to_have_text("4 px")
    new_bench.one.until(lambda: [size_of(url) for url in columns()], ["6", "12"])
    held[-1].continue_()
    new_bench.settle(3)
    expect(new_bench.part(0, "tokens")).to_have_text("577")


def size_of(url):
    return re.search(r"patch=(\d+)", url)[1]


def test_a_size_that_was_not_trained_says_how_far_its_kernel_is_off(bench, site):
    bench.slide(0)
    told = bench.part(0, "trained")
    expect(told).to_have_text(re.compile(r"not trained, kernel error \d"))
    expect(bench.page.locator("#av-size")).to_have_attribute(
        "aria-valuetext", "4 pixels, not trained"
    )
