"""Drawn pictures whose objects are known."""
