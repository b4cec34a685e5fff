"""Training: batches as functions of the step, losses by hand, a short run that repeats itself."""

import itertools
import json
import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from safetensors import safe_open

from vit.loading import weights
from vit.loading.checkpoints import CHECKPOINTS, shipped
from vit.scenes.scene import Scene
from vit.training import train
from vit.training.batches import (
    MIXTURE,
    REFINING,
    Batch,
    _stock,
    batches,
    collect,
    draw_batch,
    pixels,
)
from vit.training.evaluate import CALIBRATION_SEED, fixed_scenes, none_of_these, probabilities
from vit.training.export import export, move_bias
from vit.training.losses import (
    class_targets,
    exclusive_loss,
    independent_loss,
    patch_loss,
    patch_targets,
)
from vit.training.precision import Float32Attention, has_bfloat16
from vit.training.recipe import PATCH_SIZES, Recipe
from vit.training.run import Run

SMALL = Recipe(steps=60, batch=8, width=48, depth=2, heads=2)


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def drawn(one_thread):
    return [draw_batch(SMALL, step) for step in range(SMALL.steps)]


@pytest.fixture(scope="module")
def trained(drawn):
    run = Run(SMALL)
    return run, [run.train(batch) for batch in drawn]


def scene(*names, mask=None):
    return Scene(
        np.zeros((96, 96, 3), np.uint8),
        np.zeros((96, 96), np.uint8) if mask is None else mask,
        names,
    )


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


@pytest.fixture(scope="module")
def stages():
    """Batches of the beginning, of the end of the learning and of the refinement."""
    recipe = Recipe(steps=1000, batch=200)
    return [draw_batch(recipe, step) for step in (0, recipe.learning_steps - 1, 990)]


def test_the_mixture_holds_negatives_from_the_start_and_pairs_later(stages):
    negatives = [(batch.classes[:, 0] < 0).mean() for batch in stages]
    pairs = [(batch.classes[:, 1] >= 0).mean() for batch in stages]
    for shares, none, two in zip((MIXTURE, MIXTURE, REFINING), negatives, pairs, strict=True):
        assert sum(shares.values()) == pytest.approx(1)
        assert none == pytest.approx(shares["empty"] + shares["photo-like"], abs=0.09)
        assert two == pytest.approx(shares["two"] if two else 0, abs=0.09)
    assert pairs[0] == 0 < pairs[1]


def test_objects_are_larger_at_the_start(stages):
    early, late, _ = (
        (batch.masks == 1).mean(axis=(1, 2))[batch.classes[:, 0] >= 0].mean() for batch in stages
    )
    assert early > 1.5 * late


def test_things_come_with_the_refinement_only(monkeypatch):
    def painted(_, side):
        return np.full((side, side, 3), (255, 0, 255), np.uint8)

    monkeypatch.setattr("vit.training.batches.THINGS", dict.fromkeys("abcdefghijklmnop", painted))
    monkeypatch.setattr("vit.scenes.backdrops.photo_like", lambda rng, kind, side: kind(rng, side))
    recipe = Recipe(steps=1000, batch=50)
    shown = []
    for step in (recipe.learning_steps - 1, recipe.learning_steps):
        _stock.cache_clear()
        images = draw_batch(recipe, step).images.reshape(-1, 96 * 96, 3)
        shown.append((images == (255, 0, 255)).all(axis=(1, 2)).any())
    _stock.cache_clear()
    assert shown == [False, True]


def test_the_rate_warms_up_and_falls_to_zero_twice():
    recipe = Recipe(steps=3300)
    rates = [recipe.rate(step) for step in range(3300)]
    learning, refining = rates[: recipe.learning_steps], rates[recipe.learning_steps :]
    assert len(learning) == 1300
    for part, highest, warm in ((learning, 1.0, 0.04), (refining, 0.7, 0.02)):
        peak = highest * recipe.learning_rate
        assert max(part) == pytest.approx(peak, rel=0.01)
        assert part.index(max(part)) == pytest.approx(warm * len(part), abs=3)
        assert part[0] < 0.06 * peak
        assert part[-1] < 1e-4 * peak
        assert part[len(part) // 2] == pytest.approx(peak / 2)


def test_patch_sizes_go_from_coarse_to_fine_and_then_all_at_once():
    recipe = Recipe(steps=6600)
    sizes = [recipe.patch(step) for step in range(6600)]
    assert recipe.learning_steps == 2600
    assert set(sizes[:1170]) == {24, 16, 12}
    assert set(sizes[1170:1950]) == {24, 16, 12, 8}
    assert set(sizes[1950:2600]) == set(PATCH_SIZES)
    assert set(sizes[2600:2800]) == set(PATCH_SIZES)


def test_a_recipe_without_steps_is_refused():
    with pytest.raises(ValueError, match="steps 0 must be at least 1"):
        Recipe(steps=0)


def test_class_targets_name_every_object_and_nothing_else():
    batch = collect([scene("house"), scene("tree", "bicycle"), scene()])
    targets = class_targets(batch, 20)
    assert targets.shape == (3, 20)
    assert [row.nonzero().flatten().tolist() for row in targets] == [[0], [1, 19], []]


def test_patch_targets_are_how_much_of_a_patch_each_class_covers():
    mask = np.zeros((96, 96), np.uint8)
    mask[0:24, 0:12] = 1  # half of the first patch of 24
    mask[24:48, 0:24] = 2  # all of the one below
    targets = patch_targets(collect([scene("car", "key", mask=mask)]), 24, 20)
    assert targets.shape == (1, 16, 21)
    assert torch.allclose(targets.sum(dim=2), torch.ones(1, 16))
    first, below = targets[0, 0], targets[0, 4]
    assert first[[0, 1 + 3]].tolist() == [0.5, 0.5]
    assert below[1 + 12] == 1
    assert targets[0, 5, 0] == 1


def test_independent_loss_is_the_sum_over_classes():
    logits, targets = torch.tensor([[2.0, -1.0]]), torch.tensor([[1.0, 0.0]])
    expected = math.log(1 + math.exp(-2)) + math.log(1 + math.exp(-1))
    assert float(independent_loss(logits, targets)) == pytest.approx(expected)


def test_exclusive_loss_leaves_out_pictures_of_nothing():
    logits = torch.randn(3, 5, generator=torch.Generator().manual_seed(0))
    targets = torch.zeros(3, 5)
    targets[0, 2] = 1
    targets[1, [1, 4]] = 1
    expected = (
        F.cross_entropy(logits[:1], torch.tensor([2])) - logits[1].log_softmax(dim=0)[[1, 4]].mean()
    ) / 2
    assert torch.allclose(exclusive_loss(logits, targets), expected)
    assert float(exclusive_loss(logits, torch.zeros(3, 5))) == 0


def test_patches_of_objects_weigh_more_than_background():
    logits = torch.zeros(1, 2, 3)
    logits[0, 0, 0] = 5.0  # sure of the background
    background, mistaken = torch.tensor([1.0, 0, 0]), torch.tensor([0, 1.0, 0])
    right = patch_loss(logits, torch.stack([background, mistaken])[None])
    swapped = patch_loss(logits, torch.stack([mistaken, background])[None])
    sure, unsure = math.log(1 + 2 * math.exp(-5)), math.log(3)
    assert float(right) == pytest.approx((0.4 * sure + 3 * unsure) / 3.4, rel=1e-4)
    assert float(swapped) == pytest.approx((3 * (5 + sure) + 0.4 * unsure) / 3.4, rel=1e-4)


def test_pixels_are_normalised_channels_first():
    images = np.full((1, 96, 96, 3), 255, np.uint8)
    images[..., 2] = 0
    values = pixels(images)
    assert values.shape == (1, 3, 96, 96)
    assert float(values[0, 0, 0, 0]) == pytest.approx((1 - 0.45) / 0.245)
    assert float(values[0, 2, 0, 0]) == pytest.approx(-0.45 / 0.245)


@pytest.mark.skipif(not has_bfloat16(), reason="this processor has no bfloat16 arithmetic")
def test_attention_stays_in_float32_under_autocast():
    generator = torch.Generator().manual_seed(0)
    query, key, value = (torch.randn(1, 2, 9, 16, generator=generator).bfloat16() for _ in range(3))
    with torch.autocast("cpu", torch.bfloat16):
        with Float32Attention():
            precise = F.scaled_dot_product_attention(query, key, value)
        rough = F.scaled_dot_product_attention(query, key, value)
    exact = F.scaled_dot_product_attention(query.float(), key.float(), value.float())
    assert precise.dtype == torch.bfloat16
    assert torch.equal(precise, exact.bfloat16())
    assert not torch.equal(rough, precise)


def test_a_shipped_model_loads_with_its_facts(trained, monkeypatch, tmp_path):
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
