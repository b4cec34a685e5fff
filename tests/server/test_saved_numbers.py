"""The numbers that a screen saves are the library's, or follow from them by a direct sum."""

import io
import json
from dataclasses import replace

import numpy as np
import pytest
import torch

import vit
from app.engine.interventions import Intervention
from app.settings import Selection
from tests.support.client import Page
from vit.config import Rope
from vit.maps.methods import METHODS

PREFIX, ROWS, COLS = 3, 4, 6


def saved(page: Page, screen: str, link: str) -> dict[str, np.ndarray]:
    reply = page.get(f"saved/{screen}.npz", link=link)
    assert reply.status_code == 200, reply.text
    return dict(np.load(io.BytesIO(reply.content)))


def same(found: np.ndarray, expected: torch.Tensor | np.ndarray, tolerance: float = 1e-5) -> None:
    np.testing.assert_allclose(found, expected, rtol=tolerance, atol=1e-6)


def cells(tokens: torch.Tensor) -> torch.Tensor:
    return tokens[..., PREFIX:].reshape(*tokens.shape[:-1], ROWS, COLS)


def shares(page: Page, method: str, target: int) -> torch.Tensor:
    """A method's map [N] over its total, directly from the library."""
    record = vit.trace_gradient(page.recorded.model, page.pixels(), target)
    tokens = METHODS[method].tokens(page.recorded.model, record)
    return tokens / tokens.abs().sum()


def test_maps_of_a_class_are_shares_of_their_total(page):
    kept = saved(page, "explain", "target=2")
    assert "token_removal" not in kept
    for method in ("attention", "rollout", "relevance", "legrad", "token_grad_cam"):
        same(kept[method], cells(shares(page, method, 2)))


def test_a_difference_is_that_of_the_shares_of_both_classes(page):
    kept = saved(page, "explain", "target=2&against=4")
    assert "rollout" not in kept  # it knows no class
    same(kept["relevance"], cells(shares(page, "relevance", 2) - shares(page, "relevance", 4)))


def test_removal_is_saved_once_it_was_measured(page):
    drops = page.engine.removal(page.recorded, 2)
    same(saved(page, "explain", "target=2")["token_removal"], drops)
    assert "token_removal" not in saved(page, "explain", "target=2&against=1")


def test_the_curves_are_those_that_the_page_has(page):
    link = "explain=matter&target=2&explained=relevance"
    assert "levels" not in saved(page, "explain", link)
    reply = page.get("faithfulness", target=2, methods="relevance,rollout")
    result = json.loads(reply.text.splitlines()[-1])["result"]
    kept = saved(page, "explain", link)
    same(kept["levels"], np.array(result["levels"]))
    for method in ("relevance", "rollout"):
        for kind in ("deletion", "insertion"):
            same(kept[f"{method}_{kind}"], np.array(result["methods"][method][kind]))


def test_the_laboratory_of_one_head_is_a_product_of_matrices(page):
    link = "explain=laboratory&residual=0.3&fusion=head&head=1&start=1&end=2&query=7"
    flow = torch.eye(27)[7]
    for layer in (2, 1):
        flow = flow @ (0.7 * page.trace.attention(layer)[1] + 0.3 * torch.eye(27))
    kept = saved(page, "explain", link)
    same(kept["rollout"][2], cells(flow))
    bits = -(flow * flow.log2()).sum()
    assert kept["entropy"][2] == pytest.approx(float(bits), rel=1e-5)
    fused = saved(page, "explain", "explain=laboratory&fusion=max&discard=0.2")["rollout"]
    same(fused, cells(vit.rollout_stages(page.trace, "max", 0.5, 0.2)))


def test_columns_are_the_maps_of_their_passes(page):
    link = "kind=attention&query=9&columns=;patch:16,layer:1,head:2"
    kept = saved(page, "compare", link)
    same(kept["column1"], cells(page.trace.attention_from(9)[2].mean(dim=0)))
    coarse = page.engine.record(replace(page.recorded.key, patch=16)).trace
    # Token 9 is the patch (1, 0) of 8 px: its centre lies in the patch (0, 0) of 16 px.
    same(kept["column2"], coarse.attention_from(PREFIX)[1, 2, PREFIX:].view(2, 3))
    rolled = saved(page, "compare", "kind=rollout&end=1")["column1"]
    same(rolled, cells(vit.rollout_stages(page.trace)[1]))
    relevance = saved(page, "compare", "kind=relevance&target=3")["column1"]
    assert relevance.sum() == pytest.approx(1, abs=1e-5)


def test_statistics_are_those_of_the_trace(page):
    kept = saved(page, "heads", "layer=1&head=2")
    for name, values in vit.head_statistics(page.trace).figures().items():
        np.testing.assert_allclose(kept[name], values, atol=3e-6)
    same(kept["map"], cells(page.trace.attention_from(0)[1, 2]))


def test_the_finder_sums_the_attention_inside(page):
    kept = saved(page, "heads", "heads=finder&mask=block:1.2.0.3&query=8")
    maps = cells(page.trace.attention_from(8))
    same(kept["inside"], maps[..., 1:3, 0:4].sum(dim=(-2, -1)))
    only = saved(page, "heads", "heads=finder&mask=block:1.2.0.3&query=8&only=1")
    same(only["inside"], maps[..., 1:3, 0:4].sum(dim=(-2, -1)) / maps.sum(dim=(-2, -1)))


def test_interventions_save_both_passes(page):
    change = Intervention.parse({"off": "0.1-1.2", "hidden": "3"})
    after = page.engine.record(replace(page.recorded.key, intervention=change)).trace
    kept = saved(page, "heads", "heads=interventions&off=0.1-1.2&hidden=3&layer=2&head=0&query=5")
    same(kept["before"], cells(page.trace.attention_from(5)[2, 0]))
    same(kept["after"], cells(after.attention_from(5)[2, 0]))
    assert np.abs(kept["after"] - kept["before"]).max() > 1e-3


def test_depth_saves_every_frame(page):
    model = page.recorded.model
    lens = saved(page, "heads", "heads=depth&read=logit&target=1")
    same(lens["film"], vit.patch_lens(model, page.trace, 1))
    same(lens["curve"], vit.logit_lens(model, page.trace)[:, 1])
    ratios = saved(page, "heads", "heads=depth&film=ratio&branch=1")["film"]
    same(ratios, cells(vit.branch_ratios(model, page.trace)[:, 1]))
    field = saved(page, "heads", "heads=depth&film=field&query=5")["film"]
    expected = vit.receptive_field(model, page.trace, 5)
    same(field, expected / expected.sum(dim=(-2, -1), keepdim=True), 1e-4)


def test_positions_are_those_of_the_model_on_any_grid(page):
    model = page.recorded.model
    same(saved(page, "positions", "")["similarity"], vit.position_similarity(model))
    kept = saved(page, "positions", "sheet=5x3&query=26")
    same(kept["similarity"], vit.position_similarity(model.at_grid(5, 3)))
    same(kept["with_position"], kept["similarity"][4, 2])  # token 26 is the last patch
    fixed = saved(page, "positions", "table=sinusoidal")["similarity"]
    axis = vit.sinusoidal_similarity(6, 24)
    assert fixed[1, 4, 3, 0] == pytest.approx(float(axis[2] + axis[4]) / 2, abs=1e-6)
    assert fixed[1, 4, 1, 4] == pytest.approx(1, abs=1e-6)


def test_rotary_positions_are_those_of_a_layer_and_a_head(monkeypatch):
    page = Page(monkeypatch, rope=Rope(kind="mixed"), positions="none")
    kept = saved(page, "positions", "turn=2.1")["similarity"]
    same(kept, vit.rope_similarity(page.recorded.model, 2)[1])


def test_the_laboratory_of_positions_saves_both_passes(page):
    kept = saved(page, "positions", "positions=lab&lab_map=attention&layer=1&head=2&swap=shift")
    shifted = Intervention(positions="shift")
    after = page.engine.record(replace(page.recorded.key, intervention=shifted)).trace
    same(kept["before"], cells(page.trace.attention_from(0)[1, 2]))
    same(kept["after"], cells(after.attention_from(0)[1, 2]))


def test_filters_and_responses_are_the_library_s(page):
    kept = saved(page, "positions", "positions=filters&filter=1")
    filters, variance = vit.filter_components(page.recorded.model)
    same(kept["shares"], variance)
    same(kept["filters"], vit.filter_colours(filters))
    same(kept["responses"], vit.filter_responses(filters, page.pixels()), 1e-4)


def test_a_card_saves_what_it_is_drawn_from(page):
    kept = saved(page, "learn", "card=heads&layer=1&head=2&query=7")
    same(kept["by_head"], page.trace.attention_from(7)[1])
    same(kept["of_head"], page.trace.attention_from(7)[1, 2])
    rolled = saved(page, "learn", "card=depth")["rollout"]
    same(rolled, vit.rollout_stages(page.trace))
    steps = saved(page, "learn", "card=block&layer=0&query=4")
    same(steps["step_tokens"], page.trace.residual[0, 4])


def test_a_saved_array_belongs_to_its_link(page):
    """Another view's link is read for this view: what it does not have is refused."""
    key = page.engine.key(Selection(page.picture.digest, "embedded", patch=16))
    token = page.engine.grant(key, "a page")
    page.token = token
    assert "query: 20 is not there" in page.get("saved/heads.npz", link="query=20").text
