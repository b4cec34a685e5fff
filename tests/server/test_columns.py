"""The Compare screen's columns: what they show, what they cost, and what they refuse."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import vit
from app.settings import Selection
from tests.support.client import Page
from vit.anatomy.cost import map_bytes, multiply_adds
from vit.framing import Framing
from vit.maps.fidelity import feature_cosine, map_correlation


@pytest.fixture
def page(monkeypatch):
    return Page(monkeypatch, trained_patches=(4, 8, 16), classes=6)


def test_a_column_is_the_page_s_own_view_unless_told(page):
    column = page.get("column").json()
    config = page.trace.config
    assert column["viewer"]["patch"] == 8
    assert column["viewer"]["digest"] == page.picture.digest
    assert column["viewer"]["token"] == page.token
    assert len(column["top"]) == 3
    assert column["kind"] == "softmax"
    assert [size["patch"] for size in column["sizes"] if size["trained"]] == [4, 8, 16]
    assert column["free"] is False
    assert column["cost"]["tokens"] == 27
    assert column["cost"]["multiply_adds"] == multiply_adds(config)
    assert column["cost"]["map_bytes"] == map_bytes(config)
    assert column["cost"]["record_bytes"] == page.trace.nbytes - page.trace.logits.nbytes


def test_another_patch_size_is_predicted_anew(page):
    column = page.get("column", patch=4).json()
    twin = page.recorded.model.at_patch_size(4)
    pixels = vit.prepare(twin, page.picture.rgb).pixels
    best = int(twin(pixels[None])[0].argmax())
    assert column["top"][0]["index"] == best
    assert (column["viewer"]["rows"], column["viewer"]["cols"]) == (8, 12)
    assert column["viewer"]["trained"] is True


def test_another_input_size(page):
    viewer = page.get("column", height=64, width=96).json()["viewer"]
    assert viewer["input"] == [64, 96]
    assert viewer["rows"] * viewer["cols"] == 8 * 12


def test_another_picture_of_the_strip(page):
    column = page.get("column", example=1).json()
    assert column["example"] == 1
    assert column["viewer"]["digest"] != page.picture.digest


def framed(page, framing):
    """The page with its view in another frame."""
    page.token = page.engine.grant(
        page.engine.key(Selection(page.picture.digest, "embedded", 8, framing)), "a page"
    )
    return page


def test_the_page_s_moved_crop_holds_in_every_column_of_its_picture(page):
    framed(page, Framing("crop", right=1.0))
    for patch in (4, 8):
        left, _, width, _ = page.get("column", patch=patch).json()["viewer"]["crop"]
        assert left + width == pytest.approx(70)
    assert page.get("column", example=1).json()["viewer"]["framing"]["right"] == 0


def test_a_picture_in_its_own_shape_is_cut_anew_for_each_patch_size(page):
    framed(page, Framing("shape"))
    for patch in (4, 8, 16):
        viewer = page.get("column", patch=patch).json()["viewer"]
        assert tuple(viewer["input"]) == vit.own_shape((50, 70), (32, 48), patch)
        assert viewer["crop"] == pytest.approx([0, 0, 70, 50])


def test_patch_sizes_that_were_not_trained_are_marked(page):
    assert page.get("column", patch=2).json()["viewer"]["trained"] is False


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"patch": 5}, "Input height 32 is not a multiple of patch 5: use 30 or 35"),
        ({"patch": 0}, "Patch size 0 px is out of range: choose 2 to 42 px."),
        ({"patch": "x"}, "Patch 'x' is not a whole number"),
        ({"height": 4096, "width": 4096}, "Input 4096 × 4096 px is too large"),
        ({"example": 999}, "Example 999 does not exist"),
    ],
)
def test_what_does_not_fit_is_said_in_the_column(page, query, said):
    reply = page.get("column", **query)
    assert reply.status_code == 422
    assert said in reply.text


@pytest.mark.parametrize(
    ("checkpoint", "said"),
    [
        ("gone", "There is no model 'gone' in timm"),
        ("local-dir:/", "A page opens no files of the machine that serves it"),
        ("vit_base_patch16_224=/etc/passwd", "A page opens no files of the machine that serves it"),
    ],
)
def test_a_checkpoint_that_cannot_be_had_is_a_sentence(page, checkpoint, said):
    reply = page.get("column", checkpoint=checkpoint)
    assert reply.status_code == 422
    assert reply.text.startswith(said)


def test_older_requests_of_a_column_are_dropped_before_their_forward(page, monkeypatch):
    """While the first request of a column waits for its turn, a second one takes its place."""
    entered, go, record = threading.Semaphore(0), threading.Event(), page.engine.record

    def held(key, *wanted, **options):
        entered.release()
        go.wait(5)
        return record(key, *wanted, **options)

    monkeypatch.setattr(page.engine, "record", held)
    with ThreadPoolExecutor(3) as pool:
        replies = []
        for name, patch in (("a", 4), ("a", 16), ("b", 2)):
            replies.append(pool.submit(page.get, "column", column=name, patch=patch))
            entered.acquire(timeout=5)
        go.set()
        assert [reply.result().status_code for reply in replies] == [409, 200, 200]


def test_measures_are_those_of_the_library(page):
    measured = page.get("measures").json()
    assert measured["response_error"] is None
    expected = vit.attention_distance(page.trace)
    assert measured["distances"] == expected.tolist()
    token = page.get("column", patch=16).json()["viewer"]["token"]
    page.token = token
    assert page.get("measures").json()["response_error"] == pytest.approx(0, abs=1e-4)
    page.token = page.get("column", patch=4).json()["viewer"]["token"]
    assert page.get("measures").json()["response_error"] > 0.01


def test_all_queries_and_keys_are_the_layers_in_order(page):
    layers = [page.get(f"qk/{layer}").content for layer in range(3)]
    assert page.get("qk").content == b"".join(layers)


@pytest.fixture
def single(monkeypatch):
    """A page of a model that was trained at 8 px alone, on an input of 32 x 48 px."""
    return Page(monkeypatch)


def test_a_model_of_one_trained_size_takes_any_and_its_input_follows(single):
    column = single.get("column", patch=5).json()
    assert column["free"] is True
    assert column["viewer"]["input"] == [30, 50]
    assert "side" not in column["viewer"]["selection"]
    model = single.recorded.model.at_size((30, 50), 5)
    pixels = vit.prepare(model, single.picture.rgb).pixels
    assert column["top"][0]["index"] == int(model(pixels[None])[0].argmax())
    sizes = {size["patch"]: size for size in column["sizes"]}
    assert list(sizes) == [4, 5, 6, 7, 8, 9]
    assert sizes[5] == {
        "patch": 5,
        "height": 30,
        "width": 50,
        "tokens": 63,
        "trained": False,
        "multiply_adds": multiply_adds(model.config),
    }


def test_back_at_the_trained_size_the_view_is_that_of_before(single):
    """The page at 5 px, its columns at 8: the input is the checkpoint's own again."""
    single.token = single.engine.grant(
        single.engine.key(Selection(single.picture.digest, "embedded", 5)), "a page"
    )
    assert single.get("column").json()["viewer"]["input"] == [30, 50]
    assert single.get("column", patch=8).json()["viewer"]["input"] == [32, 48]
    given = single.get("column", patch=8, height=64, width=64).json()["viewer"]
    assert given["input"] == [64, 64]


def test_another_input_of_a_column_gives_sizes_near_it(single):
    sizes = single.get("column", height=64, width=64).json()["sizes"]
    assert [(size["height"], size["width"]) for size in sizes if size["patch"] in (5, 7)] == [
        *((65, 65), (63, 63)),
    ]


def test_the_distance_from_the_trained_size_is_measured_on_the_same_picture(single):
    assert single.get("fidelity").json() is None
    trace, token = single.trace, single.get("column", patch=5).json()["viewer"]["token"]
    single.token = token
    other = single.engine.record(single.engine.granted(token)).trace
    measured = single.get("fidelity").json()
    assert measured["patch"] == 8
    assert measured["cosine"] == pytest.approx(
        feature_cosine(single.recorded.model, other, trace), abs=1e-6
    )
    assert measured["correlation"] == pytest.approx(map_correlation(other, trace), abs=1e-6)


def test_several_trained_sizes_are_measured_from_the_nearest(page):
    page.token = page.get("column", patch=2).json()["viewer"]["token"]
    assert page.get("fidelity").json()["patch"] == 4
