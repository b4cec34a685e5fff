"""The model card as a screen: what the embedded checkpoint knows, and where it fails."""

import gradio as gr

from app.card import card
from app.ui_parts import component


class CardPage:
    """The card's one component; its `open` event asks for a mistake to be shown in Explore."""

    def __init__(self) -> None:
        """Lay the screen out inside the Blocks that is open."""
        self.card = component("card", "av-card", events="'open'")

    def wire(self, demo: gr.Blocks) -> None:
        """Fill the card when a page opens."""
        demo.load(card, None, self.card, show_progress="hidden", api_visibility="private")
