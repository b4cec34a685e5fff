"""A browser that denies the page its storage or its clipboard: everything else works."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from tests.browser.conftest import FLAGS
from tests.support import chromium
from tests.support.denied import NO_STORAGE, NONE_IN_FRAMES, PLAIN, READ, browsing, framed
from tests.support.visit import PATIENCE, READY

pytestmark = pytest.mark.browser

Opened = tuple[Page, Page | Frame, list[str]]  # the tab, our page in it, errors of both
DROP = """async bytes => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], 'mine.png', {type: 'image/png'}));
  const send = name => {
    const event = new DragEvent(name, {bubbles: true, cancelable: true, dataTransfer: data});
    document.body.dispatchEvent(event);
    return event.defaultPrevented;
  };
  return ['dragover', 'drop'].map(send);
}"""


WAYS = ["a frame of another site", "site data blocked, over plain HTTP"]


@pytest.fixture(params=WAYS)
def opened(request, chrome: Browser, site, tmp_path: Path) -> Iterator[Opened]:
    path = chromium.whole(chrome.browser_type.executable_path)  # the shell denies no storage
    if path is None:
        pytest.fail(chromium.NONE)
    flags = [*FLAGS, f"--host-resolver-rules=MAP {PLAIN} 127.0.0.1"]
    in_frame = request.param.startswith("a frame")
    profile = NONE_IN_FRAMES if in_frame else NO_STORAGE
    with (
        framed(site.url) as outer,
        browsing(chrome, path, tmp_path / "profile", profile, flags) as context,
    ):
        context.set_default_timeout(PATIENCE)
        tab, errors = context.pages[0], list[str]()
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.goto(outer if in_frame else site.url.replace("127.0.0.1", PLAIN))
        tab.wait_for_function("n => frames.length === n", arg=int(in_frame))
        page = tab.frames[1] if in_frame else tab
        page.wait_for_function(READY, arg="")
        yield tab, page, errors


SELECTED = """() => {
  const {value, selectionStart, selectionEnd} = document.activeElement;
  return value.slice(selectionStart, selectionEnd);
}"""


def has(page: Page | Frame, name: str):
    return page.locator(f"[data-av={name}]")


def test_without_storage_all_but_the_memory_of_choices_works(opened: Opened, photo):
    tab, page, errors = opened
    assert page.evaluate(READ) == "SecurityError"
    title = has(page, "title").inner_text()
    page.evaluate("document.body.focus()")  # nothing was clicked: a frame has no focus yet
    tab.keyboard.press("k")
    expect(has(page, "title")).not_to_have_text(title)
    dark = "document.body.classList.contains('dark')"
    for wanted in (True, False):
        has(page, "theme").click()
        page.wait_for_function(f"wanted => {dark} === wanted", arg=wanted)
    tab.keyboard.press("?")
    expect(has(page, "keys")).to_be_visible()
    expect(has(page, "keys")).to_contain_text("until this page is closed")
    has(page, "keys-on").uncheck()
    tab.keyboard.press("Escape")
    title = has(page, "title").inner_text()
    tab.keyboard.press("j")
    tab.keyboard.press("?")  # comes after it, and works without the switch
    expect(has(page, "keys")).to_be_visible()
    expect(has(page, "title")).to_have_text(title)
    tab.keyboard.press("Escape")
    before = page.locator("[data-token]").get_attribute("data-token")
    assert page.evaluate(DROP, list(photo("mine.png").read_bytes())) == [True, True]
    page.wait_for_function(READY, arg=before)
    expect(page.get_by_role("button", name="mine.png (yours)")).to_be_visible()
    assert errors == []


def test_what_cannot_be_copied_stands_selected_in_a_field(opened: Opened):
    _, page, errors = opened
    has(page, "share").click()
    expect(has(page, "link-head")).to_contain_text("copy it by hand")
    assert page.evaluate(SELECTED) == has(page, "link-field").input_value() != ""
    page.locator("body").press("Escape")
    page.get_by_role("button", name="Save", exact=True).click()
    has(page, "copy").click()
    expect(has(page, "saved")).to_contain_text("copy it by hand")
    assert "trace.attention_from(0)[5]" in page.evaluate(SELECTED)
    expect(has(page, "error")).to_be_hidden()
    page.locator("body").press("Escape")
    page.get_by_role("tab", name="Heads").click()
    page.get_by_role("button", name="Interventions", exact=True).click()
    page.get_by_role("switch", name="Layer 5, head 5").click()
    page.get_by_text("As Python", exact=True).click()
    expect(has(page, "cut-python")).to_have_value(re.compile("vit.trace"))
    has(page, "cut-copy").click()
    expect(has(page, "cut-by-hand")).to_contain_text("copy it by hand")
    assert page.evaluate(SELECTED) == has(page, "cut-python").input_value()
    assert errors == []


def test_what_is_chosen_is_seen_under_forced_colours(visit):
    one = visit()
    one.page.emulate_media(forced_colors="active")
    outline = "node => getComputedStyle(node).outlineStyle"
    for group in ("method", "mode"):
        chosen = one.page.locator(f".av-explore [data-set={group}]")
        pressed = [node.get_attribute("aria-pressed") for node in chosen.all()]
        assert pressed.count("true") == 1
        drawn = [node.evaluate(outline) for node in chosen.all()]
        assert [style == "solid" for style in drawn] == [each == "true" for each in pressed]
    one.page.emulate_media(forced_colors="none")


INJECTED = """() => {
  const script = document.createElement('script');
  script.textContent = 'window.ran = true';
  const image = document.createElement('img');
  document.body.append(script, image);
  image.setAttribute('onerror', 'window.ran = true');
  image.src = 'data:,';
  const failed = new Promise(done => image.addEventListener('error', done));
  const sent = fetch('http://localhost:9/').then(() => true, () => false);
  return Promise.all([failed, sent]).then(([, reached]) => [window.ran ?? false, reached]);
}"""


def test_what_somebody_might_inject_neither_runs_nor_leaves(visit):
    """That every screen works under this policy is what all tests here show: none logs an error."""
    one = visit()
    assert one.page.evaluate(INJECTED) == [False, False]
    refused = [text for text in one.errors if "Content Security Policy" in text]
    assert len(refused) >= 3
    assert one.errors == refused
    one.errors.clear()
