"""Rendering of maps: scales, colours, the overlay, and figures for print."""
