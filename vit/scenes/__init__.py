"""Drawn pictures with known objects and masks."""
