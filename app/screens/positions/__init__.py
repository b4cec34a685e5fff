"""Screen 4, Positions: position embeddings, filters, figures of the paper."""
