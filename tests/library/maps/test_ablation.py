"""Taking tokens and heads away, checked by doing it the long way."""

import pytest
import torch

from tests.support.tiny import tiny_model, tiny_pixels
from vit.edits import HIDDEN, Edits
from vit.gradient import trace_gradient
from vit.maps.ablation import head_ablation, head_importance, token_removal
from vit.trace import NoClassifierError, trace

TARGET = 2


@pytest.mark.parametrize("outputs", ["softmax", "sigmoid"])
@pytest.mark.parametrize(
    "changes",
    [{}, {"pool": "avg"}, {"distilled": True}, {"pool": "attention", "class_token": False}],
    ids=["class token", "mean", "distilled", "attention pooling"],
)
def test_removal_of_one_patch_is_a_pass_without_it(outputs, changes):
    model = tiny_model(outputs=outputs, **changes)
    record = trace(model, tiny_pixels(model))
    drops = token_removal(model, record, TARGET)
    assert drops.shape == (4, 6)
    tokens = model.embed(tiny_pixels(model)[None])
    for row, col in ((0, 0), (2, 5), (3, 1)):
        token = record.grid.token(row, col)
        kept = torch.cat([tokens[:, :token], tokens[:, token + 1 :]], dim=1)
        logits = model.classify(model.encode(kept))[0]
        without = logits.softmax(0) if outputs == "softmax" else logits.sigmoid()
        expected = record.probabilities()[TARGET] - without[TARGET]
        torch.testing.assert_close(drops[row, col], expected, rtol=1e-9, atol=1e-12)


def test_removal_of_a_hidden_patch_changes_nothing_and_of_another_only_what_is_left():
    model, bias = tiny_model(), torch.zeros(27)
    bias[5] = HIDDEN
    record = trace(model, tiny_pixels(model), edits=Edits(score_bias=bias))
    drops = token_removal(model, record, TARGET).flatten()
    assert drops[5 - record.grid.prefix].abs() < 1e-12
    kept = [token for token in range(27) if token not in (5, 9)]
    logits = model.classify(model.encode(record.residual[:1, kept]))[0]
    expected = record.probabilities()[TARGET] - logits.softmax(0)[TARGET]
    torch.testing.assert_close(drops[9 - record.grid.prefix], expected, rtol=1e-9, atol=1e-12)


def test_removal_reports_its_progress_and_can_be_cancelled(monkeypatch):
    monkeypatch.setattr("vit.maps.ablation.BATCH", 10)
    model = tiny_model()
    record, steps, told = trace(model, tiny_pixels(model)), [], []

    def step(done, total, drops):
        steps.append((done, total))
        told.append(drops)

    drops = token_removal(model, record, TARGET, step)
    assert steps == [(10, 24), (20, 24), (24, 24)]
    assert torch.cat(told).equal(drops.flatten())

    def cancel(*_):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        token_removal(model, record, TARGET, cancel)


@pytest.mark.parametrize("fill", ["zero", "mean"])
def test_head_ablation_is_a_whole_pass_with_the_head_gated(fill):
    model = tiny_model()
    pixels = tiny_pixels(model)
    record = trace(model, pixels, edits=Edits(fill=fill))
    drops = head_ablation(model, record, TARGET)
    for layer, head in ((0, 0), (1, 2), (2, 1)):
        gate = torch.ones(3, 3)
        gate[layer, head] = 0
        without = model(pixels[None], Edits(head_gate=gate, fill=fill))[0, TARGET]
        expected = (record.logits[TARGET] - without).float()
        torch.testing.assert_close(drops[layer, head], expected)


def test_head_ablation_goes_on_from_what_is_off_already():
    model = tiny_model()
    pixels, gate = tiny_pixels(model), torch.ones(3, 3)
    gate[1, 0] = 0
    record = trace(model, pixels, edits=Edits(head_gate=gate))
    drops = head_ablation(model, record, TARGET)
    assert drops[1, 0] == 0
    gate[2, 1] = 0
    without = model(pixels[None], Edits(head_gate=gate))[0, TARGET]
    torch.testing.assert_close(drops[2, 1], (record.logits[TARGET] - without).float())


def test_head_ablation_reports_every_head_and_can_be_cancelled():
    model = tiny_model()
    record, steps, told = trace(model, tiny_pixels(model)), [], []

    def step(done, total, drops):
        steps.append((done, total))
        told.append(drops.clone())

    drops = head_ablation(model, record, TARGET, step)
    assert steps == [(done, 9) for done in range(1, 10)]
    assert torch.cat(told).equal(drops.flatten())

    def cancel(*_):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        head_ablation(model, record, TARGET, cancel)


@pytest.mark.parametrize("fill", ["zero", "mean"])
def test_first_order_importance_is_the_derivative_of_the_gate(fill):
    model = tiny_model()
    pixels = tiny_pixels(model)
    estimate = head_importance(trace_gradient(model, pixels, TARGET, edits=Edits(fill=fill)))
    gate = torch.ones(3, 3, dtype=torch.float64, requires_grad=True)
    logit = model(pixels[None], Edits(head_gate=gate, fill=fill))[0, TARGET]
    (exact,) = torch.autograd.grad(logit, gate)
    torch.testing.assert_close(estimate, exact, rtol=1e-9, atol=1e-12)


def test_models_without_classes_are_refused():
    model = tiny_model(outputs="none", classes=0)
    with pytest.raises(NoClassifierError):
        token_removal(model, trace(model, tiny_pixels(model)), 0)
