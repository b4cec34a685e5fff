"""The rules of the doors: which names, bodies, sessions and addresses, and what public means."""

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from app.doors.bodies import FORM, MOST, Bodies
from app.doors.headers import POLICY, SafeHeaders
from app.doors.hosts import Hosts
from app.doors.paths import leads_somewhere
from app.doors.rates import FILES, SPAN, Rates, Sent
from app.doors.sessions import Owners
from app.doors.strict import check_public
from app.settings import LOCAL_NAMES, Settings
from app.wire.contract import BASE


async def echo(scope, receive, send):
    """An app that says how many bytes came."""
    body = await Request(scope, receive).body()
    await PlainTextResponse(str(len(body)))(scope, receive, send)


def test_a_name_that_is_allowed_is_the_programs_own_behind_a_proxy():
    hosts = Hosts(echo, ("*.example.org",))
    inside = {"Host": "a.example.org", "Origin": "https://b.example.org"}
    assert TestClient(hosts).post("/", headers=inside).status_code == 200
    assert TestClient(Hosts(echo, ("*",))).post("/", headers=inside).status_code == 403
    proxied = inside | {"X-Forwarded-Host": "b.example.org"}
    assert TestClient(Hosts(echo, ("*",))).post("/", headers=proxied).status_code == 200
    probe = {"Host": "10.0.0.7:7860"}
    assert TestClient(hosts).get("/", headers=probe).status_code == 400
    assert TestClient(hosts).get("/healthz", headers=probe).status_code == 200
    assert not hosts.knows("example.org.evil.example")
    assert not hosts.knows("evilexample.org")


def test_frames_are_those_that_were_named():
    framed = TestClient(SafeHeaders(echo, ("https://huggingface.co",)))
    assert framed.get("/").headers[POLICY].endswith("frame-ancestors 'self' https://huggingface.co")


@pytest.mark.parametrize("path", ["/", "/config", "/theme.css", "/manifest.json", "/favicon.ico"])
def test_what_the_page_uses_is_open(path):
    assert leads_somewhere(path)


def test_every_route_has_a_bound_and_those_of_files_a_larger_one():
    doors = Bodies(echo, ((f"{BASE}/.*", 64),))
    assert doors.most(f"{BASE}/x/teach") == 64 + FORM
    assert doors.most("/config") == MOST
    client = TestClient(doors)
    assert client.post("/", content=b"x" * MOST).text == str(MOST)
    assert client.post("/", content=b"x" * (MOST + 1)).status_code == 413
    assert client.post("/", content=iter([b"x" * MOST, b"y"])).status_code == 413
    assert client.post(f"{BASE}/a", content=b"x" * (65 + FORM)).status_code == 413


def test_of_many_sessions_the_oldest_is_forgotten():
    owners = Owners(most=2)
    assert all(owners.admits(session, "key") for session in "abc")
    assert owners.admits("a", "another")
    assert not owners.admits("c", "another")


def test_an_address_that_sends_very_many_files_waits(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("app.doors.rates.FILES", 3)
    monkeypatch.setattr("app.doors.rates.BYTES", 100)
    client = TestClient(Rates(echo, Sent(lambda: now[0])))
    address = f"{BASE}/open"
    assert [client.post(address, content=b"x").status_code for _ in range(4)] == [200] * 3 + [429]
    assert client.get(address).status_code == 200
    now[0] = SPAN + 1
    assert client.post(address, content=b"x" * 100).text == "100"
    reply = client.post(address, content=b"x")
    assert (reply.status_code, reply.headers["retry-after"]) == (429, "600")
    assert FILES >= 500  # a class of fifty behind one router


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "--public needs --hosts"),
        ({"hosts": ("a.org",), "model": "/home/me/last.ckpt"}, "shows no file of this machine"),
        ({"hosts": ("a.org",), "model": "local-dir:x"}, "shows no file of this machine"),
        ({"hosts": ("a.org",), "model": "vit_base=x.pth"}, "shows no file of this machine"),
    ],
)
def test_a_public_program_is_not_started_half_open(changes, words):
    with pytest.raises(ValueError, match=words):
        check_public(Settings(public=True, **changes))
    check_public(Settings(**changes))


def test_a_public_program_is_nobodys_own():
    settings = Settings(public=True, hosts=("a.org",))
    check_public(settings)
    assert not settings.is_local
    assert Settings().allowed_hosts == Settings(host="0.0.0.0").allowed_hosts == ("*",)
    assert settings.allowed_hosts == ("a.org", *LOCAL_NAMES)
    assert (Settings().frames, settings.frames) == (("*",), ())
    assert Settings(framed_by=()).frames == ()
    assert Settings(host="0.0.0.0", hosts=("a.org",)).allowed_hosts == ("a.org", "0.0.0.0")
