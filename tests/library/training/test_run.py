"""A short training: it learns, repeats itself bit by bit, stops, goes on and ships."""

import itertools
import json

import numpy as np
import pytest
import torch
from safetensors import safe_open

from vit.loading import weights
from vit.loading.checkpoints import CHECKPOINTS, shipped
from vit.training import train
from vit.training.batches import (
    Batch,
    batches,
    draw_batch,
    pixels,
)
from vit.training.evaluate import CALIBRATION_SEED, fixed_scenes, none_of_these, probabilities
from vit.training.export import export, move_bias
from vit.training.recipe import Recipe
from vit.training.run import Run

pytestmark = pytest.mark.usefixtures("one_thread")


SMALL = Recipe(steps=60, batch=8, width=48, depth=2, heads=2)


@pytest.fixture(scope="module")
def drawn(one_thread):
    return [draw_batch(SMALL, step) for step in range(SMALL.steps)]


@pytest.fixture(scope="module")
def trained(drawn):
    run = Run(SMALL)
    return run, [run.train(batch) for batch in drawn]


def test_sixty_steps_lower_the_losses(trained):
    _, numbers = trained
    patches = [step["patches"] for step in numbers]
    total = [step["classes"] + step["exclusive"] + step["patches"] for step in numbers]
    assert np.mean(patches[-15:]) < 0.7 * np.mean(patches[:15])
    assert np.mean(total[-15:]) < 0.95 * np.mean(total[:15])


def test_training_repeats_bit_by_bit(trained, drawn):
    again = Run(SMALL)
    for batch in drawn:
        again.train(batch)
    for name, tensor in trained[0].model.state_dict().items():
        assert torch.equal(tensor, again.model.state_dict()[name]), name


def test_a_stopped_run_goes_on_bit_by_bit(trained, drawn, tmp_path):
    run = Run(SMALL)
    for batch in drawn[:20]:
        run.train(batch)
    run.save(tmp_path / "state.pt")
    resumed = Run.resume(tmp_path / "state.pt")
    assert resumed.step == 20
    assert resumed.recipe == SMALL
    for batch in drawn[20:]:
        resumed.train(batch)
    for name, tensor in trained[0].model.state_dict().items():
        assert torch.equal(tensor, resumed.model.state_dict()[name]), name


def test_another_seed_gives_other_weights_and_pictures(drawn):
    other = Recipe(steps=60, batch=8, width=48, depth=2, heads=2, seed=2)
    assert not np.array_equal(draw_batch(other, 0).images, drawn[0].images)
    first = Run(SMALL).model.state_dict()["blocks.0.attn.qkv.weight"]
    assert not torch.equal(first, Run(other).model.state_dict()["blocks.0.attn.qkv.weight"])


def test_a_batch_depends_on_the_recipe_and_the_step_alone(drawn):
    draw_batch(SMALL, 400)
    again = draw_batch(SMALL, 3)
    assert np.array_equal(again.images, drawn[3].images)
    assert np.array_equal(again.masks, drawn[3].masks)
    assert np.array_equal(again.classes, drawn[3].classes)


def test_another_process_draws_the_same_batches(drawn):
    for batch, expected in zip(itertools.islice(batches(SMALL, 57), 3), drawn[57:], strict=True):
        assert np.array_equal(batch.images, expected.images)
        assert np.array_equal(batch.classes, expected.classes)


def few_scenes(kind, count, *seed):
    return fixed_scenes(kind, count // 10, *seed)


def test_a_shipped_model_loads_with_its_facts(trained, monkeypatch, tmp_path):
    monkeypatch.setattr("vit.training.export.fixed_scenes", few_scenes)
    path = tmp_path / "checkpoints" / "mine" / "weights.safetensors"
    export(trained[0], path)
    (made,) = [one for one in shipped(tmp_path / "checkpoints") if one.key == "mine"]
    assert (made.trained_on, made.classes, made.side) == ("drawings", 20, 96)
    monkeypatch.setitem(CHECKPOINTS, "embedded", made)
    loaded = weights.load("embedded", device="cpu")
    assert loaded.config == trained[0].model.config
    assert loaded.preprocessing == trained[0].model.preprocessing
    assert loaded.labels.names == trained[0].model.labels.names
    images = pixels(draw_batch(SMALL, 0).images)
    with torch.no_grad():
        difference = loaded(images) - trained[0].model(images)
    assert difference.abs().max() < 1e-5
    with safe_open(path, framework="pt") as file:
        facts = {
            name: json.loads(fact) for name, fact in file.metadata().items() if name != "format"
        }
    assert facts["steps"] == 60
    assert facts["seed"] == SMALL.seed
    assert set(facts["accuracy"]) == {"24", "16", "12", "8", "6"}
    assert len(facts["scenes_sha256"]) == 64


def test_the_bias_moves_until_one_object_in_a_hundred_goes_unseen():
    model = Run(SMALL).model.eval()
    before = model.get_parameter("head.bias").detach().clone()
    shift = move_bias(model, 300)
    assert shift > 0  # an untrained model sees nothing
    assert torch.allclose(model.get_parameter("head.bias") - before, torch.tensor(shift))
    answers = probabilities(model, fixed_scenes("one", 300, CALIBRATION_SEED).images)
    assert none_of_these(answers) == pytest.approx(0.01, abs=0.004)


def test_the_command_stops_goes_on_and_ships(monkeypatch, tmp_path, capsys):
    shipped = []
    monkeypatch.setattr(train, "export", lambda run, path: shipped.append((run.step, path)))
    monkeypatch.setattr(train, "accuracy", lambda *_: 0.5)
    monkeypatch.setattr(train, "batches", lambda recipe, start: _short(recipe, start))
    folder, output = tmp_path / "run", tmp_path / "weights.safetensors"
    arguments = ["--folder", str(folder), "--output", str(output)]
    arguments += ["--steps", "3", "--width", "24", "--heads", "2"]
    train.main(arguments)
    train.main(arguments)
    assert shipped == [(3, output), (3, output)]
    assert "end about" in capsys.readouterr().out
    lines = [json.loads(line) for line in output.with_name("log.jsonl").read_text().splitlines()]
    assert lines[-1]["accuracy"] == dict.fromkeys(("24", "16", "12", "8", "6"), 0.5)
    with pytest.raises(SystemExit, match="another recipe"):
        train.main([*arguments, "--seed", "5"])


def test_a_resumed_log_goes_on_counting_minutes(monkeypatch, tmp_path):
    clock = iter(range(0, 10_000, 60))
    monkeypatch.setattr(train, "_REPORT_EVERY", 1)
    monkeypatch.setattr(train.time, "monotonic", lambda: float(next(clock)))
    path, run = tmp_path / "training.jsonl", Run(SMALL)
    for _ in range(2):
        log = train.Log(path, run)
        run.step += 1
        log.add({"classes": 1.0})
    path.write_text(path.read_text() + '{"step": 9, "classes": 1.0, "minutes": 99}\n')
    assert train.Log(path, run).before == 2
    minutes = [json.loads(line)["minutes"] for line in path.read_text().splitlines()]
    assert minutes == [1, 2]


def _short(recipe: Recipe, start: int) -> list[Batch]:
    small = Recipe(steps=recipe.steps, batch=4)
    return [draw_batch(small, step) for step in range(start, recipe.steps)]
