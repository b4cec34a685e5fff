"""Screen 6, Learn: the Vision Transformer in twelve cards, one of your own, and its diagram.

The cards follow the Explore screen's picture in the page itself and ask over app/learn_routes.py's
routes; a model that was trained here opens on the Explore screen (event `open`). What opens over
any screen, one number all the way down, is a component of its own.
"""

import gradio as gr

from app.ui_parts import component


def learn_page() -> gr.HTML:
    """Lay the screen out inside the Blocks that is open."""
    return component("learn/learn", "av-learn-view", events="'open'")


def number_drawer() -> gr.HTML:
    """The drawer of one number, and the way back from what a card tried; over every screen."""
    return component("learn/number", "av-number")
