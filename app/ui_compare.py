"""Screen 3, Compare: the page's own view in columns that differ in one thing.

The columns ask the server over app/payload.py's routes and follow the Explore screen in the page
itself, so the screen is one component and has no handlers.
"""

from typing import Any

import gradio as gr

import vit
from app.ui_parts import component

Json = dict[str, Any]


def compare_page() -> gr.HTML:
    """Lay the screen out inside the Blocks that is open."""
    return component("compare", "av-compare", value={"checkpoints": checkpoints()})


def checkpoints() -> list[Json]:
    """What a column may choose, with what would have to be fetched."""
    table = vit.CHECKPOINTS.values()
    return [{"key": c.key, "title": c.title, "megabytes": c.megabytes} for c in table]
