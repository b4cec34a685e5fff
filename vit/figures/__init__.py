"""A map as a picture: scales, colours, the overlay, and figures for print."""
