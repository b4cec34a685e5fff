"""Loading of checkpoints: references, the hub, files, and the conversion of timm's models."""
