"""Maps of attention and of a class: rollout, relevance and what measures them."""
