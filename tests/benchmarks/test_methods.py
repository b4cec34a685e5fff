"""The benchmark of methods: its intervals, its baselines, and a row for every method."""

import numpy as np
import pytest
import torch

from tests.benchmarks import methods
from tests.benchmarks.intervals import bootstrap
from tests.benchmarks.measures import BASELINES, MASK, baseline_maps, localisation, object_share
from tests.benchmarks.methods_page import FINDS, PEAKS, table
from tests.support.tiny import tiny_model
from vit.maps.methods import METHODS


@pytest.fixture(scope="module")
def model():
    return tiny_model(image=(96, 96), patch=24, classes=20, outputs="sigmoid").float()


@pytest.fixture(scope="module")
def measured(model):
    return methods.measure(model, 4, 0)


# ---- intervals


def test_the_interval_of_a_constant_is_that_constant():
    interval = bootstrap([0.25] * 7)
    assert (interval.figure, interval.low, interval.high) == (0.25, 0.25, 0.25)


def test_the_interval_has_the_width_of_the_mean_s_deviation():
    values = np.random.default_rng(0).normal(3, 2, 400)
    interval = bootstrap(values)
    assert interval.figure == pytest.approx(values.mean())
    expected = 2 * 1.96 * values.std() / 400**0.5
    assert interval.high - interval.low == pytest.approx(expected, rel=0.08)


def test_the_interval_covers_the_true_mean_as_often_as_it_says():
    rng = np.random.default_rng(1)
    intervals = [bootstrap(rng.exponential(1, 60), seed=draw) for draw in range(200)]
    covered = np.mean([interval.low <= 1 <= interval.high for interval in intervals])
    assert 0.9 <= covered <= 0.98


def test_one_seed_gives_one_interval():
    values = [0.0, 1.0, 1.0, 0.0, 1.0, 0.3]
    assert bootstrap(values, seed=4) == bootstrap(values, seed=4)
    assert bootstrap(values, seed=4) != bootstrap(values, seed=5)


def test_a_median_is_resampled_as_a_median():
    interval = bootstrap([1.0] * 9 + [1000.0], np.median)
    assert (interval.figure, interval.high) == (1, 1)


def test_no_values_are_one_sentence():
    with pytest.raises(ValueError, match="measure at least one scene"):
        bootstrap([])


# ---- maps that know nothing of the model


def test_baselines_by_hand():
    image = np.zeros((96, 96, 3), np.uint8)
    image[24:48, 60:] = 200  # an upright edge in patch (1, 2)
    maps = baseline_maps(image, (4, 4), (0, 0))
    assert set(maps) == set(BASELINES)
    near = maps["centre"]
    assert near[1:3, 1:3].min() > near[0].max()
    assert torch.equal(near, near.flip(0).flip(1))
    assert divmod(int(maps["edges"].argmax()), 4) == (1, 2)


def test_random_maps_differ_by_scene_and_repeat():
    image = np.zeros((96, 96, 3), np.uint8)
    one, again, other = (baseline_maps(image, (4, 4), (0, n))["random"] for n in (1, 1, 2))
    assert one.equal(again)
    assert not one.equal(other)


# ---- localisation


def test_localisation_by_hand():
    mask = torch.zeros(32, 32, dtype=torch.bool)
    mask[:8, :8] = True  # patch (0, 0) of 4 x 4
    mask[8:16, :4] = True  # half of the patch below
    heat = torch.zeros(4, 4)
    heat[0, 0], heat[1, 0], heat[3, 3] = 6, 2, -5
    found = localisation(heat, mask)
    assert found["precision"] == 1
    assert found["pointing"] == 1
    assert found["mass"] == pytest.approx((6 + 0.5 * 2) / 8)
    # above the mean 3 / 16: both patches, of whose 128 pixels 32 are not the object's
    assert found["pixels"] == pytest.approx(1 - 32 / 1024)
    assert found["iou"] == pytest.approx((96 / 128 + 896 / 928) / 2)


def test_an_empty_map_counts_as_even():
    mask = torch.zeros(32, 32, dtype=torch.bool)
    mask[:8] = True
    assert localisation(torch.zeros(4, 4), mask)["mass"] == pytest.approx(0.25)


def test_a_random_map_scores_its_theoretical_level():
    mask = torch.zeros(96, 96, dtype=torch.bool)
    mask[:48, :48] = True
    image = np.zeros((96, 96, 3), np.uint8)
    found = [
        localisation(baseline_maps(image, (12, 12), (7, n))["random"], mask) for n in range(300)
    ]
    mean = {what: np.mean([one[what] for one in found]) for what in found[0]}
    assert mean["mass"] == pytest.approx(0.25, abs=0.005)
    assert mean["pointing"] == pytest.approx(0.25, abs=0.08)
    assert mean["pixels"] == pytest.approx(0.5, abs=0.01)
    assert mean["precision"] == pytest.approx(0.27, abs=0.02)


def test_the_mask_is_a_perfect_map():
    mask = torch.zeros(96, 96, dtype=torch.bool)
    mask[16:48, 24:72] = True
    found = localisation(object_share(mask, (12, 12)), mask)
    assert set(found.values()) == {1.0}


# ---- the whole run


def test_every_method_and_baseline_has_its_figures(measured):
    assert set(measured.one) == {*METHODS, *BASELINES, MASK}
    assert set(measured.two) == {*METHODS, *BASELINES}
    for name, figures in measured.one.items():
        slow = METHODS[name].cost == "a forward per patch" if name in METHODS else False
        assert {len(values) for values in figures.values()} == {1 if slow else 4}
        assert ("ms" in figures) == ("forwards" in figures) == (name in METHODS)
        assert {"precision", "pointing", "mass", "deletion", "insertion", "score"} <= set(figures)
        assert np.isfinite([value for values in figures.values() for value in values]).all()


def test_a_map_without_class_is_as_often_on_the_other_object(measured):
    classless = [name for name, method in METHODS.items() if not method.class_specific]
    for name in (*classless, *BASELINES):
        assert measured.two[name]["own"] == measured.two[name]["other"]


def test_a_second_run_equals_the_first(model, measured):
    again = methods.measure(model, 4, 0)
    for name, figures in measured.one.items():
        for what in set(figures) - {"ms", "forwards"}:
            assert again.one[name][what] == figures[what]
    assert again.two == measured.two


def test_a_table_states_figure_interval_and_scenes():
    lists = {column.measure: [0.5, 0.5, 0.5] for column in FINDS}
    lines = table({"rollout": lists, "random": lists}, FINDS, 0).splitlines()
    assert [line.split(" | ")[0] for line in lines[2:]] == ["| Rollout", "| Random numbers"]
    assert lines[2].endswith("| 0.500 (0.50 to 0.50) | 3 |")
    assert table({"rollout": lists}, PEAKS, 0).count("\n") == 2


def test_the_command_writes_what_it_prints(model, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(methods, "load", lambda *_, **__: model)
    monkeypatch.setattr(torch, "set_num_threads", lambda _: None)
    page = tmp_path / "methods.md"
    methods.main(["--scenes", "4", "--patch", "24", "--output", str(page)])
    written = page.read_text()
    assert written in capsys.readouterr().out
    for method in METHODS.values():
        assert written.count(f"| {method.title} |") == 4


def test_too_few_scenes_are_one_sentence(capsys):
    with pytest.raises(SystemExit):
        methods.main(["--scenes", "1"])
    assert "--scenes 1 is too few" in capsys.readouterr().err
