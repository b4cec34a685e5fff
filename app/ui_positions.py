"""Screen 4, Positions: position embeddings, embedding filters, and the paper's own figures.

The screen follows the picture of the Explore screen in the page itself and asks the server over
app/position_routes.py's routes, so it is one component and has no handlers.
"""

import gradio as gr

from app.ui_parts import component


def positions_page() -> gr.HTML:
    """Lay the screen out inside the Blocks that is open."""
    return component("positions/positions", "av-positions-screen")
