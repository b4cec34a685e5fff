"""Weights arrive whole and exactly, or one sentence says why not; never random ones."""

import threading
from typing import Any

import pytest
import timm
import torch
from safetensors.torch import save
from torch import nn

from tests.support.fake_hub import FakeHub
from tests.support.random_weights import randomise
from vit.config import Labels
from vit.download import main as download_main
from vit.loading.timm_config import UnsupportedArchitecture
from vit.loading.weights import LoadError, from_timm, load

NARROW = {"embed_dim": 48, "num_heads": 3, "depth": 2, "img_size": 64}


TAG = "test_vit.r160_in1k"  # timm's own model for tests: 0.4 M parameters


def narrow() -> nn.Module:
    return randomise(timm.create_model("vit_tiny_patch16_224", **NARROW))


def test_a_copy_is_frozen_and_its_own():
    theirs = narrow().train()
    ours = from_timm(theirs)
    assert not ours.training
    assert not any(parameter.requires_grad for parameter in ours.parameters())
    before = ours.head.bias.clone()
    with torch.no_grad():
        theirs.head.bias += 1
    assert torch.equal(ours.head.bias, before)


def test_a_copy_keeps_the_dtype():
    assert from_timm(narrow().double()).head.weight.dtype == torch.float64


def test_labels_can_be_given_for_somebodys_own_classes():
    theirs = randomise(timm.create_model("vit_tiny_patch16_224", **NARROW, num_classes=2))
    assert from_timm(theirs).labels == Labels()
    own = Labels(("cat", "dog"), "mine")
    assert from_timm(theirs, own).labels is own


def test_a_copy_made_in_inference_mode_serves_autograd():
    with torch.inference_mode():
        ours = from_timm(narrow())
    pixels = torch.randn(1, 3, 64, 64, requires_grad=True)
    ours(pixels).sum().backward()
    assert pixels.grad is not None


def test_parameters_that_this_model_lacks_are_refused():
    theirs: Any = narrow()
    theirs.mask_token = nn.Parameter(torch.zeros(48))
    with pytest.raises(UnsupportedArchitecture, match=r"parameters differ, .*mask_token"):
        from_timm(theirs)


def test_a_model_without_weights_is_refused():
    with torch.device("meta"):
        theirs = timm.create_model("vit_tiny_patch16_224", **NARROW)
    with pytest.raises(ValueError, match="meta device and has no weights"):
        from_timm(theirs)


def test_an_unknown_name_offers_others_like_it():
    with pytest.raises(LoadError, match=r"no model 'vit_base_patch16' in .* did you mean .*vit_b"):
        load("vit_base_patch16")


def test_a_gpu_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(LoadError, match="'cuda' was asked for, but torch finds no GPU"):
        load("embedded", device="cuda")


def serve(server: FakeHub, model: nn.Module) -> None:
    server.files[f"timm/{TAG}", "model.safetensors"] = save(model.state_dict())


def test_a_checkpoint_of_timms_arrives_exactly(fake: FakeHub):
    theirs = randomise(timm.create_model("test_vit"))
    serve(fake, theirs)
    said: list[tuple[float, str]] = []
    ours = load(TAG, device="cpu", progress=lambda share, text: said.append((share, text)))
    assert said[-1] == (1.0, f"Fetching {TAG}: 1 of 1 MB")
    assert ours.labels.source == "imagenet-1k"
    assert ours.preprocessing.crop_pct == 0.95
    assert not any(parameter.requires_grad for parameter in ours.parameters())
    pixels = torch.randn(1, 3, 160, 160)
    with torch.no_grad():
        torch.testing.assert_close(ours(pixels), theirs(pixels), rtol=0, atol=5e-6)
    fake.requests.clear()
    load(TAG, device="cpu")
    assert fake.requests == []


def test_weights_of_another_model_are_refused_not_half_loaded(fake: FakeHub):
    serve(fake, narrow())
    with pytest.raises(
        LoadError, match=r"weights of test_vit.r160_in1k in .* cannot be used"
    ) as caught:
        load(TAG)
    assert "\n" not in str(caught.value)


def test_a_checkpoint_that_lacks_a_tensor_is_refused(fake: FakeHub):
    theirs = timm.create_model("test_vit")
    del theirs.head
    serve(fake, theirs)
    with pytest.raises(LoadError, match=r"lacks 2 of 80 tensors \(head\.weight, head\.bias\)"):
        load(TAG)


def test_a_file_that_is_no_safetensors_is_refused(fake: FakeHub):
    fake.files[f"timm/{TAG}", "model.safetensors"] = b"nonsense" * 100
    with pytest.raises(LoadError, match="cannot be used"):
        load(TAG)


def test_without_a_hub_there_is_an_error_and_no_model(fake: FakeHub):
    fake.fault = "status 500"
    with pytest.raises(LoadError, match=r"failed: .*HTTP 500.*the model in use stays"):
        load(TAG)


def test_loading_can_be_cancelled(fake: FakeHub):
    serve(fake, timm.create_model("test_vit"))
    fake.fault = "stall"
    cancelled = threading.Event()
    threading.Timer(0.3, cancelled.set).start()
    with pytest.raises(LoadError, match="it was cancelled"):
        load(TAG, cancelled=cancelled)


def test_weights_can_be_fetched_ahead_of_time(fake: FakeHub, capsys: pytest.CaptureFixture[str]):
    serve(fake, timm.create_model("test_vit"))
    assert download_main([TAG, "unknown"]) == 1
    shown = capsys.readouterr()
    assert shown.out.endswith("model.safetensors\n")  # and no progress, which needs a terminal
    assert "no model 'unknown'" in shown.err
    fake.fault = "hang"
    assert load(TAG, device="cpu").config.depth == 6
    assert download_main([]) == 0
    assert "vit_base_patch16_224" in capsys.readouterr().out
