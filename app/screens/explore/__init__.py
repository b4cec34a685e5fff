"""Screen 1, Explore: the view of one picture and its record."""
