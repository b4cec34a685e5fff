"""Screen 5, Heads: what each head does, and which of them look at what is marked.

The screen follows the picture of the Explore screen in the page itself and asks the server over
app/head_routes.py's routes, so it is one component and has no handlers.
"""

import gradio as gr

from app.ui_parts import component


def heads_page() -> gr.HTML:
    """Lay the screen out inside the Blocks that is open."""
    return component("heads/heads", "av-heads-screen")
