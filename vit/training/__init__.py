"""How the embedded checkpoint is made: pictures, recipe, training, measurement."""
