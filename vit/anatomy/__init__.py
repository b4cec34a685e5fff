"""What the parts of a ViT hold: tokens, heads, positions, filters, and what a pass costs."""
