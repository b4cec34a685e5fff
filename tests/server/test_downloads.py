"""Several pages wait for one checkpoint: progress and cancel of each are its own."""

import threading

import pytest
from huggingface_hub import constants

from app.engine.downloads import Downloads
from app.engine.engine import Engine
from app.engine.fetches import Fetches
from app.engine.shared_work import Left, SharedWork
from app.settings import Settings
from tests.support.fake_hub import FakeHub, closed_address, point_client_at
from vit.loading.hub import fetch
from vit.pictures.images import InputError

CONFIG = b'{"architecture": "test_vit", "num_classes": 10}'
REFERENCE, REPOSITORY = "hf-hub:somebody/slow", "somebody/slow"


@pytest.fixture
def hub(monkeypatch, tmp_path):
    """A hub that sends a third of a file of weights and then nothing."""
    server = FakeHub()
    server.use(monkeypatch, tmp_path / "cache")
    server.files[REPOSITORY, "config.json"] = CONFIG
    server.files[REPOSITORY, "model.safetensors"] = bytes(6_000_000)
    yield server
    server.close()


def engine(**changes) -> Engine:
    return Engine(Settings(device="cpu", **changes))


def test_one_page_leaves_and_the_other_goes_on(hub, monkeypatch):
    """The second one waited on a lock until the first one's download had ended."""
    monkeypatch.setitem(fetch.__kwdefaults__, "quiet", 600)  # s, however busy the machine is
    made = engine()
    made.load_checkpoint("embedded")
    weights = hub.files.pop((REPOSITORY, "model.safetensors"))
    with pytest.raises(InputError):  # its description is in the cache from here on
        made.load_checkpoint(REFERENCE)
    hub.files[REPOSITORY, "model.safetensors"] = weights
    hub.fault = "stall"
    downloads = Downloads(made)
    first, second = (downloads.start(page, REFERENCE) for page in ("one", "two"))
    for one in (first, second):
        while not (one.fraction or one.done(0.02)):
            pass
        assert one.text.startswith("Fetching somebody/slow: ")
    downloads.cancel("two")
    assert second.done(60)
    assert "it was cancelled" in str(second.error)
    assert not first.done(0)
    downloads.cancel("one")
    assert first.done(60)
    assert len([one for one in hub.ranges if one is None]) == 2  # description and weights, once


def test_work_ends_with_the_last_who_waits():
    shared, begun, ended = SharedWork[str, int](), threading.Event(), threading.Event()
    told: dict[str, list[str]] = {"a": [], "b": []}

    def work(tell, stopped):
        tell(0.5, "half")
        begun.set()
        stopped.wait()
        ended.set()
        return 1

    leave = {name: threading.Event() for name in told}
    ends = dict.fromkeys(told, "")

    def person(name):
        try:
            shared.run("key", work, lambda _, text: told[name].append(text), leave[name])
        except Left:
            ends[name] = "left"

    people = {name: threading.Thread(target=person, args=(name,)) for name in told}
    for one in people.values():
        one.start()
    while shared.waiters("key") < 2 or not all(told.values()):
        begun.wait()
    leave["a"].set()
    people["a"].join()
    assert (ends["a"], ended.is_set(), shared.waiters("key")) == ("left", False, 1)
    leave["b"].set()
    people["b"].join()
    ended.wait()
    assert told == {"a": ["half"], "b": ["half"]}
    assert shared.run("key", lambda *_: 2, lambda *_: None, threading.Event()) == 2


def test_what_the_work_raises_reaches_all_and_is_not_kept():
    shared = SharedWork[str, int]()

    def fails(*_):
        raise ZeroDivisionError

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            shared.run("key", fails, lambda *_: None, threading.Event())
    assert shared.waiters("key") == 0


def test_a_page_has_nothing_fetched_beyond_the_option(hub):
    with pytest.raises(InputError, match=r"weights are 6 MB, and 5 MB may be fetched; .*--max-dow"):
        engine(max_download=5_000_000).load_checkpoint(REFERENCE)
    with pytest.raises(InputError, match=r"weights are 6 MB, .* choose a smaller one\.$"):
        engine(max_download=5_000_000, host="0.0.0.0").load_checkpoint(REFERENCE)


def test_a_model_beyond_the_memory_is_refused(hub):
    with pytest.raises(InputError, match=r"needs 1.25 MB of memory, and 1 MB are there for it"):
        engine(memory=1_000_000).load_checkpoint(REFERENCE)


def test_the_memory_that_is_free_counts_too(monkeypatch):
    monkeypatch.setattr("app.engine.fetches.free_memory", lambda: 1000)
    assert Fetches(Settings()).limits().memory == 1000
    monkeypatch.setattr("app.engine.fetches.free_memory", lambda: None)
    assert Fetches(Settings()).limits().memory == Settings().memory


@pytest.mark.parametrize("fault", ["status 401", "gated", "status 500", "portal", "corrupt"])
def test_a_visitor_hears_nothing_of_the_machine(hub, tmp_path, fault):
    hub.fault = fault
    public, local = (engine(host=host) for host in ("0.0.0.0", "127.0.0.1"))
    told = {}
    for one in (public, local):
        with pytest.raises(InputError) as caught:
            one.load_checkpoint(REFERENCE)
        told[one] = str(caught.value)
        shown = [one.reach.away, *one.reach.faults.values()]
        assert told[one] in shown
    words = ("HF_", "hf auth", "python -m", str(tmp_path), "127.0.0.1")
    assert not [word for word in words if word in told[public]]
    assert told[public].startswith("Fetching somebody/slow failed: ")


def test_nor_where_the_hub_is_away(monkeypatch, tmp_path):
    point_client_at(closed_address(), monkeypatch, tmp_path)
    with pytest.raises(InputError) as caught:
        engine(host="0.0.0.0").load_checkpoint(REFERENCE)
    assert str(caught.value) == (
        "Fetching somebody/slow failed: the connection to the hub failed; the model in use stays; "
        "choose one that is here, or try again later."
    )
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(InputError, match="is not here and is not fetched"):
        engine(host="0.0.0.0").load_checkpoint(REFERENCE)


def test_a_visitor_is_not_told_how_to_start_the_program():
    for host, told in (("127.0.0.1", "start the program"), ("0.0.0.0", "use a name of timm's or")):
        with pytest.raises(InputError, match=f"opens no files of the machine .*: {told}"):
            engine(host=host).load_checkpoint("local-dir:/etc")


def test_markup_that_is_typed_is_no_file():
    with pytest.raises(InputError, match="'<img src=x>' names no weights: use a name of timm's"):
        engine().load_checkpoint("<img src=x>")
