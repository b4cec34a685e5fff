"""Screen 2, Explain: why it is this class, by every method, and whether the maps are right.

The screen follows the picture of the Explore screen in the page itself and asks the server over
app/explain_routes.py's routes, so it is one component and has no handlers.
"""

import gradio as gr

from app.ui_parts import component


def explain_page() -> gr.HTML:
    """Lay the screen out inside the Blocks that is open."""
    return component("explain/explain", "av-explain-view")
