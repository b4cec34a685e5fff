"""What the viewer reads of a pass equals the trace."""

from dataclasses import replace

import pytest
import torch

import vit
from app.engine.pictures import open_example
from app.export.feature_axes import common_pictures
from app.screens.explore import trace_routes
from tests.support.client import READOUTS, Page

FUSED = {"mean": torch.mean, "max": torch.amax, "min": torch.amin}


def test_queries_and_keys_give_the_attention_back(page):
    for layer in range(3):
        query, key = page.numbers(f"qk/{layer}", "<f2", (2, 3, 27, 8)).double()
        derived = (query @ key.transpose(-2, -1) / 8**0.5).softmax(-1)
        expected = page.trace.attention(layer).double()
        torch.testing.assert_close(derived, expected, rtol=0, atol=5e-3)


def test_rows_and_columns_are_exact(page):
    rows = page.numbers("from/5", "<f4", (3, 3, 27))
    assert rows.equal(page.trace.attention_from(5))
    columns = page.numbers("to/5", "<f4", (3, 3, 27))
    torch.testing.assert_close(columns, page.trace.attention_to(5), rtol=1e-5, atol=1e-7)
    assert page.numbers("from/default", "<f4", (3, 3, 27)).equal(page.trace.attention_from(0))


@pytest.mark.parametrize("name", ["to/27", "to/5000", "sums/3"])
def test_a_token_or_layer_that_does_not_exist_is_named(page, name):
    reply = page.get(name)
    assert reply.status_code == 422
    assert name.partition("/")[2] in reply.text


def test_row_sums_make_any_weight_from_its_score(page):
    for layer in range(3):
        query, key = page.numbers(f"qk/{layer}", "<f2", (2, 3, 27, 8)).double()
        sums = page.numbers(f"sums/{layer}", "<f4", (3, 27)).double()
        derived = (query @ key.transpose(-2, -1) / 8**0.5 - sums.unsqueeze(-1)).exp()
        expected = page.trace.attention(layer).double()
        torch.testing.assert_close(derived, expected, rtol=0, atol=5e-3)


def test_what_pages_share_is_computed_once(page, monkeypatch):
    computed = []
    for module, name in ((vit, "feature_places"), (trace_routes, "log_sums")):
        make = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *a, n=name, m=make: computed.append(n) or m(*a))
    for _ in range(2):
        page.get("features/colours")
        page.get("sums/1")
    page.get("to/5")
    page.get("to/6")
    assert sorted(computed) == ["feature_places", "log_sums", "log_sums", "log_sums"]


def test_a_model_that_averages_its_patches_asks_from_their_mean(monkeypatch):
    page = Page(monkeypatch, pool="avg", class_token=False, registers=0)
    rows = page.numbers("from/default", "<f4", (3, 3, 24))
    torch.testing.assert_close(rows[1], page.trace.attention(1).mean(dim=1))
    columns = page.numbers("to/default", "<f4", (3, 3, 24))
    torch.testing.assert_close(columns[1], page.trace.attention(1).mean(dim=2))


@pytest.mark.parametrize("changes", READOUTS.values(), ids=READOUTS)
def test_a_model_that_reads_several_tokens_asks_from_all_it_reads(monkeypatch, changes):
    page = Page(monkeypatch, **changes)
    trace, shape = page.trace, (3, 3, page.trace.config.tokens)
    if trace.pooling is None:
        start = torch.tensor([0.5, 0.5, *[0.0] * 24])
    else:
        start = trace.pooling.mean(dim=0)
    rows = page.numbers("from/default", "<f4", shape)
    torch.testing.assert_close(rows[1], start @ trace.attention(1))
    columns = page.numbers("to/default", "<f4", shape)
    torch.testing.assert_close(columns[1], trace.attention(1) @ start)
    flow = page.numbers("rollout/default", "<f4", (3, shape[2]))
    torch.testing.assert_close(flow[-1], vit.rollout_tokens(trace, source=start))


@pytest.mark.parametrize("changes", READOUTS.values(), ids=READOUTS)
def test_a_model_that_reads_several_tokens_has_every_map_of_a_class(monkeypatch, changes):
    page = Page(monkeypatch, **changes)
    maps = page.numbers("maps", "<f4", (len(vit.METHODS), page.trace.config.tokens), target=1)
    grad_trace = vit.trace_gradient(page.recorded.model, page.pixels(), 1)
    for found, method in zip(maps, vit.METHODS.values(), strict=True):
        expected = method.tokens(page.recorded.model, grad_trace)
        torch.testing.assert_close(found, expected, rtol=1e-3, atol=1e-6)


def test_fused_maps_and_rollout(page):
    fused = page.numbers("fused/max/1", "<f2", (27, 27)).float()
    torch.testing.assert_close(fused, page.trace.attention(1).amax(0), rtol=1e-3, atol=1e-3)
    flow = page.numbers("rollout/7", "<f4", (3, 27))
    assert flow.equal(vit.rollout_stages(page.trace, source=7))


@pytest.mark.parametrize("fusion", ["mean", "max", "min", "head"])
def test_the_film_of_rollout_turns_every_knob(page, fusion):
    fields = {"residual": 0.25, "discard": 0.5, "fusion": fusion, "head": 1, "start": 1}
    film = page.numbers("rollout/7/film", "<f4", (3, 27), **fields, leave_out=0)
    flows = torch.eye(27)[7].repeat(3, 1)
    for layer in (2, 1):
        maps = page.trace.attention(layer)
        fused = maps[1] if fusion == "head" else FUSED[fusion](maps, dim=0)
        small = fused.argsort(dim=1)[:, :13]
        mixed = 0.75 * fused.scatter(1, small, 0) + 0.25 * torch.eye(27)
        flows[layer:] = flows[layer:] @ (mixed / mixed.sum(dim=1, keepdim=True))
    torch.testing.assert_close(film, flows, rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"residual": 2}, "residual: '2' is not a number from 0 to 1."),
        ({"fusion": "sum"}, "fusion: 'sum' is none of mean, max, min, head."),
        ({"fusion": "head", "head": 9}, "head: 9 is not there, choose one from 0 to 2."),
        ({"start": 5}, "start 5 is not a layer: layers are 0 to 2"),
    ],
)
def test_a_knob_that_cannot_be_is_one_sentence(page, changed, sentence):
    fields = {"residual": 0.5, "discard": 0, "fusion": "mean", "head": 0, "start": 0}
    fields["leave_out"] = 0
    reply = page.get("rollout/0/film", **fields | changed)
    assert reply.status_code == 422
    assert sentence in reply.text


def test_positions_give_the_similarity(page):
    directions = page.numbers("positions", "<f2", (24, 24)).float()
    expected = vit.position_similarity(page.recorded.model).view(24, 24)
    torch.testing.assert_close(directions @ directions.T, expected, rtol=0, atol=2e-3)


@pytest.mark.parametrize("axes", [None, "layer", "layers", "pictures"])
def test_features_give_places_on_the_chosen_axes(page, axes):
    fields = {} if axes is None else {"axes": axes}
    numbers = page.numbers("features/colours", "<f2", (4 * 3 + 4 * 24 * 3,), **fields).float()
    basis = axes or "layer"
    if axes == "pictures":
        keys = [
            replace(page.recorded.key, digest=open_example(page.engine, i))
            for i in common_pictures("embedded")
        ]
        records = [page.engine.record(key) for key in keys]
        basis = vit.common_axes(page.recorded.model, [record.trace for record in records])
    places, shares = vit.feature_places(page.recorded.model, page.trace, basis)
    torch.testing.assert_close(numbers[:12].view(4, 3), shares, rtol=1e-3, atol=1e-3)
    torch.testing.assert_close(numbers[12:], places.flatten(), rtol=0, atol=1e-3)


def test_axes_that_do_not_exist_are_refused(page):
    reply = page.get("features/colours", axes="mine")
    assert reply.status_code == 422
    assert "axes: 'mine' is none of layer, layers, pictures" in reply.text


def test_features_give_norms_and_similarities(page):
    norms = page.numbers("features/norms", "<f4", (4, 4, 6))
    assert norms.equal(vit.feature_norms(page.trace))
    for layer in (0, 3):  # 24 patches are no more than the width: the products themselves
        cosines = page.numbers(f"features/{layer}", "<f2", (27, 4, 6)).float()
        for token in (0, 2, 9):
            similar = vit.feature_similarity(page.trace, layer, token)
            torch.testing.assert_close(cosines[token], similar, rtol=0, atol=1e-3)


def test_features_of_many_patches_are_sent_as_directions(monkeypatch):
    page = Page(monkeypatch, patch=4)
    directions = page.numbers("features/2", "<f2", (99, 24)).float()
    similar = vit.feature_similarity(page.trace, 2, 50).flatten()
    torch.testing.assert_close(directions[3:] @ directions[50], similar, rtol=0, atol=2e-3)


def test_large_fused_maps_are_refused(page, monkeypatch):
    monkeypatch.setattr("app.screens.explore.trace_routes.FUSED_LIMIT", 20)
    assert page.get("fused/mean/0").status_code == 413
