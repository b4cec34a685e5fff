"""The engine: one forward per picture, checkpoint and patch size; bounded; nothing leaks."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import vit
from app.engine.engine import Engine
from app.engine.recorded import TraceKey
from app.settings import Selection, Settings
from tests.support.client import noise
from tests.support.tiny import tiny_model
from vit.pictures.images import InputError


def test_nothing_is_loaded_at_the_start(engine, loads):
    assert loads == []


def test_a_trace_is_made_once_and_equals_the_library_s(engine, loads, forwards):
    shown = engine.hold(noise(1))
    key = engine.key(Selection(shown.digest, "embedded"))
    assert key == TraceKey(shown.digest, "embedded", 32, 48, 8)
    first = engine.record(key)
    assert engine.record(key) is first
    assert loads == ["embedded"]
    assert forwards == [shown.digest]
    prepared = vit.prepare(first.model, shown.rgb)
    assert first.trace.logits.equal(first.model(prepared.pixels[None])[0])
    assert first.milliseconds > 0


def test_many_askers_share_one_forward(engine, forwards):
    key = engine.key(Selection(engine.hold(noise(1)).digest, "embedded"))
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(engine.record, [key] * 6))
    assert len(forwards) == 1
    assert all(recorded is made[0] for recorded in made)


def test_patch_sizes_share_the_checkpoint(engine, loads):
    digest = engine.hold(noise(1)).digest
    fine = engine.record(engine.key(Selection(digest, "embedded", 4)))
    coarse = engine.record(engine.key(Selection(digest, "embedded", 8)))
    assert loads == ["embedded"]
    assert fine.trace.grid.patches == 4 * coarse.trace.grid.patches
    assert fine.model.blocks is coarse.model.blocks


def test_traces_stay_within_the_bound(loads, forwards):
    pictures = [noise(n) for n in range(3)]
    large = Engine(Settings(device="cpu"))
    keys = [large.key(Selection(large.hold(one).digest, "embedded")) for one in pictures]
    for key in keys[:2]:
        large.record(key)
    small = Engine(Settings(device="cpu", memory=large.budget.nbytes))
    for picture, key in zip(pictures, keys, strict=True):
        small.hold(picture)
        small.record(key)
        assert small.budget.nbytes <= small.budget.limit
    forwards.clear()
    small.record(keys[2])
    small.record(keys[1])
    assert forwards == []
    small.record(keys[0])
    assert forwards == [keys[0].digest]


def test_a_picture_that_was_let_go_is_a_plain_sentence(engine):
    with pytest.raises(InputError, match="please open it again"):
        engine.record(TraceKey("unknown", "embedded", 32, 48, 8))


def test_a_token_reads_its_own_trace_until_it_is_released(engine):
    keys = [engine.key(Selection(engine.hold(noise(n)).digest, "embedded")) for n in range(2)]
    tokens = [engine.grant(key, "a page") for key in keys]
    assert len(set(tokens)) == 2
    assert min(map(len, tokens)) >= 32
    assert [engine.granted(token) for token in tokens] == keys
    engine.visits.release(tokens[0])
    assert engine.granted(tokens[0]) is None
    assert engine.granted(tokens[1]) == keys[1]


@pytest.mark.parametrize(
    "typed", ["local-dir:/", " local-dir:x", "vit_base_patch16_224=x.pth", "="]
)
def test_a_file_of_this_machine_is_opened_only_when_the_program_was_started_with_it(loads, typed):
    with pytest.raises(InputError, match="A page opens no files of the machine") as caught:
        Engine(Settings(device="cpu")).load_checkpoint(typed)
    assert "MODEL=local-dir:folder" in str(caught.value)
    assert loads == []


def test_a_file_that_the_program_was_started_with_is_opened_by_its_public_name(loads):
    mine = "vit_base_patch16_224=folder/mine.pth"
    engine = Engine(Settings(device="cpu", model=mine))
    assert engine.load_checkpoint("given:mine.pth") == engine.store.started == "given:mine.pth"
    for path in (mine, mine.replace("mine", "other")):
        with pytest.raises(InputError, match="A page opens no files"):
            engine.load_checkpoint(path)
    with pytest.raises(InputError, match=r"'given:other\.pth' is not there"):
        engine.load_checkpoint("given:other.pth")
    assert loads == [mine]


def test_two_spellings_are_one_checkpoint(engine, loads):
    full = "vit_tiny_patch16_224.augreg_in21k_ft_in1k"
    assert engine.load_checkpoint(" vit_tiny_patch16_224 ") == full
    assert engine.load_checkpoint(full) == full
    shown = engine.hold(noise(1))
    assert engine.key(Selection(shown.digest, "vit_tiny_patch16_224")).checkpoint == full
    assert loads == [full]


def test_a_name_that_names_nothing_is_a_plain_sentence(engine, loads):
    with pytest.raises(InputError, match=r"^'google/vit' names no weights: use .*\.$"):
        engine.load_checkpoint("google/vit")
    assert loads == []


def test_forwards_run_one_at_a_time(engine):
    model, inside, together = tiny_model(), [], []

    def run():
        with engine.store.forward(model):
            inside.append(1)
            together.append(len(inside))
            inside.pop()

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == [1] * 8


def test_a_picture_in_its_own_shape_has_a_key_of_its_own(engine):
    digest = engine.hold(noise(1)).digest  # 40 x 60 px, of which 4 x 6 patches have the shape
    plain = engine.key(Selection(digest, "embedded"))
    shaped = engine.key(Selection(digest, "embedded", 4, vit.Framing("shape")))
    assert (shaped.height, shaped.width) == vit.own_shape((40, 60), (32, 48), 4)
    assert engine.record(shaped).trace.view.crop == pytest.approx((0, 0, 60, 40))
    moved = engine.key(Selection(digest, "embedded", None, vit.Framing("crop", right=1.0)))
    assert moved != plain
    right = engine.record(moved).trace.view.crop
    assert right.left + right.width == pytest.approx(60)
    assert right.left > engine.record(plain).trace.view.crop.left
