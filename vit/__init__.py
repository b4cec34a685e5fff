"""A Vision Transformer written from scratch that records its attention.

`import vit` is light: names are resolved on first use, because loading weights needs timm.
"""
