# pyright: standard
"""Screen 1, Explore: its layout, and what happens when somebody chooses something."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_args

import gradio as gr
from gradio.components import Component

from app.engine import pictures
from app.engine.downloads import Downloads
from app.engine.engine import Engine
from app.engine.gallery import MEASURED_PATCH, MEASURED_SIDE, SEEDS, examples
from app.engine.input_sizes import LARGEST_INPUT
from app.engine.passes import Pass
from app.engine.references import title
from app.engine.suited import with_suited
from app.export.framing_words import framing
from app.parameters import written
from app.screens.explore import view
from app.screens.explore.link import explore_link
from app.screens.explore.models import model_marks
from app.settings import Selection
from app.share.selection import placed, texts
from app.ui import answers
from app.ui.answers import Json, Update, session
from app.ui.guarded import Handler, guarded
from app.ui.layout import Layout
from app.ui.parts import tab_secret
from app.ui.sent import fields, text, whole, word
from app.unexpected import caught
from vit.pictures.images import InputError
from vit.pictures.levels import LevelChoice
from vit.scenes.scene import KINDS


class ExplorePage:
    """The components of the screen and their handlers."""

    def __init__(self, engine: Engine) -> None:
        """Lay the screen out inside the Blocks that is open."""
        self.engine = engine
        self.downloads = Downloads(engine)
        self.selection = gr.State(Selection("", engine.store.started))
        self.parts = Layout(engine)

    def wire(self, demo: gr.Blocks) -> None:
        """Connect events and handlers."""
        parts: Any = self.parts
        self._on(demo.load, self.first, parts.tab, js=tab_secret(), queue=False)
        self._on(parts.strip.select, self.take_example)
        self._on(parts.scene.draw, self.take_scene)
        for part in (parts.source, parts.hint):
            self._on(part.frame, self.take_frame)
        self._on(parts.levels.levels, self.take_levels)
        self._on(parts.upload.open, self.take_upload)
        self._on(parts.patch.input, self.take_patch, parts.patch)
        self._on(parts.sizes.choose, self.take_size)
        self._on(parts.side.input, self.take_side, parts.side)
        self._on(parts.models.choose, self.take_model)
        self._on(parts.answer.offer, self.take_model)
        self._on(parts.viewer.restore, self.restore)
        cancel = guarded(self.cancel, lambda *_: None)
        for part in (parts.answer, parts.sizes):
            part.cancel(cancel, None, None, queue=False, api_visibility="private")
        demo.unload(cancel)  # of a closed page or a broken line: its tokens stay for a while

    def show_choices_of(self, card: gr.HTML, learn: gr.HTML, teach: gr.HTML) -> None:
        """A mistake of the model card, models that were made here, what is new of a taught one."""
        maker: Any
        self._on(card.open, self.take_mistake)  # pyright: ignore
        for maker in (learn, teach):
            self._on(maker.open, self.take_model)
        self._on(teach.compared, self.show_again)  # pyright: ignore

    def _on(self, listen: Any, handler: Handler, *first: Component, **options: Any) -> None:
        """Connect an event that shows another choice; its handler ends with no error.

        Where the page's choices are held no more, it has to bring them before anything else.

        Values come as the page sent them, for the handler to check: what Gradio checks them against
        is gone with the session after a restart, and its sentences are for programmers.
        """
        parts = self.parts
        options = {"preprocess": False, **options}
        early = None if handler in (self.first, self.restore) else answers.lost
        listen(
            guarded(handler, self._refusal, early),
            [*first, self.selection, parts.answer],
            [
                *(self.selection, parts.viewer, parts.answer, parts.strip, parts.models),
                *(parts.patch, parts.side, parts.sizes),
            ],
            show_progress="hidden",
            trigger_mode="always_last",
            api_visibility="private",
            **options,
        )

    # Handlers: each returns the values of `outputs`.
    def first(
        self, tab: object, selection: Selection, answer: Json, request: gr.Request
    ) -> list[Update]:
        """The page opens with what its address says, by default the first example."""
        self.engine.tabs.enter(session(request), written(tab))
        link = dict(request.query_params)
        return self._open_link(link, link, request, again=False)

    def restore(
        self, selection: Selection, answer: Json, event: gr.EventData, request: gr.Request
    ) -> list[Update]:
        """A view that the page had before is shown again, or one that its history holds."""
        wish = fields(event)
        self.engine.tabs.enter(session(request), written(wish.get("tab")))
        pictures.open_again(self.engine, texts(wish.get("sent")), self._visit(request))
        words, facts = texts(wish.get("selection")), texts(wish.get("facts"))
        return self._open_link(words, facts, request, again=True)

    def take_example(
        self, selection: Selection, answer: Json, event: gr.EventData, request: gr.Request
    ) -> list[Update]:
        """An example of the strip was chosen."""
        index = whole("index", fields(event).get("index"), 0, len(examples()) - 1)
        return self._open(selection, pictures.open_example(self.engine, index), request)

    def take_scene(
        self, selection: Selection, answer: Json, event: gr.EventData, request: gr.Request
    ) -> list[Update]:
        """A new scene, by its kind and seed."""
        wish = fields(event)
        kind = word("kind", wish.get("kind"), KINDS)
        seed = whole("seed", wish.get("seed"), 0, SEEDS - 1)
        return self._open(selection, pictures.open_scene(self.engine, kind, seed), request)

    def take_frame(
        self, selection: Selection, answer: Json, event: gr.EventData, request: gr.Request
    ) -> list[Update]:
        """The crop was moved, or the whole picture was chosen."""
        return self._show(replace(selection, framing=framing(fields(event))), request)

    def take_levels(
        self, selection: Selection, answer: Json, event: gr.EventData, request: gr.Request
    ) -> list[Update]:
        """The picture's grey levels were chosen another way."""
        levels: Any = word("levels", fields(event).get("levels"), get_args(LevelChoice))
        opened = pictures.open_levels(self.engine, selection.picture, levels, self._visit(request))
        return self._show(replace(selection, picture=opened), request)

    def take_mistake(
        self, selection: Selection, answer: Json, event: gr.EventData, request: gr.Request
    ) -> list[Update]:
        """A scene of a model card was chosen, as it was measured: by the checkpoint of the card."""
        wish = fields(event)
        seed = whole("seed", wish.get("seed"), 0, SEEDS - 1)
        checkpoint = text("checkpoint", wish.get("checkpoint"))
        opened = pictures.open_scene(self.engine, "one", seed, MEASURED_SIDE)
        return self._show(Selection(opened, checkpoint, MEASURED_PATCH), request)

    def take_upload(
        self, selection: Selection, answer: Json, event: gr.EventData, request: gr.Request
    ) -> list[Update]:
        """A picture was opened, dropped or pasted: a file that the page sent before."""
        sent = texts(fields(event))
        self.engine.tabs.enter(session(request), sent.get("tab", ""))
        opened = pictures.open_expected(self.engine, sent, self._visit(request), selection)
        return self._open(selection, opened, request)

    def take_patch(
        self, patch: object, selection: Selection, answer: Json, request: gr.Request
    ) -> list[Update]:
        """Another patch size was chosen."""
        size = whole("patch size", patch, 1, LARGEST_INPUT)
        return self._show(replace(selection, patch=size), request)

    def take_side(
        self, side: object, selection: Selection, answer: Json, request: gr.Request
    ) -> list[Update]:
        """Another input size was chosen."""
        size = whole("input size", side, 1, LARGEST_INPUT)
        return self._show(replace(selection, side=size), request)

    def take_model(
        self, selection: Selection, answer: Json, event: gr.EventData, request: gr.Request
    ) -> Iterator[list[Update]]:
        """Another model was chosen, typed or offered; one that is not there is fetched first."""
        key = text("model", fields(event).get("key"))
        download = self.downloads.start(session(request), key)
        yield from answers.reports(download, answer)
        wanted = download.chosen(selection)
        yield from self._after_pass(wanted, answer, request, title(download.key))

    def take_size(
        self, selection: Selection, answer: Json, event: gr.EventData, request: gr.Request
    ) -> Iterator[list[Update]]:
        """A patch size of the slider was chosen; its pass may be long, and can be stopped."""
        patch = whole("patch size", fields(event).get("patch"), 1, LARGEST_INPUT)
        wanted = replace(selection, patch=patch)
        yield from self._after_pass(wanted, answer, request, f"Patch size {patch} px")

    def show_again(self, selection: Selection, answer: Json, request: gr.Request) -> list[Update]:
        """The present view once more, because more can be said of it."""
        return self._show(selection, request)

    def _after_pass(
        self, wanted: Selection, answer: Json, request: gr.Request, name: str
    ) -> Iterator[list[Update]]:
        """A wanted view after its pass, which the page sees block by block and can stop."""
        work = Pass(self.engine, wanted, self._visit(request), name)
        self.downloads.begin(session(request), work)
        yield from answers.after(work, answer, lambda: self._show(wanted, request))

    def cancel(self, request: gr.Request) -> None:
        """Stop the download or the pass."""
        self.downloads.cancel(session(request))

    def _open(self, before: Selection, opened: str, request: gr.Request) -> list[Update]:
        """Another picture by its digest, seen the same way, by the checkpoint that suits it."""
        wanted = with_suited(self.engine, replace(before, picture=opened))
        return self._show(placed(wanted, before), request)

    def _show(self, selection: Selection, request: gr.Request) -> list[Update]:
        """What the page shows of a choice."""
        explored = view.explore(self.engine, selection, self._visit(request))
        return answers.view(selection, explored)

    def _open_link(
        self, words: dict[str, str], facts: dict[str, str], request: gr.Request, *, again: bool
    ) -> list[Update]:
        """What the page shows of a link."""
        visit = self._visit(request)
        try:
            selection, explored = explore_link(self.engine, words, facts, visit, again=again)
        except ValueError as error:
            raise InputError(str(error)) from error
        return answers.view(selection, explored)

    def _refusal(self, sentence: str, given: Json) -> list[Update]:
        """A sentence in place of what a handler was given the choice of, and the controls back."""
        before: Selection = given["selection"]
        marks = side = gr.skip()
        with caught("refusal"):  # its sentence is shown in any case
            marks = model_marks(self.engine, before.checkpoint, self._visit(given["request"]))
            side = before.side or self.engine.store.model(before.checkpoint).config.image[0]
        answer = given["answer"] if isinstance(given["answer"], dict) else {}
        return answers.refusal(before, answer, sentence, marks, side)

    def _visit(self, request: gr.Request) -> str:
        return answers.visit_of(self.engine, request)
