"""Screen 5, Heads: statistics of heads, interventions, depth."""
