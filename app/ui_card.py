"""The model card as a screen: what the embedded checkpoint knows, and where it fails."""

import gradio as gr

from app.card import card
from app.ui_parts import component


def card_page() -> gr.HTML:
    """The card; its `open` event asks for a mistake to be shown, by its seed."""
    return component("card/card", "av-card", events="'open'", value=card())
