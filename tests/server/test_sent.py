"""A route that takes a file: by POST alone, within its bound, refused in one sentence."""

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route as Served
from starlette.testclient import TestClient

from app.wire.contract import VIEW_TABLES
from app.wire.javascript_routes import sent, urls
from app.wire.route import Json, Route, Sent
from app.wire.sent import posted

LIMIT = Sent("image/*", 2**20)
ROUTE = Route("taken", "A picture.", Json(dict[str, str]), sent=LIMIT)


@pytest.fixture
def taken():
    """What arrived, in order."""
    return []


@pytest.fixture
def client(taken):
    def take(_, body):
        taken.append(body)
        return PlainTextResponse("here")

    served = Served(f"/{ROUTE.pattern}", posted(LIMIT, take), methods=[ROUTE.method])
    return TestClient(Starlette(routes=[served]))


def test_a_file_arrives_as_it_is(client, taken):
    body = bytes(range(256)) * 1000
    assert client.post("/taken", content=body).text == "here"
    assert taken == [body]


def test_the_largest_file_is_taken_and_one_more_byte_is_not(client, taken):
    assert client.post("/taken", content=b"x" * LIMIT.most).status_code == 200
    reply = client.post("/taken", content=b"x" * (LIMIT.most + 1))
    assert (reply.status_code, len(taken)) == (413, 1)
    assert reply.text == "This file is larger than 1 MB: make it smaller."


def test_a_file_of_unstated_length_is_counted_as_it_comes(client, taken):
    pieces = (b"x" * 2**18 for _ in range(5))
    reply = client.post("/taken", content=pieces)
    assert reply.status_code == 413
    assert taken == []


def test_nothing_is_no_file(client, taken):
    reply = client.post("/taken", content=b"")
    assert reply.status_code == 422
    assert reply.text.endswith(".")
    assert taken == []


def test_the_method_is_that_of_the_contract(client):
    assert client.get("/taken").status_code == 405
    methods = {route.method for table in VIEW_TABLES.values() for route in table.values()}
    assert methods == {"GET", "POST"}


def test_the_page_knows_what_it_may_send():
    assert sent({"one_file": ROUTE}) == ["  oneFile: {kinds: 'image/*', most: 1048576},"]
    (url,) = urls({"one_file": ROUTE}, "view")
    assert "By `post`, with a file of at most 1 MB." in " ".join(url.split()).replace(" * ", " ")
    assert url.endswith("oneFile: view => `${view}/taken`,")
