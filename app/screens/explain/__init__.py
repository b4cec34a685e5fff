"""Screen 2, Explain: maps of one class and how faithful they are."""
