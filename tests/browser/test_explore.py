"""The Explore screen in Chromium: what a person does, and the numbers the page computes."""

import io
import re
import threading

import matplotlib
import numpy as np
import pytest
import torch
from PIL import Image
from playwright.sync_api import expect

import vit
from app.engine.gallery import examples
from app.screens.explore import view
from app.wire.descriptor import describe
from tests.conftest import ABSENT, BARE, DEEP, MEAN, MODELS, OFFERED, PATIENCE, WIDE
from tests.support.explicit import patch_distances
from vit.figures.render import cover
from vit.figures.scale import linear_scale, signed_scale, uniform_scale

pytestmark = pytest.mark.browser

STATIC = "/gradio_api/vit/static"
HALF = 2e-3  # what queries and keys of float16 may change a weight by, of which 1 is all


def title(key: str) -> str:
    return vit.CHECKPOINTS[key].title


def part(one, name):
    return one.page.locator(f"[data-av={name}]")


def point(one, across, down, *, click=False):
    box = part(one, "stage").bounding_box()
    at = box["x"] + across * box["width"], box["y"] + down * box["height"]
    (one.page.mouse.click if click else one.page.mouse.move)(*at)


def upload(one, path):
    before = one.token
    one.page.locator("#av-own input[type=file]").set_input_files(path)
    return one.ready(after=before)


def choose_model(one, key):
    before = one.token
    one.page.locator("#av-model input").click()
    one.page.get_by_role("option", name=title(key), exact=True).click()
    return one.ready(after=before)


# ---- what a person does


def test_upload_prediction_hover_pin_and_layer(visit, photo):
    one = visit()
    upload(one, photo())
    expect(part(one, "bars").locator("li")).to_have_count(5)
    expect(part(one, "facts")).to_contain_text(
        "6 layers × 6 heads, hidden 96, MLP ×4, patch 8 → 144 patches + 1"
    )
    expect(part(one, "seen")).to_have_text("53 × 53 of 60 × 80 px seen")  # 7/8 in the middle
    status = part(one, "status")
    expect(status).to_contain_text("L6 mean   from class token to")
    expect(part(one, "reading")).to_contain_text("Layer 6, mean of 6 heads: the class token gives")
    one.forget()
    for step in range(24):
        point(one, 0.1 + 0.03 * step, 0.1 + 0.03 * step)
    expect(status).to_contain_text("from (9, 9) to")
    expect(status).to_contain_text("~")
    expect(part(one, "matrix-where")).to_have_text("attention from patch (9, 9)")
    assert one.data_requests() == []
    point(one, 0.3, 0.3, click=True)
    expect(part(one, "where")).to_have_text("from patch (3, 3), pinned")
    expect(status).to_have_text(exact("from (3, 3) to"))  # the server's float32 has come
    point(one, 0.72, 0.55)
    expect(status).to_contain_text("from (3, 3) to (6, 8): ")
    one.page.keyboard.press("k")
    expect(part(one, "title")).to_have_text("L5 mean")


def test_every_head_of_the_matrix_follows_the_pointer(visit):
    one = visit()
    matrix = part(one, "matrix")
    before = matrix.screenshot()
    point(one, 0.8, 0.2)
    expect(part(one, "status")).to_contain_text("from (2, 9)")
    one.painted()  # a slow frame leaves other rows than the chosen one's for the next
    after = matrix.screenshot()
    changed = np.asarray(picture(before)) != np.asarray(picture(after))
    rows = np.array_split(changed[18:], 6)
    assert all(band.any() for row in rows for band in np.array_split(row, 7, axis=1))


def test_a_click_on_the_matrix_chooses_a_head_and_a_pointer_lifts_one(visit):
    one = visit()
    box = part(one, "matrix").bounding_box()
    at = box["x"] + 0.12 * box["width"], box["y"] + 0.5 * box["height"]
    one.page.mouse.move(*at)
    expect(part(one, "title")).to_have_text(re.compile(r"L[34] H1"))
    one.page.mouse.move(5, 5)
    expect(part(one, "title")).to_have_text("L6 mean")
    one.page.mouse.click(*at)
    point(one, 0.5, 0.5)
    expect(part(one, "where")).to_have_text("from patch (6, 6)")
    expect(part(one, "title")).to_have_text(re.compile(r"L[34] H1"))


def test_keys_move_query_layer_head_and_film(visit):
    one = visit()
    press = one.page.keyboard.press
    press("ArrowRight")  # from the class token to the middle patch
    expect(part(one, "where")).to_have_text("from patch (6, 6), pinned")
    press("ArrowUp")
    expect(part(one, "where")).to_have_text("from patch (5, 6), pinned")
    press("f")
    expect(part(one, "where")).to_have_text("to patch (5, 6), pinned")
    press("PageUp")
    press(",")
    expect(part(one, "title")).to_have_text("L5 H6")
    press("]")
    expect(part(one, "title")).to_have_text("Rollout to L6")
    press("[")
    expect(part(one, "title")).to_have_text("Rollout to L5")
    press("Escape")
    expect(part(one, "where")).to_contain_text("from the class token")
    press("g")
    expect(part(one, "grid")).to_have_attribute("aria-pressed", "false")
    press("?")
    expect(part(one, "keys")).to_be_visible()
    press("Escape")
    expect(part(one, "keys")).to_be_hidden()


def test_keys_can_be_switched_off_and_leave_fields_alone(visit):
    one = visit()
    field = one.page.locator("#av-model input")
    field.focus()
    one.page.keyboard.press("g")
    expect(field).to_have_value(re.compile("g$"))
    one.painted()
    expect(part(one, "grid")).to_have_attribute("aria-pressed", "true")
    one.page.keyboard.press("Escape")
    part(one, "help").click()
    part(one, "keys-on").uncheck()
    one.page.keyboard.press("Escape")
    expect(part(one, "keys")).to_be_hidden()
    part(one, "stage").click()
    expect(part(one, "where")).to_have_text("from patch (6, 6), pinned")
    one.page.keyboard.press("g")
    point(one, 0.1, 0.1)
    expect(part(one, "status")).to_contain_text("from (6, 6) to (1, 1)")
    expect(part(one, "grid")).to_have_attribute("aria-pressed", "true")


def test_space_held_shows_the_colour_picture(visit):
    one = visit()
    expect_colour(one, True)  # inferno over luminance
    choose(one, "colormap", "grey")
    expect_colour(one, False)
    one.page.keyboard.down(" ")
    expect_colour(one, True)
    one.page.keyboard.up(" ")
    expect_colour(one, False)
    part(one, "opacity").fill("0")
    expect_colour(one, True)


def test_methods_scales_and_the_legend(visit):
    one = visit()
    part(one, "ticks").get_by_text("64× uniform").wait_for()
    one.page.get_by_role("button", name="Per map").click()
    expect(part(one, "ticks")).to_contain_text("of the weight")
    expect(part(one, "root")).to_be_enabled()
    one.page.get_by_role("button", name="Position similarity").click()
    expect(part(one, "ticks")).to_contain_text("1 cosine")
    point(one, 0.05, 0.05)
    expect(part(one, "status")).to_contain_text("(0, 0) and (")
    one.page.get_by_role("button", name="Rollout", exact=True).click()
    point(one, 0.5, 0.5)
    expect(part(one, "status")).to_contain_text("Rollout to L6   from (6, 6) to")


def test_the_film_plays_to_the_last_layer(visit):
    one = visit()
    stop_the_clock(one)
    part(one, "play").click()
    for layer in range(1, 7):
        one.page.clock.run_for(20)  # a frame
        expect(part(one, "title")).to_have_text(f"Rollout to L{layer}")
        expect(part(one, "play")).to_have_attribute("aria-pressed", "true")
        one.page.clock.run_for(400)
    expect(part(one, "play")).to_have_attribute("aria-pressed", "false")
    expect(part(one, "title")).to_have_text("Rollout to L6")


def test_what_lies_beyond_the_scale_is_counted(visit):
    one = visit()
    expect(part(one, "beyond")).to_have_text("")
    one.page.get_by_role("button", name="Per map").click()
    for _ in range(6):  # rollout keeps half of every token in each layer: most in the first
        one.page.keyboard.press("[")
    point(one, 0.5, 0.5)
    expect(part(one, "title")).to_have_text("Rollout to L1")
    expect(part(one, "beyond")).to_have_text(re.compile(r"• the query above \.\d+"))


def test_a_click_on_a_prediction_shows_where_that_class_is(visit, site):
    one = visit()
    row = part(one, "bars").get_by_role("button").nth(2)
    target = int(row.get_attribute("data-index") or "")
    row.click()
    expect(part(one, "title")).to_have_text(f"Relevance for class {target}")
    expect(row).to_have_attribute("aria-pressed", "true")
    key = site.engine.granted(one.token)
    tokens = vit.METHODS["relevance"].tokens(
        site.engine.record(key).model, site.engine.gradient(key, target)
    )
    shares = tokens / tokens.sum()
    expect_value(one, "(peak)", shares[1:].max().item())
    one.forget()
    point(one, 0.3, 0.3)
    expect(part(one, "matrix-where")).to_have_text("attention from patch (3, 3)")
    expect_value(one, "(3, 3)", shares[1 + 3 * 12 + 3].item())
    assert one.data_requests() == []
    one.page.get_by_role("button", name="Attention", exact=True).click()
    expect(row).to_have_attribute("aria-pressed", "false")
    part(one, "class").click()
    expect(part(one, "title")).to_have_text(f"Relevance for class {target}")
    one.page.get_by_role("tab", name="Explain").click()
    expect(one.page.locator("[data-av=why-title]")).to_have_text(f"Maps of class {target}")


def test_without_classes_there_is_no_class_to_show(visit):
    one = visit()
    choose_model(one, BARE)
    expect(part(one, "class")).to_be_disabled()


def test_another_patch_size_keeps_the_pinned_place(visit):
    one = visit()
    point(one, 0.3, 0.72, click=True)
    expect(part(one, "where")).to_have_text("from patch (8, 3), pinned")
    before = one.token
    one.page.locator("#av-patch").get_by_text("24", exact=True).click()
    one.ready(after=before)
    expect(part(one, "where")).to_have_text("from patch (2, 1), pinned")
    expect(part(one, "facts")).to_contain_text("patch 24 → 16 patches + 1")


# ---- models and downloads


def test_registers_are_chips_and_the_grid_need_not_be_square(visit):
    one = visit()
    choose_model(one, WIDE)
    chips = part(one, "chips").get_by_role("button")
    expect(chips).to_have_text(["Class", "R1", "R2", "Patch"])
    chips.nth(2).click()
    expect(part(one, "where")).to_contain_text("from the register 2")
    expect(part(one, "prefix")).to_contain_text("class token and 2 registers keep")
    box = part(one, "stage").bounding_box()  # of the frame that `choose_model` waits for
    assert box["width"] / box["height"] == pytest.approx(6 / 4, abs=0.01)
    one.page.keyboard.press("Escape")
    point(one, 0.98, 0.98)
    expect(part(one, "status")).to_contain_text("from (3, 5)")


def test_without_a_class_token_the_mean_of_patches_asks(visit):
    one = visit()
    choose_model(one, MEAN)
    expect(part(one, "where")).to_contain_text("from the mean of the patches")
    expect(part(one, "prefix")).to_contain_text("2 registers keep")
    chips = part(one, "chips").get_by_role("button")
    expect(chips).to_have_text(["Mean", "R1", "R2", "Patch"])
    choose_model(one, DEEP)
    expect(chips).to_have_text(["Mean of the patches", "Patch"])
    expect(part(one, "prefix")).to_have_text("")
    expect(part(one, "status")).to_have_text(exact("from mean of the patches to"))


def test_more_than_sixteen_layers_are_shown_eight_at_a_time(visit):
    one = visit()
    choose_model(one, DEEP)
    tall = part(one, "matrix").bounding_box()["height"]
    for _ in range(12):
        one.page.keyboard.press("k")
    expect(part(one, "title")).to_have_text("L8 mean")
    one.painted()
    assert part(one, "matrix").bounding_box()["height"] == tall
    box = part(one, "matrix").bounding_box()
    one.page.mouse.click(box["x"] + 12, box["y"] + box["height"] - 4)  # the strip of all layers
    expect(part(one, "title")).to_have_text("L20 mean")


def test_the_offered_checkpoint_comes_with_progress_and_can_be_cancelled(visit, site, photo):
    one = visit()
    upload(one, photo())
    site.hub.open.clear()
    before = one.token
    part(one, "offer").click()
    expect(part(one, "progress-text")).to_have_text("Fetching ViT-B/16: 87 of 346 MB")
    part(one, "cancel").click()
    expect(part(one, "error")).to_contain_text("cancelled")
    assert one.token == before
    expect(one.page.locator("#av-model input")).to_have_value(title("embedded"))
    part(one, "offer").click()
    expect(part(one, "progress-text")).to_be_visible()
    site.hub.open.set()
    one.ready(after=before)
    expect(one.page.locator("#av-model input")).to_have_value(title(OFFERED))
    expect(part(one, "progress")).to_be_hidden()


def test_a_checkpoint_that_cannot_come_leaves_the_current_one(visit):
    one = visit()
    before = one.token
    one.page.locator("#av-model input").click()
    one.page.get_by_role("option", name=title(ABSENT), exact=True).click()
    expect(part(one, "error")).to_contain_text("there is no network")
    expect(one.page.locator("#av-model input")).to_have_value(title("embedded"))
    assert one.token == before


# ---- what goes wrong


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
        expect(one.page.get_by_role("alert").filter(has_text="not a picture")).not_to_have_count(0)
        expect(one.viewer).not_to_have_class(re.compile("is-busy"))
    assert one.token == before
    assert part(one, "bars").inner_text() == answer
    point(one, 0.5, 0.5)
    expect(part(one, "status")).to_contain_text("from (6, 6)")


FOLLOW = f"""async () => {{
  const {{channel}} = await import('{STATIC}/page/channel.js');
  for (const name of ['asked', 'answered']) {{
    channel.addEventListener(name, () => {{ window.__told = name; }});
  }}
}}"""


def test_an_expired_token_is_recomputed(visit, site):
    one = visit()
    before = one.token
    site.engine.release(before)
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


# ---- small screens, themes, other senses


def test_everything_drawn_has_a_text_and_everything_pressed_a_name(visit):
    one = visit()
    told = """all => all.filter(one => one.ariaHidden !== 'true')
      .map(one => one.getAttribute('role') === 'img' && Boolean(one.ariaLabel))"""
    named = "all => all.map(one => Boolean(one.textContent.trim() || one.ariaLabel))"
    for drawn, script in (("canvas", told), ("[id^=av-] button:visible", named)):
        found = one.page.locator(drawn).evaluate_all(script)
        assert len(found) > 3
        assert all(found)
    expect(part(one, "spoken")).to_contain_text("L6 mean   from class token")


def test_at_390_px_nothing_is_cut_off_and_a_touch_pins(visit):
    one = visit(viewport={"width": 390, "height": 844}, has_touch=True)
    one.page.wait_for_function("document.documentElement.scrollWidth === innerWidth")
    for name in ("stage", "matrix", "film", "opacity", "colormap", "theme", "help"):
        box = part(one, name).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    expect(one.page.get_by_role("button", name="Open a picture")).to_be_visible()
    box = part(one, "stage").bounding_box()
    finger = {"x": box["x"] + 0.6 * box["width"], "y": box["y"] + 0.3 * box["height"]}
    touch = one.page.context.new_cdp_session(one.page).send
    touch("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [finger]})
    expect(part(one, "heads")).to_be_visible()  # of the chosen layer, under the picture
    expect(part(one, "where")).to_have_text("from patch (3, 7)")
    finger["x"] = box["x"] + 0.3 * box["width"]
    touch("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [finger]})
    expect(part(one, "where")).to_have_text("from patch (3, 3)")
    touch("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(part(one, "where")).to_have_text("from patch (3, 3), pinned")
    expect(part(one, "heads")).to_be_hidden()


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)])
def test_on_a_desk_the_columns_lie_side_by_side_without_scrolling(visit, size):
    one = visit(viewport={"width": size[0], "height": size[1]})
    stage, matrix = (part(one, name).bounding_box() for name in ("stage", "matrix"))
    assert stage["x"] + stage["width"] <= matrix["x"]
    assert matrix["x"] + matrix["width"] <= size[0]
    status = part(one, "status").bounding_box()
    assert status["y"] + status["height"] <= size[1]


def test_light_or_dark_is_remembered(visit):
    one = visit(color_scheme="light")
    body = one.page.locator("body")
    expect(body).not_to_have_class(re.compile(r"\bdark\b"))
    part(one, "theme").click()
    expect(body).to_have_class(re.compile(r"\bdark\b"))
    one.page.reload()
    one.ready()
    expect(body).to_have_class(re.compile(r"\bdark\b"))
    part(one, "theme").click()
    expect(body).not_to_have_class(re.compile(r"\bdark\b"))


# ---- the numbers


DERIVE = """async ([meta, name, query, direction]) => {
  const {Trace} = await import('/gradio_api/vit/static/record/trace.js');
  const trace = new Trace(meta, '/gradio_api/vit'), {record} = trace;
  await record.load(meta.layers - 1);
  if (name !== 'attention') await Promise.all([record.loadFused(), record.loadPositions()]);
  for (const _ of trace.preparation()) ;
  if (name === 'attention') {
    trace.attend(query, direction);
    return [trace.made, [...trace.maps]];
  }
  if (name === 'positions') return [['derived'], [...trace.similarity(query)]];
  if (name === 'rollout') trace.rollout(query);
  else trace.products.length = 0;                         // then rollout goes vector by vector
  for (let l = 0; name === 'vectors' && l < meta.layers; l++) {
    trace.rollout(query, {first: l, last: l});
  }
  return [[trace.flowing], [...trace.flow]];
}"""


@pytest.mark.parametrize("key", ["embedded", WIDE, MEAN, DEEP])
def test_maps_computed_in_the_page_equal_the_trace(visit, site, key):
    one = visit()
    token = one.token if key == "embedded" else choose_model(one, key)
    trace = site.trace(token)
    recorded = site.engine.record(site.engine.granted(token))
    meta = describe(recorded, site.engine.picture(trace.digest), token)

    def derive(name, query, direction="from"):
        made, values = one.page.evaluate(DERIVE, [meta, name, query, direction])
        assert set(made) == {"derived"}
        return torch.tensor(values)

    layers, heads, tokens = trace.query.shape[:3]
    query = trace.grid.prefix + 5
    for direction, rows in (("from", trace.attention_from), ("to", trace.attention_to)):
        maps = derive("attention", query, direction).view(layers, heads + 1, tokens)
        close(maps[:, :heads], rows(query))
        close(maps[:, heads], rows(query).mean(dim=1))
    stages = vit.rollout_stages(trace, source=query)
    close(derive("rollout", query).view(layers, tokens), stages)
    close(derive("vectors", query).view(layers, tokens), stages)
    similar = vit.position_similarity(recorded.model)[trace.grid.cell(query)].flatten()
    found = derive("positions", query)[trace.grid.prefix :]
    torch.testing.assert_close(found, similar, rtol=0, atol=HALF)
    if key in (MEAN, DEEP):
        start = vit.start_vector(trace)
        mean = torch.stack([start @ trace.attention(layer) for layer in range(layers)])
        got = torch.stack([trace.attention(layer) @ start for layer in range(layers)])
        close(derive("attention", -1, "to").view(layers, heads + 1, tokens)[:, :heads], got)
        close(derive("attention", -1).view(layers, heads + 1, tokens)[:, :heads], mean)
        close(derive("rollout", -1).view(layers, tokens), vit.rollout_stages(trace))


def close(ours, theirs):
    torch.testing.assert_close(ours, theirs.float(), rtol=0.02, atol=HALF)


def test_a_click_shows_the_servers_own_float32(visit, site):
    one = visit()
    point(one, 0.3, 0.3, click=True)
    status = part(one, "status")
    expect(status).to_have_text(exact("from (3, 3) to"))
    rows = site.trace(one.token).attention_from(1 + 3 * 12 + 3)[5].mean(dim=0)
    rows[1 + 3 * 12 + 3] = 0
    expect_value(one, "(peak)", float(rows[1:].max()))


def test_the_saved_array_is_the_shown_one(visit, site, tmp_path):
    one = visit()
    point(one, 0.3, 0.3, click=True)
    one.page.get_by_role("button", name="Save", exact=True).click()
    with one.page.expect_download() as download:
        one.page.get_by_role("link", name="npz").click()
    download.value.save_as(tmp_path / "view.npz")
    heat = np.load(tmp_path / "view.npz")["heat"]
    rows = site.trace(one.token).attention_from(1 + 3 * 12 + 3)[5].mean(dim=0)
    np.testing.assert_allclose(heat, rows[1:].view(12, 12), rtol=1e-6)
    for name in ("PNG", "SVG", "PDF"):
        asked = f"figure.{name.lower()}?method=attention&layer=5&head=mean&query=40"
        link = one.page.get_by_role("link", name=name)
        expect(link).to_have_attribute("href", re.compile(re.escape(asked)))


def test_the_view_is_copied_as_python(visit):
    one = visit()
    one.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    one.page.get_by_role("button", name="Save", exact=True).click()
    stop_the_clock(one)  # or the words might be gone before they are read
    part(one, "copy").click()
    expect(part(one, "saved")).to_contain_text("Copied")
    text = one.page.evaluate("navigator.clipboard.readText()")
    assert "trace.attention_from(0)[5].mean(dim=0)" in text
    one.page.clock.run_for(3000)
    expect(part(one, "saved")).to_have_text("")


def test_large_models_follow_in_one_layer_and_ask_the_server_for_the_rest(visit, monkeypatch):
    monkeypatch.setattr(view, "EAGER_LIMIT", 0)
    one = visit()
    asked = one.data_requests()
    assert {url.rsplit("/", 1)[1] for url in asked if "/qk/" in url} == {"4", "5"}
    assert any(url.endswith("/from/0") for url in asked)
    one.forget()
    point(one, 0.3, 0.3)
    expect(part(one, "status")).to_contain_text("L6 mean   from (3, 3) to")
    assert one.data_requests() == []
    point(one, 0.3, 0.3, click=True)
    expect(part(one, "status")).to_have_text(exact("from (3, 3) to"))
    assert any(url.endswith("/from/40") for url in one.data_requests())


VALUES = np.abs(np.random.default_rng(0).normal(0, 0.03, 26)).astype(np.float32)  # 2 + 4 x 6


@pytest.mark.parametrize(
    ("script", "scale"),
    [
        ("uniformScale(26)", uniform_scale(26)),
        ("linearScale(.07, 26)", linear_scale(0.07)),
        ("linearScale(.07, 26, {root: true})", linear_scale(0.07, root=True)),
        ("linearScale(0, 26)", linear_scale(0.0)),
        ("signedScale()", signed_scale()),
    ],
)
def test_scales_place_values_as_the_figures_do(modules, script, scale):
    code = f"""async values => {{ const scales = await import('{STATIC}/record/scale.js');
      const scale = scales.{script};
      return [values.map(scale.unit), scale.ticks.map(tick => tick.at)]; }}"""
    values = np.concatenate([VALUES * 10, [0, 1]])
    positions, ticks = modules.evaluate(code, values.tolist())
    np.testing.assert_allclose(positions, scale.positions(values), atol=1e-6)
    np.testing.assert_allclose(ticks, [at for at, _ in scale.ticks()], atol=1e-6)


def test_figures_of_a_map(modules):
    grid, query = vit.Grid(4, 6, 8, 2), 11
    code = f"""async ([values, query, grid]) => {{
      const m = await import('{STATIC}/record/measures.js');
      const v = Float32Array.from(values), {{prefix}} = grid;
      return {{peak: m.peak(v, prefix, query), low: m.low(v, prefix), entropy: m.entropy(v),
        distance: m.distance(v, query, grid), none: m.distance(v, 0, grid),
        prefix: m.prefixMass(v, prefix), patches: m.patchMass(v, prefix),
        half: m.halfCount(v, prefix), above: m.countAbove(v, prefix, .02)}}; }}"""
    values = VALUES / VALUES.sum()
    values[query] = 0.5  # the strongest by far, which is not to be its own peak
    facts = {"prefix": 2, "cols": 6, "patch": 8}
    found = modules.evaluate(code, [values.tolist(), query, facts])
    patches, own = values[2:], query - 2
    others = np.where(np.arange(24) == own, -1, patches)
    far = patch_distances(grid)[own].float().numpy()
    kept = np.cumsum(np.sort(patches)[::-1])
    assert found["peak"] == others.argmax() + 2
    assert np.isnan(found["none"])
    assert found["half"] == np.argmax(kept >= patches.sum() / 2) + 1
    assert found["above"] == (patches > 0.02).sum()
    assert found["low"] == pytest.approx(patches.min(), rel=1e-6)
    assert found["entropy"] == pytest.approx(-(values * np.log2(values)).sum(), rel=1e-5)
    assert found["distance"] == pytest.approx((patches * far).sum() / patches.sum(), rel=1e-5)
    assert found["prefix"] == pytest.approx(values[:2].sum(), rel=1e-6)
    assert found["patches"] == pytest.approx(patches.sum(), rel=1e-6)


@pytest.mark.parametrize("signed", [False, True])
def test_the_overlay_has_the_colours_of_the_figures(modules, signed):
    code = f"""async ([values, signed]) => {{
      const {{Atlas}} = await import('{STATIC}/draw/paint.js');
      const {{colormap}} = await import('{STATIC}/draw/colormap.js'), atlas = new Atlas();
      atlas.begin(1, 1, {{rows: 4, cols: 6}});
      atlas.putOver(values, 2, v => v, colormap(signed ? 'redblue' : 'inferno'), .8, signed);
      return [...atlas.image.data]; }}"""
    positions = np.random.default_rng(1).random(26)
    found = np.array(modules.evaluate(code, [positions.tolist(), signed])).reshape(4, 6, 4)
    name = "RdBu_r" if signed else "inferno"
    lut = matplotlib.colormaps[name](np.arange(256), bytes=True)[:, :3]
    wanted = cover(positions[2:].reshape(4, 6), lut, 0.8, signed=signed)
    np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("inferno",) * 2, ("viridis",) * 2, ("magma",) * 2, ("grey", "gray"), ("redblue", "RdBu_r")],
)
def test_colour_maps_are_matplotlibs(modules, ours, theirs):
    script = f"""async () => {{ const {{colormap}} = await import('{STATIC}/draw/colormap.js');
      return [...colormap('{ours}').rgb]; }}"""
    found = np.array(modules.evaluate(script)).reshape(256, 3)
    wanted = matplotlib.colormaps[theirs](np.arange(256), bytes=True)[:, :3]
    np.testing.assert_array_equal(found, wanted)


def test_browsers_without_float16_arrays_decode_every_value(modules):
    script = f"""async () => {{ const {{widen}} = await import('{STATIC}/record/decode.js');
      const values = Float32Array.from({{length: 65536}}, (_, i) => widen(i));
      return [...new Uint32Array(values.buffer)]; }}"""
    found = np.array(modules.evaluate(script), dtype=np.uint32).view(np.float32)
    wanted = np.arange(65536, dtype=np.uint16).view(np.float16).astype(np.float32)
    np.testing.assert_array_equal(found, wanted)


def test_a_reference_can_be_typed_but_not_a_path_of_the_server(visit, monkeypatch):
    monkeypatch.setitem(MODELS, "hf-hub:somebody/flowers", MODELS[WIDE])
    one = visit()
    before, box = one.token, one.page.locator("#av-model input")
    box.fill("local-dir:/etc")
    box.press("Enter")
    expect(part(one, "error")).to_contain_text("A page opens no files of the machine")
    expect(box).to_have_value(title("embedded"))
    assert one.token == before
    box.fill("hf-hub:somebody/flowers")
    box.press("Enter")
    one.ready(after=before)
    expect(box).to_have_value("hf-hub:somebody/flowers")
    expect(part(one, "error")).to_be_hidden()
    expect(part(one, "facts")).to_contain_text("3 layers × 3 heads")


# ---- small things the tests above use


def exact(asked: str):
    """A status line with a weight of the server's: all its digits, and no tilde."""
    return re.compile(re.escape(asked) + r" \(\d+, \d+\)( \(peak\))?: [0-9.e-]+ = ")


def picture(png: bytes):
    return Image.open(io.BytesIO(png)).convert("RGB")


def choose(one, name, value):
    part(one, name).select_option(value)


def expect_colour(one, wanted: bool):
    """Whether the picture under the map, or the map itself, is other than grey."""

    def colourful() -> bool:
        pixels = np.asarray(picture(part(one, "stage").screenshot())).astype(int)
        inner = pixels[20:-20, 20:-20]
        return bool((inner.max(axis=2) - inner.min(axis=2)).mean() > 4)

    one.until(colourful, wanted)


def expect_value(one, place: str, value: float):
    """The weight in the status line, read at this place."""

    def shown():
        found = re.search(re.escape(place) + ": ([0-9.e-]+) =", part(one, "status").inner_text())
        return found and float(found[1])

    one.until(shown, pytest.approx(value, rel=1e-5))


def stop_the_clock(one):
    """From now on the page's time passes only in `one.page.clock.run_for`."""
    one.page.clock.install()
    one.page.clock.pause_at(one.page.evaluate("Date.now()") / 1000 + 60)
