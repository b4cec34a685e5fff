"""One attention weight, recomputed: it is the record's, and so is what it carries."""

import pytest
import torch

import vit
from tests.support.tiny import VARIANTS, tiny_model, tiny_pixels, trace_of_maps
from vit.anatomy.one_weight import one_weight
from vit.anatomy.token_steps import attention_output
from vit.edits import HIDDEN, Edits


@pytest.mark.parametrize("changes", VARIANTS.values(), ids=VARIANTS)
def test_the_weight_is_the_records(changes):
    model = tiny_model(**changes)
    trace = vit.trace(model, tiny_pixels(model))
    for layer, head, asking, told in [(0, 0, 0, 5), (2, 1, 7, 7), (1, 2, 20, 0)]:
        found = one_weight(model, trace, layer, head, asking, told)
        expected = trace.attention(layer)[head, asking, told].item()
        assert found.weight == pytest.approx(expected, rel=1e-12)
        assert found.score == pytest.approx((found.query @ found.key).item())
        assert found.weight == pytest.approx(found.exponentials[told].item() / found.total)


def test_in_float32_it_agrees_to_the_digits_of_float32():
    model = tiny_model().float()
    trace = vit.trace(model, tiny_pixels(model))
    maps = trace.attention(1)
    for asking in range(0, 27, 5):
        found = one_weight(model, trace, 1, 0, asking, 11)
        assert found.weight == pytest.approx(maps[0, asking, 11].item(), rel=2e-6)


@pytest.mark.parametrize(("scaled", "gate"), [(False, 1), (True, 1), (False, 0.25)])
def test_what_all_weights_carry_is_what_attention_brings(scaled, gate):
    model = tiny_model(layer_scale=scaled)
    gates = torch.tensor([1, gate, 1]).expand(3, -1)
    trace = vit.trace(model, tiny_pixels(model), edits=Edits(head_gate=gates))
    total = torch.zeros(24, dtype=torch.float64)
    for head in range(3):
        for told in range(27):
            carried = one_weight(model, trace, 1, head, 4, told).carried
            assert carried is not None
            total += carried
    block = model.block(1)
    bias = block.ls1(block.attn.proj.bias)
    torch.testing.assert_close(total + bias, block.ls1(attention_output(model, trace, 1, 4)))


@pytest.mark.parametrize(("fill", "left"), [("zero", 0), ("mean", 1 / 27)])
def test_a_weight_of_a_head_that_is_off_carries_its_share_of_what_stands_in(fill, left):
    model, gates = tiny_model(), torch.ones(3, 3)
    gates[0, 1] = 0
    plain = vit.trace(model, tiny_pixels(model))
    gated = vit.trace(model, tiny_pixels(model), edits=Edits(head_gate=gates, fill=fill))
    whole, found = (one_weight(model, one, 0, 1, 3, 4).carried for one in (plain, gated))
    assert whole is not None
    assert found is not None
    torch.testing.assert_close(found, left * whole)


def test_a_known_case_by_hand():
    maps = torch.tensor([[[0.5, 0.3, 0.2], [0.1, 0.8, 0.1], [0.25, 0.25, 0.5]]])
    trace = trace_of_maps(maps.double())
    found = one_weight(tiny_model(width=3, heads=1), trace, 0, 0, 1, 1)
    assert found.scale == pytest.approx(3**-0.5)
    assert found.scores.tolist() == pytest.approx([-2.302585, -0.223144, -2.302585], abs=1e-6)
    assert found.exponentials.tolist() == pytest.approx([0.125, 1, 0.125])
    assert (found.total, found.weight) == (pytest.approx(1.25), pytest.approx(0.8))


def test_a_hidden_token_has_no_weight_and_its_bias_is_in_the_score():
    model, bias = tiny_model(), torch.zeros(27)
    bias[5] = HIDDEN
    trace = vit.trace(model, tiny_pixels(model), edits=Edits(score_bias=bias))
    hidden, other = (one_weight(model, trace, 0, 0, 3, told) for told in (5, 6))
    assert hidden.weight == 0
    assert hidden.scores[5] < -9000
    assert other.weight == pytest.approx(trace.attention(0)[0, 3, 6].item())


@pytest.mark.parametrize("changes", [{"sub_norm": True}, {"post_norm": True}])
def test_behind_a_norm_no_weight_carries_a_share_of_its_own(changes):
    model = tiny_model(**changes)
    trace = vit.trace(model, tiny_pixels(model))
    assert one_weight(model, trace, 0, 0, 3, 4).carried is None


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ((3, 0, 0, 0), "layer 3 does not exist: layers are 0 to 2"),
        ((0, 3, 0, 0), "head 3 does not exist: heads are 0 to 2"),
        ((0, 0, 27, 0), "token 27 does not exist"),
        ((0, 0, 0, -1), "token -1 does not exist"),
    ],
)
def test_what_does_not_exist_is_named(place, said):
    model = tiny_model()
    with pytest.raises(IndexError, match=said):
        one_weight(model, vit.trace(model, tiny_pixels(model)), *place)
