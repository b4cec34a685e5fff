"""The card's page shows the figures of the file, and nothing where there is none."""

import json

from app.screens import card as card_module
from app.screens.card import card


def test_figures_are_the_file_s(tmp_path, monkeypatch):
    model = {"layers": 2, "heads": 3, "width": 24, "parameters": 1_500_000, "image": [96, 96]}
    figures = {"model": model | {"labels": ["cat", "key"]}, "mistakes": []}
    (tmp_path / "embedded.json").write_text(json.dumps(figures))
    monkeypatch.setattr(card_module, "ASSETS", tmp_path)
    shown = card()
    assert shown["figures"] == figures
    assert "2 layers × 3 heads, hidden 24, 1.50 million parameters" in shown["facts"]
    assert "each of 2 objects" in shown["facts"]


def test_a_card_that_was_not_measured_says_how_to(tmp_path, monkeypatch):
    monkeypatch.setattr(card_module, "ASSETS", tmp_path)
    assert card()["figures"] is None
    assert "python -m vit.training.card" in card()["missing"]
