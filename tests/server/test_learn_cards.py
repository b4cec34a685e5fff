"""The cards' numbers: what the routes answer is what the library computes."""

import math

import pytest
import torch
from torch import Tensor

import vit
from app.screens.learn.routes import CARDS
from app.settings import Selection
from tests.support.client import Page, close
from tests.support.tiny import VARIANTS
from vit.anatomy.cost import multiply_adds
from vit.edits import HIDDEN, Edits

CHOSEN = {"layer": 1, "head": 2, "token": 9}


def card(page, name, **chosen):
    reply = page.get(f"learn/{name}", **(CHOSEN | chosen))
    assert reply.status_code == 200, reply.text
    return reply.json()


def vector(facts, name, *shape):
    return Tensor(facts["vectors"][name]).view(*shape or (-1,))


@pytest.mark.parametrize("changes", VARIANTS.values(), ids=VARIANTS)
def test_every_card_of_every_kind_of_model_has_finite_numbers(monkeypatch, changes):
    page = Page(monkeypatch, **changes)
    for name in CARDS:
        facts = card(page, name)
        assert all(math.isfinite(value) for value in facts["numbers"].values())
        for kind in ("vectors", "maps"):
            for key, values in facts[kind].items():
                assert len(values) == math.prod(facts["shapes"][key]), (name, key)


def test_patches_are_counted(page):
    numbers = card(page, "patches")["numbers"]
    assert (numbers["rows"], numbers["cols"], numbers["patches"]) == (4, 6, 24)
    assert (numbers["tokens"], numbers["prefix"]) == (27, 3)
    assert numbers["pixel_pairs"] == (32 * 48) ** 2
    assert numbers["token_pairs"] == 27**2


def test_the_projection_is_of_the_chosen_patch(page):
    facts, pixels = card(page, "projection"), page.pixels()
    close(vector(facts, "pixels", 3, 8, 8), pixels[:, 8:16, 0:8])  # token 9 is patch 6: (1, 0)
    projected = page.recorded.model.patch_embed(pixels[None], page.recorded.model.kernel())[0, 6]
    close(vector(facts, "projected"), projected)
    assert facts["numbers"]["first_sum"] == pytest.approx(projected[0].item(), abs=1e-5)
    assert facts["numbers"]["patch_numbers"] == 3 * 8 * 8
    assert facts["shapes"]["kernel"] == [24, 192]
    assert facts["shapes"]["before"] == [24, 192]


def test_positions_are_alike_as_the_library_says_and_without_them_the_answer_changes(page):
    facts, model = card(page, "positions"), page.recorded.model
    close(Tensor(facts["maps"]["learned"]).view(4, 6), vit.position_similarity(model)[1, 0])
    assert facts["maps"]["sinusoidal"][6] == pytest.approx(1)
    total = vector(facts, "projected") + vector(facts, "position")
    close(total, page.trace.residual[0, 9])
    table = torch.zeros_like(model.patch_positions())
    without = vit.trace(model, page.pixels(), edits=Edits(positions=table))
    first = int(page.trace.probabilities().argmax())
    numbers = facts["numbers"]
    assert numbers["p"] == pytest.approx(page.trace.probabilities()[first].item(), rel=1e-5)
    assert numbers["without_p"] == pytest.approx(without.probabilities()[first].item(), rel=1e-4)


def test_the_class_token_starts_the_same_for_every_picture(page):
    facts = card(page, "class_token")
    close(vector(facts, "start"), page.recorded.model.prefix_tokens()[0, 0])
    close(vector(facts, "end"), page.trace.residual[-1, 0])
    attended = page.trace.attention_from(0)[-1].mean(dim=0)
    close(Tensor(facts["maps"]["attended"]), attended)


def test_a_model_without_class_token_shows_what_it_reads_instead(monkeypatch):
    page = Page(monkeypatch, class_token=False, pool="avg", registers=0)
    facts = card(page, "class_token")
    assert "class_token" not in facts["flags"]
    assert "start" not in facts["vectors"]
    normed = page.recorded.model.norm(page.trace.residual[-1].clone())
    close(vector(facts, "pooled"), normed.mean(dim=0))


def test_a_block_has_seven_steps_that_end_where_the_next_begins(page):
    facts = card(page, "block")
    assert [row["name"] for row in facts["rows"]][:3] == ["tokens", "norm", "attention"]
    first, last = facts["rows"][0], facts["rows"][-1]
    close(Tensor(first["values"]), page.trace.residual[1, 9])
    close(Tensor(last["values"]), page.trace.residual[2, 9])
    precise = page.trace.residual[1, 9].double()
    assert first["length"] == pytest.approx(precise.norm().item(), rel=1e-6)
    assert first["deviation"] == pytest.approx(precise.std(correction=0).item(), rel=1e-6)
    assert facts["numbers"]["off"] < 1e-4


def test_query_key_and_value_are_the_recorded_ones(page):
    facts = card(page, "query_key_value")
    for name in ("query", "key", "value"):
        close(vector(facts, name), getattr(page.trace, name)[1, 2, 9])
    assert facts["shapes"]["all"] == [3, 27, 8]
    assert facts["shapes"]["weights"] == [72, 24]


def test_the_dot_product_leads_to_the_records_weight(page):
    facts = card(page, "dot_product")
    row, numbers = page.trace.attention(1)[2, 9], facts["numbers"]
    close(Tensor(facts["maps"]["weights"]), row)
    key_token = numbers["key_token"]
    assert key_token == 3 + int(row[3:].argmax())
    assert sum(facts["vectors"]["products"]) == pytest.approx(numbers["score"], rel=1e-4)
    assert numbers["score"] * numbers["scale"] == pytest.approx(numbers["scaled"], rel=1e-5)
    assert numbers["weight"] == pytest.approx(row[key_token].item(), rel=1e-5)
    assert numbers["sum"] == pytest.approx(1)
    close(vector(facts, "context"), row @ page.trace.value[1, 2])


def test_heads_side_by_side_are_as_wide_as_a_token(page):
    facts = card(page, "heads")
    assert facts["shapes"]["joined"] == [3, 8]
    assert facts["shapes"]["weights"] == [24, 24]
    close(Tensor(facts["maps"]["by_head"]).view(3, 27), page.trace.attention(1)[:, 9])


def test_depth_shows_attention_and_rollout_of_every_layer(page):
    facts = card(page, "depth")
    rollout = vit.rollout_stages(page.trace)
    close(Tensor(facts["maps"]["rollout"]).view(3, 27), rollout)
    close(Tensor(facts["maps"]["by_layer"]).view(3, 27), page.trace.attention_from(0).mean(dim=1))
    assert facts["numbers"]["last_peak"] == pytest.approx(27 * rollout[-1, 3:].max().item())


def test_a_norm_is_shown_before_and_after_and_its_scale_and_shift_apart(page):
    facts = card(page, "layer_norm")
    numbers, norm = facts["numbers"], page.recorded.model.block(1).norm1
    assert numbers["standardised_mean"] == pytest.approx(0, abs=1e-6)
    assert numbers["standardised_deviation"] == pytest.approx(1, abs=1e-3)
    assert numbers["after_deviation"] != pytest.approx(1, abs=1e-2)
    close(vector(facts, "scale"), norm.weight)
    close(vector(facts, "after"), norm(page.trace.residual[1, 9].clone()))


def test_the_most_attended_patch_is_hidden_and_the_answer_read_again(page):
    numbers = card(page, "limits")["numbers"]
    attended = page.trace.attention_from(0)[-1].mean(dim=0)
    most = 3 + int(attended[3:].argmax())
    assert numbers["most_token"] == most
    assert numbers["most_share"] == pytest.approx(attended[most].item(), rel=1e-5)
    bias = torch.zeros(27)
    bias[most] = HIDDEN
    hidden = vit.trace(page.recorded.model, page.pixels(), edits=Edits(score_bias=bias))
    first = int(page.trace.probabilities().argmax())
    assert numbers["most_p"] == pytest.approx(hidden.probabilities()[first].item(), rel=1e-4)


@pytest.mark.parametrize(
    ("before", "after", "flag"),
    [
        (0.9, 0.6, "outcome"),
        (0.9, 0.49, "outcome_lost"),
        (0.3, 0.5, "outcome_gained"),
        (0.3, 0.06, "outcome_none"),
    ],
)
def test_a_class_that_is_not_likely_enough_is_not_called_the_answer(
    monkeypatch, before, after, flag
):
    page = Page(monkeypatch, outputs="sigmoid")
    odds = {False: before, True: after}
    monkeypatch.setattr(
        vit.Trace,
        "probabilities",
        lambda trace: torch.full((5,), odds[trace.edits.positions is not None]),
    )
    facts = card(page, "positions")
    found = [name for name in facts["flags"] if name.startswith("outcome")]
    assert found == [flag]
    assert facts["numbers"]["present"] == 0.5


def test_every_offered_patch_size_has_its_cost(monkeypatch):
    page = Page(monkeypatch, trained_patches=(4, 8, 16))
    rows = card(page, "patch_size")["rows"]
    assert [row["patch"] for row in rows] == [4, 8, 16]
    assert [row["tokens"] for row in rows] == [99, 27, 9]
    assert [row["pairs"] for row in rows] == [99**2, 27**2, 81]
    smallest = page.recorded.model.at_patch_size(4).config
    assert rows[0]["multiply_adds"] == multiply_adds(smallest)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("learn/magic", "Card 'magic' does not exist: cards are patches, projection"),
        ("learn/block?layer=3", "layer '3' does not exist: give layer=0 to layer=2"),
        ("learn/block?layer=1&head=0&token=27", "token '27' does not exist"),
        ("learn/block?layer=one&head=0&token=2", "layer 'one' does not exist"),
        ("number?layer=0&head=0&from=1", "to '' does not exist: give to=0 to to=26"),
        ("number?layer=7&head=0&from=1&to=2", "layer '7' does not exist"),
        ("number?layer=0&head=9&from=1&to=2", "head '9' does not exist"),
        ("number?layer=0&head=mean&from=99&to=2", "from '99' does not exist"),
    ],
)
def test_a_wrong_request_is_answered_in_a_sentence(page, path, said):
    path, _, query = path.partition("?")
    reply = page.get(path, **dict(pair.split("=") for pair in query.split("&") if pair))
    assert reply.status_code == 422
    assert said in reply.text


def test_a_size_whose_input_follows_stands_beside_the_trained_one(monkeypatch):
    page = Page(monkeypatch)
    key = page.engine.key(Selection(page.picture.digest, "embedded", 5))  # 30 x 50 px
    page.token = page.engine.grant(key, "a page")
    rows = card(page, "patch_size")["rows"]
    assert [(row["patch"], row["patches"]) for row in rows] == [(5, 60), (8, 24)]
