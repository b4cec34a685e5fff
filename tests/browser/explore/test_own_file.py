"""The fold about the program's own file: what was taken, assumed and left out, and class names."""

from pathlib import Path

import pytest
import timm
import torch
from playwright.sync_api import Browser, expect

from app.settings import Settings
from tests.support.random_weights import randomise
from tests.support.site import serving
from vit.loading.weights import load

pytestmark = pytest.mark.browser

PLANT = ["rose", "fir", "oak"]


def test_the_fold_says_what_was_found_and_takes_class_names(chrome: Browser, tmp_path: Path):
    model = randomise(timm.create_model("test_vit", num_classes=len(PLANT)))
    state = {f"module.{name}": one for name, one in model.state_dict().items()}
    both = {"model": state, "model_ema": {name: one + 0.01 for name, one in state.items()}}
    torch.save({**both, "optimizer": {"a": torch.ones(2)}}, tmp_path / "last.ckpt")
    for name, count in (("few", 2), ("all", 3)):
        (tmp_path / f"{name}.txt").write_text("\n".join(PLANT[:count]))
    settings = Settings(device="cpu", threads=1, model=str(tmp_path / "last.ckpt"))
    with serving(settings, load) as site:
        page = chrome.new_page(viewport={"width": 1440, "height": 900})
        page.goto(site.url)
        page.locator("summary", has_text="About the file").click()
        lines = page.locator("[data-av=origin-lines]")
        expect(lines).to_contain_text("The weights of “model_ema.module” were taken")
        expect(lines).to_contain_text("#model.module after the file's name takes those")
        expect(lines).to_contain_text("Assumed, because shapes do not tell it: heads 1")
        expect(lines).to_contain_text("1 tensor of optimizer")
        assert str(tmp_path) not in page.content()
        file = page.locator("[data-av=names-file]")
        file.set_input_files(tmp_path / "few.txt")
        expect(page.locator("[data-av=names-error]")).to_contain_text(
            "The file few.txt has 2 names and the model has 3 classes"
        )
        bars = page.locator("[data-av=bars]")
        expect(bars).to_contain_text("class 0")
        file.set_input_files(tmp_path / "all.txt")
        expect(bars).to_contain_text("oak")
        page.context.close()
