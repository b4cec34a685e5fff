"""The page's first bytes: its files hold every module once, its HTML is complete and compressed."""

import gzip
import re

import brotli  # pyright: ignore[reportMissingTypeStubs]
import httpx
import pytest
from starlette.testclient import TestClient

from app.engine.engine import Engine
from app.engine.visits import EVERYONE
from app.front import files, first_view, modules
from app.front.chunks import MOST, Chunks
from app.front.coding import best, coded
from app.front.page_head import PageHead
from app.front.threads import Threads
from app.settings import Settings
from app.ui.first_example import FirstExample
from app.ui.page import launch_options
from app.wire.contract import BASE
from tests.support.client import Page
from tests.support.site import serving
from tests.support.tiny import tiny_model

TYPES_ALONE = {
    *("learn/cards/form", "record/requests"),
    *(name for name in modules.every_module() if name.startswith("record/replies")),
}
NOT_IN_FILES = {"page/first_paint", modules.LOADER}  # in the HTML; at the head of the first file


def texts() -> dict[str, str]:
    """Name of each file of modules -> its text."""
    names = re.findall(r"'([\w-]+\.js)'", files.file_text(files.first_file()) or "")
    return {name: files.file_text(name) or "" for name in {*names, files.first_file()}}


def test_every_module_is_in_one_file():
    held = [
        name for text in texts().values() for name in re.findall(r"^define\('(.+?)'", text, re.M)
    ]
    assert sorted(held) == sorted({*modules.every_module()} - TYPES_ALONE - NOT_IN_FILES)


def test_a_file_is_named_by_its_content():
    assert len(texts()) == 11
    for name, text in texts().items():
        assert name.endswith(f"-{files.digest(text)}.js")


def test_a_module_imports_what_stands_before_it():
    """The graph has no circle, so that each module is complete when another one reads it."""
    order = modules.closure(modules.every_module())
    place = {name: at for at, name in enumerate(order)}
    assert all(place[other] < place[name] for name in order for other in modules.imports(name))


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("import {a, b as c} from './x.js';", "const {a, b: c} = need('room/x');"),
        ("import {\n  a,\n} from '../draw/x.js';", "const {\n  a,\n} = need('draw/x');"),
        ("import * as x from './x.js';", "const x = need('room/x');"),
        ("const {A} = await import('./x.js');", "const {A} = await load('room/x');"),
        ("export const a = 1;", "const a = 1;\nexports.a = a;"),
        ("export async function f() {}", "async function f() {}\nexports.f = f;"),
        ("/** @type {import('./x.js').X} */ let a;", "/** @type {import('./x.js').X} */ let a;"),
        ("/** A {@link y}\n * comment. */\n// another\nlet a;", "let a;"),
        ("export {};", ""),
    ],
)
def test_a_line_of_a_module_in_a_file(monkeypatch, line, wanted):
    monkeypatch.setattr(modules, "source", lambda _: f"{line}\n")
    body = modules.wrapped("room/y").partition("\n")[2].rpartition("});")[0]
    assert body.strip() == wanted.strip()


@pytest.mark.parametrize(
    "line", ["export default f;", "export * from './x.js';", "import './x.js';", "export let a;"]
)
def test_a_form_that_files_cannot_hold_is_named(monkeypatch, line):
    monkeypatch.setattr(modules, "source", lambda _: f"{line}\n")
    with pytest.raises(ValueError, match=r"room/y\.js: .*is no import or export"):
        modules.wrapped("room/y")


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=1.0", "br"),
        ("identity", ""),
        ("", ""),
    ],
)
def test_bytes_travel_in_the_best_coding(accepted, coding):
    travels = coded(b"text " * 100, best(accepted))
    undo = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}
    assert travels.coding == coding
    assert undo[coding](travels.body) == b"text " * 100
    assert travels.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("query", "linked"),
    [
        ("", False),
        ("__theme=dark", False),
        ("__sign=ab&__lang=de", False),
        ("picture=cat", True),
        ("__theme=dark&layer=3", True),
    ],
)
def test_an_address_with_a_link_has_no_first_view(query, linked):
    assert first_view.has_link(query) is linked


@pytest.fixture(scope="module")
def client():
    """A client of a running app."""
    with serving(Settings(device="cpu", threads=1), lambda *_, **__: tiny_model().float()) as site:
        yield httpx.Client(base_url=site.url, timeout=60)


def test_the_page_is_complete_and_compressed(client):
    reply = client.get("/", headers={"Accept-Encoding": "br"})
    assert reply.headers["content-encoding"] == "br"
    assert int(reply.headers["content-length"]) < len(reply.content) / 5
    links = re.search(r"<base [^>]*>(.*?)<meta", reply.text, re.S)[1]
    addresses = re.findall(r'href="([^"]+)"', links)
    assert all(client.get(f"/{one}").status_code == 200 for one in addresses)
    assert len(addresses) == len(set(addresses)) == 7  # fonts, style, modules, picture, rows
    assert reply.text.index('id="av-shell"') < reply.text.index("<gradio-app")


def test_what_is_linked_stays_under_its_name(client):
    reply = client.get(f"{BASE}/files/{files.first_file()}", headers={"Accept-Encoding": "gzip"})
    assert reply.headers["content-encoding"] == "gzip"
    assert "immutable" in reply.headers["cache-control"]
    assert reply.text == files.file_text(files.first_file())
    assert (
        client.get(f"{BASE}/files/{files.style_file()}")
        .headers["content-type"]
        .startswith("text/css")
    )


def test_a_link_gets_the_page_without_the_first_view(client):
    page = client.get("/?picture=cat").text
    assert files.first_file() in page
    assert "av-shell" not in page


async def plain(scope, receive, send):
    """An app whose page has another form than Gradio's."""
    start = {"type": "http.response.start", "status": 200}
    await send({**start, "headers": [(b"content-type", b"text/html")]})
    await send({"type": "http.response.body", "body": b"<p>", "more_body": True})
    await send({"type": "http.response.body", "body": f"{scope['path']}</p>".encode()})


async def based(scope, receive, send):
    """An app whose every page has Gradio's form."""
    start = {"type": "http.response.start", "status": 200}
    await send({**start, "headers": [(b"content-type", b"text/html")]})
    await send({"type": "http.response.body", "body": b"<base href='./'><gradio-app>"})


def test_html_of_another_form_goes_out_as_it_came():
    client = TestClient(PageHead(plain, fonts="<link>", first=lambda: None))
    assert client.get("/").text == "<p>/</p>"


@pytest.mark.parametrize(
    ("prefix", "path", "completed"),
    [("", "/", True), ("/vit", "/vit/", True), ("/vit", "/vit", True), ("", "/theme.css", False)],
)
def test_the_page_is_known_below_a_prefix(prefix, path, completed):
    page = PageHead(based, fonts="<link>", first=lambda: None)
    reply = TestClient(page, root_path=prefix).get(path.removeprefix(prefix))
    assert ("<link>" in reply.text) is completed


def test_the_view_of_all_who_come_opens_the_first_example_alone(page):
    first = FirstExample(page.engine)
    token = first.explored().viewer["token"]
    assert first.explored().viewer["token"] == token
    page.engine.visits.leave("nobody")
    page.token = token
    assert page.get("from/0").status_code == 200
    assert page.get("column?column=0").status_code == 404
    assert page.engine.visits.granted(token).visit == EVERYONE


def test_what_the_first_map_of_features_is_drawn_from_is_there_with_the_page(monkeypatch):
    """Computed when the page requests it, it came after Gradio had mounted."""
    for changes, kept in (
        ({"outputs": "none", "classes": 0}, ["places by the axes of layer, token"]),
        ({}, []),
    ):
        engine = Page(monkeypatch, **changes).engine
        token = FirstExample(engine).explored().viewer["token"]
        assert engine.record(engine.granted(token)).kept.keys() == kept


def test_the_middleware_is_part_of_the_app():
    engine = Engine(Settings(device="cpu"))
    held = launch_options(engine, Settings(device="cpu"))["app_kwargs"]["middleware"]
    assert [one.cls for one in held] == [Threads, PageHead]


def test_what_a_page_fetches_is_named_for_the_next_one():
    chunks = Chunks()
    paths = ("/assets/a-1.js", "/assets/b-2.css", "/assets/a-1.js", "/gradio_api/vit/files/x.js")
    for path in (*paths, "/assets/../app.py", "/assets/logo.svg"):
        chunks.note(path)
    assert chunks.files() == []  # the page is not there yet
    chunks.note("/gradio_api/run/predict")
    chunks.note("/assets/of-another-tab.js")
    assert chunks.files() == ["./assets/a-1.js", "./assets/b-2.css"]


def test_a_page_that_nobody_loaded_names_nothing():
    chunks = Chunks()
    chunks.note("/gradio_api/run/predict")
    assert chunks.files() == []
    for number in range(2 * MOST):
        chunks.note(f"/assets/{number}.js")
    chunks.note("/gradio_api/run/predict")
    assert len(chunks.files()) == MOST
