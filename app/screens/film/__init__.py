"""A film, frame by frame: maps of each, and a patch followed through them."""
