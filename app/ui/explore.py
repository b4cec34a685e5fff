# pyright: standard
"""Screen 1, Explore: its layout, and what happens when somebody chooses something."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import gradio as gr

from app.engine.downloads import Downloads
from app.engine.engine import Engine
from app.engine.gallery import MEASURED_PATCH, MEASURED_SIDE
from app.engine.passes import Pass
from app.engine.pictures import open_example, open_expected, open_levels, open_scene
from app.engine.references import title
from app.engine.suited import with_suited
from app.export.framing_words import framing
from app.screens.explore import view
from app.screens.explore.link import explore_link
from app.screens.explore.models import model_marks
from app.settings import Selection
from app.share.selection import placed, texts
from app.ui import answers
from app.ui.answers import Json, Update, session
from app.ui.layout import Layout
from app.ui.parts import tab_secret
from vit.pictures.images import InputError


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
        known, options = [self.selection, self.parts.answer], self._options()
        secret = tab_secret()
        demo.load(self.first, [self.parts.tab, *known], js=secret, **options, queue=False)
        self.parts.strip.select(self.take_example, known, **options)
        self.parts.scene.draw(self.take_scene, known, **options)  # pyright: ignore
        for part in (self.parts.source, self.parts.hint):
            part.frame(self.take_frame, known, **options)  # pyright: ignore
        self.parts.levels.levels(self.take_levels, known, **options)  # pyright: ignore
        self.parts.upload.upload(self.take_upload, [self.parts.upload, *known], **options)
        self.parts.patch.input(self.take_patch, [self.parts.patch, *known], **options)
        self.parts.sizes.choose(self.take_size, known, **options)  # pyright: ignore
        self.parts.side.input(self.take_side, [self.parts.side, *known], **options)
        self.parts.models.choose(self.take_model, known, **options)  # pyright: ignore
        self.parts.answer.offer(self.take_model, known, **options)  # pyright: ignore
        self.parts.viewer.restore(self.restore, known, **options)  # pyright: ignore
        alone: Json = {"queue": False, "api_visibility": "private"}
        for part in (self.parts.answer, self.parts.sizes):
            part.cancel(self.cancel, None, None, **alone)  # pyright: ignore
        demo.unload(self.cancel)  # of a closed page or a broken line: its tokens stay for a while

    def show_choices_of(self, card: gr.HTML, learn: gr.HTML, teach: gr.HTML) -> None:
        """A mistake of the model card, models that were made here, what is new of a taught one."""
        known, options = [self.selection, self.parts.answer], self._options()
        card.open(self.take_mistake, known, **options)  # pyright: ignore
        for maker in (learn, teach):
            maker.open(self.take_model, known, **options)  # pyright: ignore
        teach.compared(self.show_again, known, **options)  # pyright: ignore

    def _options(self) -> Json:
        """Of every event that shows another choice."""
        return {
            "outputs": [
                *(self.selection, self.parts.viewer, self.parts.answer),
                *(self.parts.strip, self.parts.models, self.parts.patch, self.parts.side),
                self.parts.sizes,
            ],
            "show_progress": "hidden",
            "trigger_mode": "always_last",
            "api_visibility": "private",
        }

    # Handlers: each returns the values of `outputs`.
    def first(
        self, tab: str, selection: Selection, answer: Json, request: gr.Request
    ) -> list[Update]:
        """The page opens with what its address says, by default the first example."""
        self.engine.tabs.enter(session(request), tab)
        link = dict(request.query_params)
        return self._open_link(selection, answer, request, link, link)

    def restore(
        self, selection: Selection, answer: Json, event: gr.EventData, request: gr.Request
    ) -> list[Update]:
        """A view that the page had before is shown again, or one that its history holds."""
        wish = event._data
        self.engine.tabs.enter(session(request), str(wish.get("tab", "")))
        words, facts = texts(wish.get("selection")), texts(wish.get("facts"))
        return self._open_link(selection, answer, request, words, facts, again=True)

    def take_example(
        self, selection: Selection, answer: Json, event: gr.EventData, request: gr.Request
    ) -> list[Update]:
        """An example of the strip was chosen."""
        index = int(event._data["index"])
        opened = partial(open_example, self.engine, index)
        return self._open(selection, answer, request, opened)

    def take_scene(
        self, selection: Selection, answer: Json, event: gr.EventData, request: gr.Request
    ) -> list[Update]:
        """A new scene, by its kind and seed."""
        kind, seed = str(event._data["kind"]), int(event._data["seed"])
        opened = partial(open_scene, self.engine, kind, seed)
        return self._open(selection, answer, request, opened)

    def take_frame(
        self, selection: Selection, answer: Json, event: gr.EventData, request: gr.Request
    ) -> list[Update]:
        """The crop was moved, or the whole picture was chosen."""
        return self._show(
            selection, answer, request, lambda: replace(selection, framing=framing(event._data))
        )

    def take_levels(
        self, selection: Selection, answer: Json, event: gr.EventData, request: gr.Request
    ) -> list[Update]:
        """The picture's grey levels were chosen another way."""
        visit, levels = self._visit(request), event._data["levels"]
        opened = partial(open_levels, self.engine, selection.picture, levels, visit)
        return self._show(selection, answer, request, lambda: replace(selection, picture=opened()))

    def take_mistake(
        self, selection: Selection, answer: Json, event: gr.EventData, request: gr.Request
    ) -> list[Update]:
        """A scene of a model card was chosen, as it was measured: by the checkpoint of the card."""
        seed, checkpoint = int(event._data["seed"]), str(event._data["checkpoint"])
        opened = partial(open_scene, self.engine, "one", seed, MEASURED_SIDE)
        return self._show(
            selection, answer, request, lambda: Selection(opened(), checkpoint, MEASURED_PATCH)
        )

    def take_upload(
        self, path: str, selection: Selection, answer: Json, request: gr.Request
    ) -> list[Update]:
        """A picture was opened, dropped or pasted."""
        opened = partial(open_expected, self.engine, path, self._visit(request), selection)
        return self._open(selection, answer, request, opened)

    def take_patch(
        self, patch: int, selection: Selection, answer: Json, request: gr.Request
    ) -> list[Update]:
        """Another patch size was chosen."""
        return self._show(selection, answer, request, lambda: replace(selection, patch=patch))

    def take_side(
        self, side: int, selection: Selection, answer: Json, request: gr.Request
    ) -> list[Update]:
        """Another input size was chosen."""
        return self._show(selection, answer, request, lambda: replace(selection, side=side))

    def take_model(
        self, selection: Selection, answer: Json, event: gr.EventData, request: gr.Request
    ) -> Iterator[list[Update]]:
        """Another model was chosen, typed or offered; one that is not there is fetched first."""
        download = self.downloads.start(session(request), str(event._data["key"]))
        yield from answers.reports(download, answer)
        if download.error:
            yield self._refusal(selection, answer, request, download.error)
            return
        wanted = download.chosen(selection)
        yield from self._after_pass(selection, answer, request, wanted, title(download.key))

    def take_size(
        self, selection: Selection, answer: Json, event: gr.EventData, request: gr.Request
    ) -> Iterator[list[Update]]:
        """A patch size of the slider was chosen; its pass may be long, and can be stopped."""
        patch = int(event._data["patch"])
        wanted = replace(selection, patch=patch)
        yield from self._after_pass(selection, answer, request, wanted, f"Patch size {patch} px")

    def show_again(self, selection: Selection, answer: Json, request: gr.Request) -> list[Update]:
        """The present view once more, because more can be said of it."""
        return self._show(selection, answer, request, lambda: selection)

    def _after_pass(
        self, selection: Selection, answer: Json, request: gr.Request, wanted: Selection, name: str
    ) -> Iterator[list[Update]]:
        """A wanted view after its pass, which the page sees block by block and can stop."""
        work = Pass(self.engine, wanted, self._visit(request), name)
        self.downloads.begin(session(request), work)
        show = partial(self._show, selection, answer, request, lambda: wanted)
        yield from answers.after(work, answer, show)

    def cancel(self, request: gr.Request) -> None:
        """Stop the download or the pass."""
        self.downloads.cancel(session(request))

    def _open(
        self, before: Selection, answer: Json, request: gr.Request, opened: Callable[[], str]
    ) -> list[Update]:
        """Another picture, seen the same way, by the checkpoint that suits it."""
        return self._show(
            before,
            answer,
            request,
            lambda: placed(with_suited(self.engine, replace(before, picture=opened())), before),
        )

    def _show(
        self,
        before: Selection,
        answer: Json,
        request: gr.Request,
        choose: Callable[[], Selection],
    ) -> list[Update]:
        """What the page shows of a choice; InputError becomes a message."""
        try:
            selection = choose()
            explored = view.explore(self.engine, selection, self._visit(request))
        except InputError as error:
            return self._refusal(before, answer, request, error)
        return answers.view(selection, explored)

    def _open_link(
        self,
        before: Selection,
        answer: Json,
        request: gr.Request,
        words: dict[str, str],
        facts: dict[str, str],
        *,
        again: bool = False,
    ) -> list[Update]:
        """What the page shows of a link."""
        visit = self._visit(request)
        try:
            selection, explored = explore_link(self.engine, words, facts, visit, again=again)
        except ValueError as error:
            return self._refusal(before, answer, request, error)
        return answers.view(selection, explored)

    def _refusal(
        self, before: Selection, answer: Json, request: gr.Request, error: Exception
    ) -> list[Update]:
        marks = model_marks(self.engine, before.checkpoint, self._visit(request))
        return answers.refusal(before, answer, str(error), marks)

    def _visit(self, request: gr.Request) -> str:
        return self.engine.tabs.visit(session(request))
