"""What stands before the app: names, bodies, addresses, sessions and headers, on a running one."""

import socket
from collections.abc import Iterator

import httpx
import pytest

from app.doors.headers import POLICY, policy
from app.doors.sessions import KEY
from app.settings import Settings
from app.wire.contract import BASE
from tests.support.site import Site, serving
from tests.support.tiny import tiny_model

DIGITS = "7" * 5000
HTTP = "HTTP/1.1\r\nHost: localhost\r\n"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    load = lambda *_, **__: tiny_model().float()  # noqa: E731
    with serving(
        Settings(device="cpu", threads=1, hosts=("localhost",), framed_by=()), load
    ) as running:
        yield running


@pytest.fixture(scope="module")
def client(site: Site) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site.url, timeout=60) as one:
        yield one


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:7860", 200),
        ("localhost", 200),
        ("[::1]:7860", 200),
        ("other.localhost", 200),
        ("LOCALHOST:80", 200),
        ("evil.example", 400),
        ("127.0.0.1.evil.example", 400),
        ("evil.example:127", 400),
        ("", 400),
    ],
)
def test_a_program_that_was_given_names_answers_to_no_other(client, host, status):
    reply = client.get("/", headers={"Host": host})
    assert reply.status_code == status
    assert status == 200 or reply.text.count(".") <= 2 + host.count(".")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 422),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1:9"}, 422),
        ({}, 422),
    ],
)
def test_what_a_page_of_another_site_sends_is_refused(client, headers, status):
    reply = client.post("/gradio_api/queue/join", json={}, headers=headers)
    assert reply.status_code == status


def test_no_reply_is_shared_with_another_origin(client):
    asks = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    for method, headers in (("GET", {"Origin": "http://localhost:9"}), ("OPTIONS", asks)):
        reply = client.request(method, "/config", headers=headers)
        assert not [name for name in reply.headers if name.startswith("access-control")]


@pytest.mark.parametrize("path", ["/", "/config", f"{BASE}/example/0", "/theme.css", "/nothing"])
def test_every_reply_bounds_what_a_browser_does_with_it(client, path):
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    rules = dict(one.split(" ", 1) for one in headers[POLICY].split("; "))
    assert rules["connect-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'self'"
    assert rules["img-src"] == "'self' data: blob:"
    assert rules["object-src"] == "'none'"
    assert "'unsafe-inline'" not in rules["script-src"]


def test_the_inline_scripts_of_the_page_are_allowed_one_by_one(client):
    reply = client.get("/")
    hashes = reply.headers[POLICY].count("'sha256-")
    assert hashes == len(set(policy(reply.text).split("'sha256-"))) - 1 > 0
    assert "'sha256-" not in client.get("/config").headers[POLICY]
    assert policy("<script>a</script><script src=b></script>").count("'sha256-") == 1


@pytest.mark.parametrize(
    "path",
    [
        *(f"{BASE}/{route}" for route in (f"example/{DIGITS}", f"scene/one/{DIGITS}")),
        *(f"{BASE}/token/{route}" for route in (f"qk/{DIGITS}", f"paper/{DIGITS}.png")),
        f"{BASE}/token/positions/rotary/{DIGITS}/0/0",
        f"{BASE}/token/receptive/{DIGITS}",
        f"{BASE}/files/{'x' * 8000}.js",
        f"{BASE}/files/{'ä' * 200}.js",
        f"/static/{'x' * 300}",
        "/a" * 3000,
        *("/gradio_api/file=/etc/passwd", "/gradio_api/call/first/x", "/gradio_api/deep_link"),
        *("/gradio_api/upload", "/gradio_api/upload_progress?upload_id=x"),
        *("/gradio_api/stream/a/b/c/playlist.m3u8", "/gradio_api/openapi.json", "/monitoring"),
    ],
)
def test_what_leads_nowhere_is_404_before_anything_is_made_of_it(client, path):
    assert client.get(path).status_code == 404


def spoken(site: Site, request: bytes) -> bytes:
    """The reply to a request that is written as it is; it need not be complete."""
    address = site.url.removeprefix("http://").rstrip("/").split(":")
    with socket.create_connection((address[0], int(address[1])), timeout=60) as line:
        line.sendall(request)
        return line.recv(4096)


def test_a_body_that_says_it_is_too_large_is_refused_unread(site):
    """Not a byte of it is sent: the reply comes from its headers alone."""
    head = (
        f"POST /gradio_api/queue/join HTTP/1.1\r\nHost: localhost\r\nContent-Length: {300 * 2**20}"
    )
    assert b" 413 " in spoken(site, f"{head}\r\n\r\n".encode()).split(b"\r\n")[0]


def test_one_that_does_not_say_is_refused_on_the_way(site):
    head = (
        b"POST /gradio_api/run/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    piece = b"100000\r\n" + b" " * 2**20 + b"\r\n"
    assert b" 413 " in spoken(site, head + piece * 5).split(b"\r\n")[0]  # and never its end


def test_a_session_belongs_to_the_document_that_used_it_first(client):
    """With the hash alone a foreign heartbeat ended the session, and its events could be read."""
    mine, other = {KEY: "a" * 32}, {KEY: "b" * 32}
    event = {"session_hash": "known", "data": "no list, so that nothing is run"}
    join = "/gradio_api/queue/join"
    first = client.post(join, json=event, headers=mine)
    for headers in (other, {}):
        assert client.post(join, json=event, headers=headers).status_code == 404
        for path in ("/gradio_api/heartbeat/known", "/gradio_api/queue/data?session_hash=known"):
            assert client.get(path, headers=headers).status_code == 404
        for name in ("run/predict", "cancel", "reset"):
            reply = client.post(f"/gradio_api/{name}", json=event, headers=headers)
            assert (reply.status_code, reply.text) == (404, "There is no such session.")
    assert client.post(join, json=event, headers=mine).status_code == first.status_code == 422


def test_an_event_that_there_is_not_is_no_fault_of_the_server(client):
    """Each was 500, with a traceback in the log."""
    for path in ("/gradio_api/queue/join", "/gradio_api/run/predict"):
        for event in (10**6, -1):
            facts = {"session_hash": "odd", "fn_index": event, "data": []}
            reply = client.post(path, json=facts)
            assert (reply.status_code, reply.text) == (404, "There is no such event.")


def test_what_is_no_event_is_left_to_gradio(client):
    for body in (b"", b"[]", b'"x"', b"{", b"[" * 100_000, b'{"session_hash": null}'):
        kind = {"Content-Type": "application/json"}
        reply = client.post("/gradio_api/run/predict", content=body, headers=kind)
        assert reply.status_code in (400, 404, 422)
