"""The card's page shows the figures of the file, and says where there are none."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from safetensors import safe_open
from safetensors.torch import save_file

from app.screens.card import card, cards
from vit.loading.checkpoints import CHECKPOINTS

SHIPPED = CHECKPOINTS["embedded"]


@pytest.fixture
def copied(tmp_path):
    shutil.copy(SHIPPED.folder / "weights.safetensors", tmp_path)
    return replace(SHIPPED, folder=tmp_path)


def test_figures_are_the_file_s(copied):
    model = {"layers": 2, "heads": 3, "width": 24, "parameters": 1_500_000, "image": [96, 96]}
    figures = {"model": model | {"labels": ["cat", "key"]}, "mistakes": []}
    (copied.folder / "card.json").write_text(json.dumps(figures))
    shown = card(copied)
    assert shown["figures"] == figures
    assert "2 layers × 3 heads, hidden 24, 1.50 million parameters" in shown["facts"]
    assert "Trained from nothing on drawn scenes; answers for each of 2 objects" in shown["facts"]


def test_a_card_that_was_not_measured_says_how_to(copied):
    shown = card(copied)
    assert shown["figures"] is None
    assert shown["missing"].endswith("run python -m vit.training.card.")
    other = card(replace(copied, key="twin"))["missing"]
    assert other.endswith("run python -m vit.training.card --checkpoint twin.")


def test_every_shipped_checkpoint_has_a_card():
    assert [one["key"] for one in cards()["cards"]] == ["embedded"]


# Printed by a program that starts with another folder of assets, as VIT_ASSETS names it.
TWIN = """
import json, vit
from app.engine.engine import Engine
from app.engine.pictures import open_scene
from app.screens.card import cards
from app.screens.explore.models import checkpoint_choices
from app.screens.explore.view import explore
from app.settings import Selection, Settings
engine = Engine(Settings(device="cpu", threads=1))
shown = explore(engine, Selection(open_scene(engine, "one", 7), "twin"), "a page")
print(json.dumps({
    "choices": checkpoint_choices(engine)[:3],
    "cards": [[one["key"], one["title"], bool(one["figures"])] for one in cards()["cards"]],
    "viewer": [shown.viewer["checkpoint"], shown.viewer["title"], shown.viewer["trained"]],
    "details": shown.answer["details"], "top": len(shown.answer["top"]),
}))
"""


def test_a_copy_of_the_folder_is_a_checkpoint_of_its_own(tmp_path):
    parent = tmp_path / "checkpoints"
    shutil.copytree(SHIPPED.folder, parent / "embedded")
    shutil.copytree(SHIPPED.folder, parent / "twin")
    path = parent / "twin" / "weights.safetensors"
    with safe_open(path, "pt") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        told = file.metadata() | {"title": '"Twin ViT"', "licence": '"MIT"'}
    save_file(tensors, path, told)
    environment = {**os.environ, "VIT_ASSETS": str(tmp_path)}
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", TWIN]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [(one["key"], one["title"], one["group"]) for one in found["choices"][:2]] == [
        ("embedded", "Scenes ViT (embedded)", "Built in · licensed as this project"),
        ("twin", "Twin ViT", "Built in · MIT"),
    ]
    assert found["cards"] == [
        ["embedded", "Scenes ViT (embedded)", True],
        ["twin", "Twin ViT", True],
    ]
    assert found["viewer"] == ["twin", "Twin ViT", True]
    assert "licence MIT" in found["details"]
    assert found["top"] == 5
