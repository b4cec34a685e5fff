"""Every other screen and the drawer of one number: each is one component and has no handlers.

They follow the picture of the Explore screen in the page itself and ask the server over the routes
of app/screens/. Events: Learn and the model card trigger `open`, which shows on the Explore screen
a model that was made here, or one of the card's mistakes by its seed; Teach triggers `compared`,
which says there what is known since of a taught model.
"""

import gradio as gr

from app.engine.engine import Engine
from app.screens.card import cards
from app.screens.explore.models import checkpoint_choices
from app.ui.parts import component


def explain_page() -> gr.HTML:
    """Explain: why it is this class, by every method, and whether the maps are right."""
    return component("explain/explain", "av-explain-view")


def compare_page(engine: Engine) -> gr.HTML:
    """Compare: the page's own view in columns that differ in one thing."""
    return component(
        "compare/compare", "av-compare", value={"checkpoints": checkpoint_choices(engine)}
    )


def film_page() -> gr.HTML:
    """Film: the maps of a moving picture, frame by frame, and a patch followed through it."""
    return component("film/film", "av-film-screen")


def teach_page() -> gr.HTML:
    """Teach: classes of one's own from a handful of pictures."""
    return component("teach/teach", "av-teach-screen", events="'open', 'compared'")


def positions_page() -> gr.HTML:
    """Positions: position embeddings, embedding filters, and the paper's own figures."""
    return component("positions/positions", "av-positions-screen")


def heads_page() -> gr.HTML:
    """Heads: what each head does, and which of them look at what is marked."""
    return component("heads/heads", "av-heads-screen")


def learn_page() -> gr.HTML:
    """Learn: the Vision Transformer card by card, one of your own, and its diagram."""
    return component("learn/learn", "av-learn-view", events="'open'")


def card_page() -> gr.HTML:
    """The model cards: what the checkpoints shipped here know, and where they fail."""
    return component("card/card", "av-card", events="'open'", value=cards())


def number_drawer() -> gr.HTML:
    """The drawer of one number, and the way back from what a card tried; over every screen."""
    return component("learn/number/number", "av-number")
