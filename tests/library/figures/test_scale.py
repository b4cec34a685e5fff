"""Positions on the colour map and ticks in real units."""

import numpy as np
import pytest

from vit.figures.scale import Scale, linear_scale, signed_scale, uniform_scale

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
