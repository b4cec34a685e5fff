"""What a person saves: arrays, figures for print, and the Python that makes them."""
