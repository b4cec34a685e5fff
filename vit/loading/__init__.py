"""Checkpoints: names, the hub, files, and timm's models as this project's."""
