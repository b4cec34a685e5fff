"""Screen 6, Learn: the cards, a ViT of your own, the diagram."""
