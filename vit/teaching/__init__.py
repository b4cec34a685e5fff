"""Classes of one's own: a linear head on a model's pooled feature, from a handful of pictures."""
