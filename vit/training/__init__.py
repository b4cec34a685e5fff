"""Training of the embedded checkpoint: pictures, recipe, training run, measurement."""
