"""Measurements of the parts of a ViT: tokens, heads, positions, filters, and costs."""
