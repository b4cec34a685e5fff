"""Screen 3, Compare: columns that differ in one thing."""
