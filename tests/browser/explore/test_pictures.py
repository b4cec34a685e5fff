"""A person's own pictures: how they come, who sees them, and what stays when one fails."""

import re
import threading

import numpy as np
import pytest
from playwright.sync_api import expect

from app.engine.gallery import examples
from app.screens.explore import view
from tests.support.deep_files import png16
from tests.support.screens.explore import (
    exact,
    point,
    upload,
)
from tests.support.visit import PATIENCE, part

pytestmark = pytest.mark.browser


def test_a_bad_file_is_one_sentence_and_the_last_result_stays(visit, tmp_path):
    one = visit()
    before, answer = one.token, part(one, "bars").inner_text()
    bad = tmp_path / "text.png"
    bad.write_text("this is no picture")
    one.page.evaluate(FOLLOW)
    for _ in range(2):  # the second sentence reads as the first
        one.page.locator("#av-own input[type=file]").set_input_files(bad)
        one.page.wait_for_function("window.__told === 'answered'")
        expect(part(one, "error")).to_contain_text("not a picture")
        expect(one.page.get_by_text("not a picture")).to_have_count(1)  # it is said once
        expect(one.viewer).not_to_have_class(re.compile("is-busy"))
    assert one.token == before
    assert part(one, "bars").inner_text() == answer
    point(one, 0.5, 0.5)
    expect(part(one, "status")).to_contain_text("from (6, 6)")


FOLLOW = """async () => {
  const {channel} = await attentionViewer.load('page/channel');
  for (const name of ['asked', 'answered']) {
    channel.addEventListener(name, () => { window.__told = name; });
  }
}"""


def test_grey_levels_are_said_and_shown_as_stored_and_back(visit, tmp_path):
    path = tmp_path / "cells.png"
    path.write_bytes(png16(np.arange(4096, dtype=np.uint16).reshape(64, 64)))
    one = visit()
    expect(part(one, "levels")).to_be_hidden()
    upload(one, path)
    said = part(one, "said")
    expect(said).to_contain_text("its values need 12 of 16 bits, so 4095 is white")
    point(one, 0.5, 0.5, click=True)
    expect(part(one, "where")).to_contain_text("(6, 6), pinned")
    before = one.token
    part(one, "other").click()
    one.ready(after=before)
    expect(said).to_contain_text("as stored: 65535 is white")
    expect(part(one, "where")).to_contain_text("(6, 6), pinned")  # it is the same picture
    one.page.wait_for_function("location.search.includes('levels=stored')")
    one.page.keyboard.press("Control+z")
    expect(said).to_contain_text("stretched")
    one.page.keyboard.press("Shift+Control+z")
    expect(said).to_contain_text("as stored")
    one.page.locator(".av-thumb").first.click()
    expect(part(one, "levels")).to_be_hidden()


def test_an_expired_token_is_recomputed(visit, site):
    one = visit()
    before = one.token
    site.engine.visits.release(before)
    point(one, 0.4, 0.4, click=True)
    after = one.ready(after=before)
    assert site.engine.granted(after) is not None
    expect(part(one, "where")).to_have_text("from patch (4, 4), pinned")
    expect(part(one, "status")).to_have_text(exact("from (4, 4) to"))


def test_two_people_never_see_each_others_picture(visit, photo):
    first, second = visit(), visit()
    count = len(examples())
    expect(second.page.locator(".av-thumb")).to_have_count(count)
    seen = part(second, "source").screenshot()
    upload(first, photo("secret-cat.png"))
    expect(first.page.locator(".av-thumb")).to_have_count(count + 1)
    expect(first.page.get_by_role("button", name="secret-cat.png (yours)")).to_be_visible()
    second.page.reload()
    second.ready()
    expect(second.page.locator(".av-thumb")).to_have_count(count)
    second.until(lambda: part(second, "source").screenshot() == seen, True)
    assert "secret-cat" not in second.page.content()


def test_a_closed_page_lets_its_tokens_go(visit, site):
    one, other = visit(), visit()
    token = one.token
    one.page.close()
    other.page.wait_for_function(
        "async url => (await fetch(url)).status === 404",
        arg=f"{site.url.rstrip('/')}/gradio_api/vit/{token}/picture",
    )
    assert site.engine.granted(other.token) is not None


def test_a_picture_may_be_dropped_or_pasted_anywhere(visit, photo):
    one = visit()
    for kind, name in (("drop", "dropped.png"), ("paste", "pasted.png")):
        before, data = one.token, list(photo(name).read_bytes())
        one.page.evaluate(HAND_OVER, [kind, name, data])
        one.ready(after=before)
        expect(one.page.get_by_role("button", name=f"{name} (yours)")).to_be_visible()


def test_what_went_wrong_is_said_on_whatever_screen_is_in_sight(visit, tmp_path, photo):
    one = visit()
    one.page.get_by_role("tab", name="Heads").click()
    one.painted()
    bad = b"this is no picture"
    one.page.evaluate(HAND_OVER, ["drop", "text.png", list(bad)])
    expect(part(one, "restored")).to_contain_text("not a picture")
    before = one.token
    one.page.evaluate(HAND_OVER, ["drop", "mine.png", list(photo("mine.png").read_bytes())])
    one.ready(after=before)
    expect(part(one, "restored")).to_be_hidden()


DROPPED = """([kind, text, where]) => {
  const data = new DataTransfer();
  data.setData(kind, text);
  const node = document.querySelector(where);
  return ['dragover', 'drop'].map(name => !node.dispatchEvent(
    new DragEvent(name, {dataTransfer: data, bubbles: true, cancelable: true})));
}"""


def test_a_dropped_link_never_leads_away(visit):
    one = visit()
    link = "https://somewhere.example/cat.jpg"
    for kind in ("text/uri-list", "text/plain"):
        for where in ("body", "[data-av=stage]", "#av-upload", "[data-av=link-field]"):
            assert one.page.evaluate(DROPPED, [kind, link, where]) == [True, True], (kind, where)
            expect(part(one, "error")).to_contain_text("is no file: save the picture")
    typed = one.page.evaluate(DROPPED, ["text/plain", "vit_tiny", "#av-model input"])
    assert typed == [False, False]  # a field takes text


HAND_OVER = """([kind, name, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name, {type: 'image/png'}));
  const event = kind === 'drop'
    ? new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true})
    : new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true});
  document.querySelector('[data-av=reading]').dispatchEvent(event);
}"""


def test_waiting_is_shown_while_the_old_result_stays(visit, monkeypatch):
    one = visit()
    go_on, explore = threading.Event(), view.explore
    long = PATIENCE / 1000
    monkeypatch.setattr(view, "explore", lambda *args: go_on.wait(long) and explore(*args))
    before = one.token
    one.page.locator(".av-thumb").nth(2).click()
    expect(one.viewer).to_have_class(re.compile("is-busy"))
    point(one, 0.5, 0.5)
    expect(part(one, "status")).to_contain_text("from (6, 6)")
    go_on.set()
    one.ready(after=before)
    expect(one.viewer).not_to_have_class(re.compile("is-busy"))
