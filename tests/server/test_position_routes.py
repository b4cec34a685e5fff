"""The Positions screen's routes: what the page reads equals the library's own figures."""

import pytest
import torch

import vit
from tests.support.client import Page
from vit.anatomy.patch_filters import filter_colours, filter_components, filter_responses
from vit.anatomy.score_parts import part_shares, score_parts
from vit.config import Rope

RESIZED = {"base_patch": 4, "base_grid": (8, 12)}  # 4 x 6 patches of 8 px are in use


def test_facts_are_those_of_the_stored_table(monkeypatch):
    page = Page(monkeypatch, **RESIZED)
    facts = page.get("positions/facts").json()
    model = page.recorded.model
    assert (facts["kind"], facts["refusal"], facts["stored"]) == ("learned", None, [8, 12])
    assert facts["resampling"] == "bicubic"
    expected = model.pos_embed[0].norm(dim=-1).tolist()
    assert facts["norms"] == pytest.approx(expected[3:])
    names = ("class token", "register 1", "register 2")
    assert tuple(one["name"] for one in facts["prefix"]) == names
    assert [one["norm"] for one in facts["prefix"]] == pytest.approx(expected[:3])
    assert facts["shares"] == pytest.approx(vit.position_components(model, 6)[1].tolist())
    assert facts["axis"] == pytest.approx(vit.sinusoidal_similarity(128, 24).tolist())


def test_the_table_is_the_cosines_of_the_stored_positions(monkeypatch):
    page = Page(monkeypatch, **RESIZED)
    table = page.numbers("positions/table", "<f2", (99, 96)).float()
    stored = torch.nn.functional.normalize(page.recorded.model.pos_embed[0], dim=-1)
    torch.testing.assert_close(table[:96], stored[3:] @ stored[3:].T, rtol=0, atol=6e-4)
    torch.testing.assert_close(table[96:], stored[:3] @ stored[3:].T, rtol=0, atol=6e-4)


def test_components_are_those_of_the_grid_in_use(monkeypatch):
    page = Page(monkeypatch, **RESIZED)
    maps = page.numbers("positions/components", "<f2", (6, 24)).float()
    expected, _ = vit.position_components(page.recorded.model, 6)
    torch.testing.assert_close(maps, expected.flatten(1), rtol=1e-3, atol=2e-3)


def test_a_model_whose_prefix_has_no_positions_sends_none(monkeypatch):
    page = Page(monkeypatch, prefix_positions=False)
    assert page.get("positions/facts").json()["prefix"] == []
    assert page.numbers("positions/table", "<f2", (24, 24)).shape == (24, 24)


def test_sinusoidal_positions_have_a_formula_and_no_table(monkeypatch):
    page = Page(monkeypatch, positions="sinusoidal")
    facts = page.get("positions/facts").json()
    assert (facts["kind"], facts["refusal"], facts["norms"]) == ("sinusoidal", None, [])
    assert page.get("positions/table").status_code == 422
    assert "follow a formula" in page.get("positions/table").text
    assert page.numbers("positions/components", "<f2", (6, 24)).any()


def test_a_model_without_positions_says_so(monkeypatch):
    page = Page(monkeypatch, positions="none")
    assert "adds no position embeddings" in page.get("positions/facts").json()["refusal"]
    for path in ("table", "components", "parts"):
        reply = page.get(f"positions/{path}")
        assert (reply.status_code, "no position embeddings" in reply.text) == (422, True)
    assert "no position embeddings" in page.get("positions/shares").json()["refusal"]


MIXED = {"rope": Rope(kind="mixed"), "positions": "none"}
AXIAL = {"rope": Rope(temperature=100.0), "positions": "learned"}


@pytest.mark.parametrize(("changes", "heads"), [(MIXED, 3), (AXIAL, 1)], ids=["mixed", "axial"])
@pytest.mark.parametrize("grid", [(4, 6), (5, 3)])
def test_rotary_positions_are_known_by_two_corners(monkeypatch, changes, heads, grid):
    page = Page(monkeypatch, **changes)
    rows, cols = grid
    size = heads * 2 * (rows * cols + 4)
    numbers = page.numbers(f"positions/rotary/2/{rows}/{cols}", "<f2", size).float()
    alike = numbers[: heads * 2 * rows * cols].view(heads, 2, rows, cols)
    model = page.recorded.model.at_grid(rows, cols)
    expected = vit.rope_similarity(model, 2)
    torch.testing.assert_close(alike[:, 0], expected[:, 0, 0], rtol=0, atol=1e-3)
    torch.testing.assert_close(alike[:, 1], expected[:, 0, cols - 1], rtol=0, atol=1e-3)
    steps = numbers[heads * 2 * rows * cols :].view(heads, 2, 4)
    angles = vit.rope_angles(model, 2).sum(dim=0).view(heads, rows, cols, 4)
    torch.testing.assert_close(steps[:, 0], angles[:, 2, 1] - angles[:, 1, 1], rtol=0, atol=2e-3)
    torch.testing.assert_close(steps[:, 1], angles[:, 1, 2] - angles[:, 1, 1], rtol=0, atol=2e-3)


def test_a_model_that_turns_says_so_and_one_that_does_not_too(monkeypatch, page):
    assert page.get("positions/facts").json()["rotary"] is None
    assert "no rotary positions" in page.get("positions/rotary/0/4/6").text
    page = Page(monkeypatch, **MIXED)
    facts = page.get("positions/facts").json()
    assert facts["rotary"] == {"kind": "mixed", "layers": 3, "heads": 3, "pairs": 4}
    assert "turns queries and keys" in facts["refusal"]
    assert "Layer 4 and 4 × 6 patches" in page.get("positions/rotary/3/4/6").text
    assert "at most 4096 patches" in page.get("positions/rotary/0/65/64").text


def test_a_table_too_large_for_the_page_says_so(monkeypatch):
    page = Page(monkeypatch, base_patch=8, base_grid=(40, 60))
    assert "40 × 60 positions is too large" in page.get("positions/facts").json()["refusal"]


def test_parts_give_the_first_layer_s_attention_back(page):
    parts = page.numbers("positions/parts", "<f2", (4, 3, 27, 8)).double()
    query, key = parts[0] + parts[1], parts[2] + parts[3]
    derived = (query @ key.transpose(-2, -1) / 8**0.5).softmax(-1)
    torch.testing.assert_close(derived, page.trace.attention(0).double(), rtol=0, atol=5e-3)
    own = score_parts(page.recorded.model, page.pixels())
    torch.testing.assert_close(parts[1].float(), own.query_position, rtol=1e-3, atol=1e-3)


def test_shares_are_the_library_s(page):
    reply = page.get("positions/shares").json()
    expected = part_shares(score_parts(page.recorded.model, page.pixels()), 3)
    assert reply["parts"][1] == "content-position"
    torch.testing.assert_close(torch.tensor(reply["shares"]), expected)


@pytest.mark.parametrize(("patch", "grid"), [(4, (8, 12)), (8, (4, 6)), (7, (4, 6))])
def test_filters_have_any_patch_size(page, patch, grid):
    found, shares = filter_components(page.recorded.model.at_size((patch, patch), patch))
    count, cells = len(found), grid[0] * grid[1]
    size = count + count * patch * patch * 3 + count * cells
    numbers = page.numbers(f"filters/{patch}", "<f2", size).float()
    torch.testing.assert_close(numbers[:count], shares, rtol=0, atol=1e-3)
    colours = numbers[count : count + count * patch * patch * 3]
    torch.testing.assert_close(colours, filter_colours(found).flatten(), rtol=0, atol=1e-3)
    responses = filter_responses(found, page.pixels()).flatten()
    torch.testing.assert_close(numbers[-count * cells :], responses, rtol=2e-3, atol=2e-3)


def test_a_patch_size_beyond_the_input_is_refused(page):
    reply = page.get("filters/33")
    assert (reply.status_code, reply.text) == (
        422,
        "Patch size 33 px is not possible here: use 2 to 32.",
    )
