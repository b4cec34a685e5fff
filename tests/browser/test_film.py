"""The Film screen in Chromium: a pan, a patch followed, files, the webcam, and what is saved."""

import base64
import threading
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

import vit
from app.screens.film import passes
from tests.support.film_files import film_of
from tests.support.visit import part, point_at
from vit.maps.flow import attention_rows
from vit.pictures.films import pan_film

THIRD = "3 of 16, 0.53 s"
PLAYS = """async bytes => {
  const video = document.createElement('video');
  const data = Uint8Array.from(atob(bytes), letter => letter.charCodeAt(0));
  video.src = URL.createObjectURL(new Blob([data], {type: 'video/webm'}));
  video.muted = true;
  await video.play();
  await new Promise(done => { video.onended = done; video.playbackRate = 8; });
  return [video.videoWidth, video.videoHeight, video.duration];
}"""


def open_film(one):
    one.page.get_by_role("tab", name="Film").click()
    expect(part(one, "clip-empty")).to_be_visible()
    return one


def pan(one):
    part(one, "clip-begin").click()
    expect(part(one, "clip-title")).to_have_text("Pan over cat")
    computed(one)


def computed(one):
    expect(one.page.locator("#av-film-screen .av-errand-running")).to_be_hidden()
    expect(part(one, "clip-status")).to_contain_text("uniform")
    one.painted()


def test_a_pan_is_computed_followed_played_and_saved(visit, site, modules):
    one = open_film(visit())
    pan(one)
    recorded = site.recorded(one.token)
    film, _ = pan_film(site.engine.picture(recorded.key.digest).rgb)
    prepared = vit.prepare(recorded.model, film.rgb(0))
    trace = vit.trace(recorded.model, prepared.pixels, prepared.view)
    heads = attention_rows(trace, None, "from")[-1].mean(dim=0)[trace.grid.prefix :]
    row, col = divmod(int(heads.argmax()), trace.grid.cols)
    expect(part(one, "clip-status")).to_contain_text(f"0.00 s   strongest patch ({row}, {col})")
    expect(part(one, "clip-facts")).to_contain_text("16 of 16 frames, one every 0.27 s")

    stage = part(one, "clip-stage")
    point_at(one, stage, 0.5, 0.7, click=True)
    expect(part(one, "clip-follow")).to_contain_text("Followed by its values of layer 4")
    expect(part(one, "clip-follow")).to_contain_text("patches from its true place on average")
    one.page.mouse.move(5, 5)
    third_frame_by_keys(one)
    part(one, "clip-heads").press("Home")
    expect(part(one, "clip-where")).to_contain_text("layer 6, head 1")
    part(one, "clip-stage-part").get_by_role("button", name="Similarity").click()
    expect(part(one, "clip-status")).to_contain_text("cosine")
    one.until(lambda: all(word in one.page.url for word in ("clip=pan", "moment=2")), True)

    plays_in_chromium(one, modules)
    one.page.reload()
    one.ready()
    expect(part(one, "clip-title")).to_have_text("Pan over cat")
    expect(part(one, "clip-follow")).to_contain_text("Followed by its values of layer 4")


def third_frame_by_keys(one):
    for keys, text in (
        (("End",), "16 of 16"),
        (("Home",), "1 of 16"),
        (("]", "ArrowRight"), THIRD),
    ):
        for key in keys:
            one.page.keyboard.press(key)
        expect(part(one, "clip-time")).to_contain_text(text)


def plays_in_chromium(one, modules):
    """Play and pause on the page, to its end alone, then save the film and play its file."""
    part(one, "clip-play").click()
    expect(part(one, "clip-play")).to_have_attribute("aria-label", "Stop")
    expect(part(one, "clip-time")).not_to_have_text(THIRD)
    one.page.keyboard.press("Space")
    expect(part(one, "clip-play")).to_have_attribute("aria-label", "Play")
    part(one, "clip-scrub").fill("13")
    part(one, "clip-play").click()  # once: these pages say that motion should be reduced
    expect(part(one, "clip-time")).to_contain_text("16 of 16")
    expect(part(one, "clip-play")).to_have_attribute("aria-label", "Play")

    part(one, "clip-save-button").click()
    with one.page.expect_download() as saved:
        one.page.get_by_role("link", name="WebM").click()
    assert saved.value.suggested_filename == "film_Pan-over-cat_similarity.webm"
    content = base64.b64encode(Path(saved.value.path()).read_bytes()).decode()
    width, height, seconds = modules.evaluate(PLAYS, content)
    assert (width, height) == (640, 640)
    assert seconds == pytest.approx(16 * 4 / 15, abs=0.1)
    one.page.keyboard.press("Escape")


def test_a_film_that_is_stopped_keeps_its_frames_and_a_bad_one_changes_nothing(
    visit, tmp_path, monkeypatch
):
    one = open_film(visit())
    held, third = threading.Event(), threading.Event()
    maps, count = passes.frame_maps, iter(range(99))

    def halting(*given):
        if next(count) == 2:
            third.set()
            held.wait(30)
        return maps(*given)

    monkeypatch.setattr(passes, "frame_maps", halting)
    (tmp_path / "walk.webm").write_bytes(film_of(tmp_path, "webm", count=12))
    part(one, "clip-file").set_input_files(tmp_path / "walk.webm")
    expect(part(one, "clip-title")).to_have_text("walk.webm")
    one.until(third.is_set, True)
    part(one, "clip-work").get_by_role("button", name="Cancel").click()
    held.set()
    again = part(one, "clip-work").get_by_role("button", name="Compute the other")
    expect(again).to_be_visible()  # what is done stays
    again.click()
    computed(one)
    expect(part(one, "clip-note")).to_contain_text("trained on drawings alone")

    (tmp_path / "bad.mp4").write_bytes(b"\x00\x00\x00\x18ftypmp42" + bytes(99))
    part(one, "clip-file").set_input_files(tmp_path / "bad.mp4")
    fault = part(one, "clip-fault")
    expect(fault).to_contain_text("bad.mp4 could not be opened: This film holds no frame")
    expect(part(one, "clip-title")).to_have_text("walk.webm")


def test_the_webcam_is_recorded_and_let_go(visit):
    one = open_film(visit())
    part(one, "clip-webcam").click()
    expect(part(one, "clip-left")).to_contain_text("Recording")
    one.until(lambda: part(one, "clip-live").evaluate("video => video.currentTime > 0.5"), True)
    part(one, "clip-stop").click()
    expect(part(one, "clip-title")).to_have_text("Webcam")
    computed(one)
    expect(part(one, "clip-fault")).to_be_hidden()
    expect(part(one, "clip-camera")).to_be_hidden()
    assert np.isfinite(float(part(one, "clip-time").inner_text().split()[3]))


def test_without_a_secure_page_or_a_permission_a_sentence_says_why(visit):
    one = open_film(visit())
    refuse = "name => { navigator.mediaDevices.getUserMedia = () => Promise.reject({name}); }"
    one.page.evaluate(
        "() => { navigator.mediaDevices.getUserMedia = () => new Promise(() => {}); }"
    )
    part(one, "clip-webcam").click()
    expect(part(one, "clip-left")).to_contain_text("Waiting for the webcam")
    expect(part(one, "clip-stop")).to_be_hidden()
    part(one, "clip-camera-cancel").click()
    expect(part(one, "clip-camera")).to_be_hidden()
    for name, words in (("NotAllowedError", "was not allowed"), ("NotFoundError", "No webcam")):
        one.page.evaluate(refuse, name)
        part(one, "clip-webcam").click()
        expect(part(one, "clip-fault")).to_contain_text(words)
    one.page.evaluate("() => void Object.defineProperty(navigator, 'mediaDevices', {value: null})")
    part(one, "clip-webcam").click()
    expect(part(one, "clip-fault")).to_contain_text("secure pages alone")
    one.reusable = False
