"""Positions on the colour map and ticks in real units."""

import numpy as np
import pytest

from vit.figures.scale import Scale, linear_scale, robust_top, signed_scale, uniform_scale

MINUS = "\N{MINUS SIGN}"
ALL = (uniform_scale(145), linear_scale(0.2), linear_scale(0.2, root=True), signed_scale())


@pytest.mark.parametrize("scale", ALL, ids=lambda scale: scale.bend)
def test_positions_rise_from_0_to_1_and_stay_there(scale: Scale):
    values = np.linspace(scale.low - 1, scale.high + 1, 999)
    positions = scale.positions(values)
    assert positions.min() == 0
    assert positions.max() == pytest.approx(1)
    assert (np.diff(positions) >= 0).all()
    assert scale.positions(np.array([scale.low, scale.high])) == pytest.approx([0, 1])


@pytest.mark.parametrize("scale", ALL, ids=lambda scale: scale.bend)
def test_ticks_go_from_end_to_end(scale: Scale):
    places = [at for at, _ in scale.ticks()]
    assert places == sorted(places)
    assert (places[0], places[-1]) == (0, pytest.approx(1))


def test_uniform_attention_stands_at_a_quarter_of_the_uniform_scale():
    scale = uniform_scale(197)
    assert scale.positions(np.array([0, 1 / 197, 4 / 197])) == pytest.approx([0, 0.25, 0.5])
    assert [text for _, text in scale.ticks()] == ["1/4×", "1×", "4×", "16×", "64×"]
    assert scale.text(8.5 / 197) == "8.5×"


@pytest.mark.parametrize(
    ("tokens", "end"), [(10, 64), (145, 64), (255, 64), (256, 256), (577, 256), (1370, 1024)]
)
def test_the_uniform_scale_grows_with_the_tokens(tokens: int, end: int):
    """A weight of 1 is as many multiples of uniform as there are tokens."""
    scale = uniform_scale(tokens)
    assert scale.high * tokens == pytest.approx(end)
    assert [scale.ticks()[i][1] for i in (0, -1)] == ["1/4×", f"{end}×"]
    assert scale.positions(np.array([1 / tokens])) == pytest.approx([2 / (2 + np.log2(end))])


def test_maps_of_several_sizes_share_a_range():
    times = np.array([0.25, 1.0, 60.0, 1000.0])
    one, other = uniform_scale(145, 1370), uniform_scale(1370)
    assert one.positions(times / 145) == pytest.approx(other.positions(times / 1370))


@pytest.mark.parametrize("size", [24, 144, 1369])
@pytest.mark.parametrize("root", [False, True])
def test_one_patch_does_not_darken_a_map(size: int, *, root: bool):
    values = np.random.default_rng(0).random(size) * 1e-4
    values[size // 2] = 0.9
    top = robust_top(values)
    light = linear_scale(top, root=root).positions(values) > 0.1
    assert light.mean() >= 0.05
    assert linear_scale(top).beyond(values).sum() == -(-size // 200)


def test_the_robust_top_is_a_value_of_the_map():
    values = np.random.default_rng(0).random((2, 500))
    assert robust_top(values) == np.sort(values.flatten())[994]
    assert robust_top(values, 0.5) == np.sort(values.flatten())[499]


def test_where_the_quantile_is_0_the_scale_ends_at_the_largest_value():
    sparse = np.zeros(1369)
    sparse[[3, 900]] = 0.2, 0.5
    assert robust_top(sparse) == 0.5
    assert robust_top(np.zeros(9)) == 0
    assert robust_top(np.empty(0)) == 0


@pytest.mark.parametrize("size", [1, 2, 20])
def test_one_of_few_values_is_no_outlier(size: int):
    assert robust_top(np.arange(size)) == size - 1


def test_a_root_spreads_the_dark_end():
    straight, bent = linear_scale(0.4), linear_scale(0.4, root=True)
    assert straight.positions(np.array([0.1])) == pytest.approx([0.25])
    assert bent.positions(np.array([0.1])) == pytest.approx([0.5])
    assert bent.ticks()[1] == (pytest.approx(0.5), "0.1")


def test_similarities_have_their_zero_in_the_middle():
    scale = signed_scale()
    assert scale.positions(np.array([-1.0, 0.0, 1.0])).tolist() == [0, 0.5, 1]
    assert [text for _, text in scale.ticks()] == [f"{MINUS}1", f"{MINUS}0.5", "0", "0.5", "1"]


def test_a_map_of_zeros_has_a_scale():
    assert linear_scale(0.0).positions(np.zeros(3)).tolist() == [0, 0, 0]


def test_small_weights_keep_their_digits():
    assert [text for _, text in linear_scale(0.00004).ticks()][1:3] == [
        f"1e{MINUS}5",
        f"2e{MINUS}5",
    ]


def test_the_top_of_a_scale_is_not_beyond_it():
    values = np.array([0.1, 0.2, np.float32(0.2), 0.21])
    assert linear_scale(0.2).beyond(values).tolist() == [False, False, False, True]


def test_large_values_are_whole_numbers():
    assert [text for _, text in linear_scale(141.0).ticks()] == ["0", "35", "70", "106", "141"]
