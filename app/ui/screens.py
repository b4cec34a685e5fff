"""Screen 3, Compare: the page's own view in columns that differ in one thing.

The columns ask the server over app/payload.py's routes and follow the Explore screen in the page
itself, so the screen is one component and has no handlers.
"""

import gradio as gr

from app.engine import Engine
from app.ui_parts import component
from app.views import checkpoint_choices


def compare_page(engine: Engine) -> gr.HTML:
    """Lay the screen out inside the Blocks that is open."""
    return component(
        "compare/compare", "av-compare", value={"checkpoints": checkpoint_choices(engine)}
    )
