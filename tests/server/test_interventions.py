"""What a person changes inside a pass: parsed, checked, and turned into edits."""

import pytest
import torch

import vit
from app.engine.interventions import NONE, Intervention
from tests.support.tiny import tiny_model, tiny_pixels
from vit.edits import HIDDEN
from vit.pictures.images import InputError


@pytest.fixture
def model():
    return tiny_model()


def test_an_empty_query_changes_nothing(model):
    asked = Intervention.parse({"column": "a"})
    assert asked == NONE
    pixels = tiny_pixels(model)
    edited = vit.trace(model, asked.blank(pixels, model.config.grid), edits=asked.edits(model))
    assert torch.equal(edited.logits, vit.trace(model, pixels).logits)


def test_every_field_becomes_its_edit(model):
    query = {"off": "0.2-1.1", "fill": "mean", "hidden": "3-17", "temperature": "2:1.5"}
    asked = Intervention.parse(query | {"positions": "shuffle", "seed": "7"})
    edits = asked.edits(model)
    assert edits.fill == "mean"
    assert edits.head_gate.tolist() == [[1, 1, 0], [1, 0, 1], [1, 1, 1]]
    assert edits.temperature.tolist() == [1, 1, 1.5]
    found = (edits.score_bias == HIDDEN).nonzero().flatten().tolist()
    assert found == [3 + 3, 17 + 3]  # behind the class token and two registers
    assert torch.equal(edits.positions.sort(0).values, model.patch_positions().sort(0).values)
    assert hash(asked) == hash(Intervention.parse(query | {"positions": "shuffle", "seed": "7"}))


def test_a_seed_counts_only_for_a_shuffle():
    assert Intervention.parse({"seed": "7"}) == NONE


def test_a_register_is_part_of_the_model_of_the_pass(model):
    change = Intervention.parse({"register": "1.7-0.3", "hidden": "3"})
    assert change.register == {(0, 3), (1, 7)}
    assert Intervention.parse(change.words()) == change
    derived = change.derived(model)
    assert derived.config.prefix == model.config.prefix + 1
    biases = change.edits(derived).score_bias
    assert (biases == HIDDEN).nonzero().flatten().tolist() == [3 + 4]  # behind the register too
    assert NONE.derived(model) is model


def test_blanked_patches_are_the_mean_colour(model):
    grid, pixels = model.config.grid, tiny_pixels(model)
    blanked = Intervention(blanked=frozenset({7})).blank(pixels, grid)
    assert blanked[:, 8:16, 8:16].abs().max() == 0  # row 1, column 1 of 4 x 6 patches of 8 px
    changed = (blanked != pixels).any(dim=0)
    assert changed.sum() == 64
    assert pixels[:, 8:16, 8:16].abs().max() > 0


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"off": "0.9"}, "Layer 1, head 10 does not exist"),
        ({"off": "x"}, "'x' of off cannot be read"),
        ({"hidden": "24"}, "patches are 0 to 23"),
        ({"hidden": "-".join(map(str, range(24)))}, "leave at least one"),
        ({"register": "x"}, "'x' of register cannot be read: write it as in register=5.1180-3.7"),
        ({"register": "3.0"}, "Neuron 0 of layer 3 does not exist: layers are 0 to 2"),
        ({"temperature": "1:0.001"}, "Temperature 0.001 in layer 2"),
        ({"temperature": "9:1"}, "layer 10 is not possible"),
        ({"fill": "noise"}, "'noise' is no fill: use zero, mean"),
        ({"positions": "mirror"}, "'mirror' is no positions"),
        ({"positions": "shuffle", "seed": "7-8"}, "Seed '7-8' is not one number"),
    ],
)
def test_a_wrong_change_is_named(model, query, said):
    with pytest.raises(InputError, match=said):
        Intervention.parse(query).edits(model)
