"""What the running app offers to programs: nothing but what was meant for them."""

import httpx
import pytest

from app.settings import Settings
from tests.support.checkpoints import Hub
from tests.support.site import serving

MEANT: set[str] = set()  # names of events that programs may call


@pytest.fixture(scope="module")
def address():
    hub = Hub()
    with serving(Settings(device="cpu", threads=1), hub.load, hub) as running:
        yield f"{running.url.rstrip('/')}/gradio_api"


def test_no_event_of_the_page_is_offered_to_programs(address):
    info = httpx.get(f"{address}/info").json()
    assert info["named_endpoints"].keys() == MEANT
    assert info["unnamed_endpoints"] == {}


@pytest.mark.parametrize("path", ["openapi.json", "call/first/x", "call/v2/first", "api/first"])
def test_no_event_of_the_page_has_a_path_of_its_own(address, path):
    assert httpx.get(f"{address}/{path}").status_code == 404


def test_gradio_takes_no_files(address):
    """Nor is there anything in its folder for them: the page sends its own another way."""
    files = {"files": ("mine.png", b"content")}
    reply = httpx.post(f"{address}/upload", files=files)
    assert reply.status_code == 404
    config = httpx.get(f"{address.removesuffix('/gradio_api')}/config").json()
    assert not {"file", "image", "uploadbutton"} & {one["type"] for one in config["components"]}
