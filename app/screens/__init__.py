"""A room for each screen: its routes and what it shows."""
