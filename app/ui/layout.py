"""The components of the Explore screen, and where each stands."""

import gradio as gr

from app.engine.engine import Engine
from app.screens.explore import models
from app.ui.parts import component


class Layout:
    """On the left what is looked at: model, sizes, picture, answer; beside it the viewer."""

    def __init__(self, engine: Engine) -> None:
        """Lay the screen out inside the Blocks that is open."""
        self.tab = gr.Textbox(visible=False)
        with gr.Row(elem_id="av-explore"):
            with gr.Column(elem_id="av-left", min_width=0):
                self.models = component(
                    *("explore/models", "av-model"),
                    events="'choose'",
                    value=models.model_marks(engine, engine.store.started),
                    table=models.checkpoint_choices(engine),
                )
                component("explore/facts", "av-facts", module="explore/aside", mount="mountFacts")
                self.patch = gr.Radio([], label="Patch size in pixels", elem_id="av-patch")
                self.sizes = component(
                    "explore/patch_slider", "av-sizes", events="'choose' 'cancel'"
                )
                self.side = gr.Slider(
                    label="Input size in pixels", visible=False, elem_id="av-side", buttons=[]
                )
                with gr.Row(elem_id="av-own"):
                    self.source = component("explore/source", "av-source", events="'frame'")
                    with gr.Column(min_width=0):
                        self.upload = component("explore/open", "av-upload", events="'open'")
                        self.hint = component(
                            *("explore/hint", "av-hint"),
                            module="explore/source",
                            mount="mountHint",
                            events="'frame'",
                        )
                self.levels = component("explore/levels", "av-levels", events="'levels'")
                self.scene = component("explore/scene", "av-scene", events="'draw'")
                self.strip = component("explore/strip", "av-pick", events="'select'")
                self.answer = component("explore/answer", "av-answer", events="'offer' 'cancel'")
                component(
                    "explore/reading", "av-reading", module="explore/aside", mount="mountReading"
                )
            self.viewer = component(
                *("explore/explore", "av-view"), module="explore/shell", events="'restore'"
            )
