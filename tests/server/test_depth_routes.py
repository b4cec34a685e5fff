"""The depth of a picture by the routes: lens, receptive fields and norm ratios of the library."""

import json

import pytest
import torch

import vit
from tests.support.client import Page


def receptive(page, token):
    return [json.loads(line) for line in page.get(f"receptive/{token}").text.splitlines()]


@pytest.mark.parametrize("outputs", ["softmax", "sigmoid"])
def test_the_lens_names_each_layer_s_class(monkeypatch, outputs):
    page = Page(monkeypatch, outputs=outputs)
    told = page.get("lens", target=2).json()
    logits = vit.logit_lens(page.recorded.model, page.trace)
    p = logits.softmax(-1) if outputs == "softmax" else logits.sigmoid()
    assert told["logit"] == pytest.approx(logits[:, 2].tolist())
    assert told["p"] == pytest.approx(p[:, 2].tolist())
    assert [row["index"] for row in told["top"]] == logits.argmax(-1).tolist()
    assert [row["p"] for row in told["top"]] == pytest.approx(p.amax(-1).tolist())
    assert told["top"][0]["name"] == f"class {told['top'][0]['index']}"
    assert told["p"][-1] == pytest.approx(page.trace.probabilities()[2].item())


def test_every_patch_is_read_by_logit_or_probability(page):
    model = page.recorded.model
    logits = page.numbers("lens/logit", "<f4", (4, 4, 6), target=1)
    torch.testing.assert_close(logits, vit.patch_lens(model, page.trace, 1))
    found = page.numbers("lens/probability", "<f4", (4, 4, 6), target=1)
    torch.testing.assert_close(found, vit.patch_lens_probabilities(model, page.trace, 1))


def test_receptive_fields_and_ratios_are_the_library_s(page):
    *fields, last = receptive(page, 9)
    model, trace = page.recorded.model, page.trace
    assert [(line["done"], line["total"]) for line in fields] == [(1, 3), (2, 3), (3, 3)]
    found = torch.tensor([line["drops"] for line in fields]).view(3, 4, 6)
    torch.testing.assert_close(found, vit.receptive_field(model, trace, 9))
    assert last == {"result": {"token": 9}}
    ratios = page.numbers("ratios", "<f4", (3, 2, 27))
    torch.testing.assert_close(ratios, vit.branch_ratios(model, trace))


def test_they_need_no_classes(monkeypatch):
    page = Page(monkeypatch, outputs="none", classes=0)
    assert all(line["drops"][0] > 0 for line in receptive(page, 3)[:-1])
    assert page.numbers("ratios", "<f4", (3, 2, 27)).isfinite().all()
    assert page.get("lens", target=0).status_code == 422


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("lens", "Class '7' does not exist"),
        ("lens/energy", "A lens reads no 'energy': use logit or probability."),
    ],
)
def test_what_does_not_exist_is_told(page, path, said):
    reply = page.get(path, target=7 if path == "lens" else 0)
    assert reply.status_code == 422
    assert reply.text.startswith(said)


def test_a_field_of_a_token_that_does_not_exist_is_an_error_in_words(page):
    assert receptive(page, 27) == [{"error": "token 27 does not exist: tokens are 0 to 26"}]
