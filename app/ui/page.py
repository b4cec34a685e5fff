# pyright: standard
"""The page as a whole: its top bar, its screens, and how it is served."""

import os

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # Gradio reads it when imported

import socket
import sys
import time
from contextlib import closing
from threading import Thread
from typing import Any, TextIO

import gradio as gr
from starlette.middleware import Middleware

from app.doors.doors import lifespan
from app.engine.engine import Engine
from app.engine.recorded import is_of_numbers
from app.engine.references import in_full
from app.engine.upload_folder import sweep
from app.front.fonts import font_head
from app.front.modules import VIEWER
from app.front.page_head import PageHead, style_link
from app.front.threads import Threads
from app.operator.log import begin_log
from app.operator.routes import operator_routes
from app.router import routes
from app.screens.explore.view import Explored
from app.settings import Settings
from app.ui.explore import ExplorePage
from app.ui.first_example import FirstExample
from app.ui.parts import component
from app.ui.screens import (
    card_page,
    compare_page,
    explain_page,
    film_page,
    heads_page,
    learn_page,
    number_drawer,
    positions_page,
    teach_page,
)
from app.ui.theme import theme
from vit.pictures.images import InputError

TITLE = "Attention viewer"
ICON = VIEWER.parent / "favicon.svg"
SESSIONS = 200  # open pages whose choices are held
SWEEP = 60.0  # s between two looks for visits that have ended
QUIET = 2.0  # s between two lines of progress


def build(engine: Engine, settings: Settings) -> gr.Blocks:
    """The page; nothing is loaded yet."""
    with gr.Blocks(title=TITLE, fill_width=True, analytics_enabled=False) as demo:
        component("page/bar", "av-bar", module="screen/bar")
        with gr.Tabs(elem_id="av-tabs"):
            with gr.Tab("Explore"):
                explore = ExplorePage(engine)
                explore.wire(demo)
            with gr.Tab("Explain"):
                explain_page()
            with gr.Tab("Compare"):
                compare_page(engine)
            with gr.Tab("Film"):
                film_page()
            with gr.Tab("Teach"):
                teach = teach_page()
            with gr.Tab("Positions"):
                positions_page()
            with gr.Tab("Heads"):
                heads_page()
            with gr.Tab("Learn"):
                learn = learn_page()
            with gr.Tab("Model card"):
                card = card_page()
        number_drawer()
        explore.show_choices_of(card, learn, teach)
    demo.queue(max_size=settings.queue, default_concurrency_limit=settings.concurrency)
    return demo


def launch_options(
    engine: Engine, settings: Settings, first: FirstExample | None = None
) -> dict[str, Any]:
    """Arguments of `demo.launch`: nothing is shared, tracked, or asked of a third party.

    The style sheet is linked from the head: Gradio's own css option inserts every rule twice, those
    inside @media only with a prefix that tokens on :root do not match. It stands there once more
    than in the HTML, because Gradio's own sheets come between and reset what they find.
    """
    example = first or FirstExample(engine)
    return {
        "server_name": settings.host,
        "server_port": settings.port,
        "app_kwargs": {
            "routes": [
                *operator_routes(engine, settings, example.explored),
                *routes(engine),
            ],
            "middleware": [
                Middleware(Threads),
                Middleware(PageHead, fonts=font_head(), first=example.view),
            ],
            "lifespan": lifespan(settings),
        },
        "theme": theme(),
        "head": style_link(),
        "favicon_path": ICON,
        "allowed_paths": [],
        "state_session_capacity": SESSIONS,
        "max_threads": 2 * settings.concurrency,
        "footer_links": [],
        "ssr_mode": False,
        "run_history": False,
        "enable_monitoring": False,
        "share": False,
        "show_error": False,
        "quiet": True,
    }


class Slowly:
    """Progress of long work as lines of text, one in some seconds; quick work writes none."""

    def __init__(self, out: TextIO) -> None:
        """The work begins now."""
        self._out, self._last = out, time.monotonic()

    def __call__(self, _done: float, text: str) -> None:
        """Write how far the work is."""
        now = time.monotonic()
        if now - self._last >= QUIET:
            self._last = now
            print(text, file=self._out, flush=True)


def begin(engine: Engine) -> FirstExample:
    """Trace the first example, before the page is built that names the program's model.

    A model that overflows, or whose weights are no numbers, is said, and the project's own stands
    in for it. SystemExit says why another model cannot be opened.
    """
    first = FirstExample(engine)
    try:
        try:
            engine.load_checkpoint(engine.store.started, Slowly(sys.stderr))
            first.explored()
        except InputError as error:
            if not is_of_numbers(error):
                raise
            engine.store.stand_in(str(error))
            first.explored()
    except InputError as error:
        raise SystemExit(in_full(error)) from error
    return first


def start(demo: gr.Blocks, engine: Engine, settings: Settings, first: FirstExample) -> str:
    """Listen; the line that says where, and others on the model. SystemExit says why it cannot."""
    options = launch_options(engine, settings, first)
    begin_log(settings.log, sys.stderr)
    port = settings.port or _free_port(settings.host)
    try:
        _, url, _ = demo.launch(**options | {"server_port": port, "prevent_thread_lock": True})
    except OSError as error:
        raise SystemExit(
            f"Port {port} on {settings.host} cannot be used, perhaps because another program "
            f"listens there: choose another with --port {port + 1}, or any free one with --port 0."
        ) from error
    sweep()
    Thread(target=_end_visits, args=[engine], daemon=True).start()
    store = engine.store
    origin = store.model(store.started).origin
    notes = filter(None, [store.instead, store.too_large(), *origin.sentences()])
    return "\n".join([ready(url.rstrip("/"), first.explored()), *notes])


def _end_visits(engine: Engine) -> None:
    """Let visits go, and the files that they sent, though nobody comes any more."""
    while True:
        time.sleep(SWEEP)
        engine.visits.sweep()


def ready(url: str, explored: Explored) -> str:
    """`Ready: http://127.0.0.1:7860  (example: fish 0.97, 145 tokens, 41 ms, cpu)`."""
    facts = explored.viewer
    top = [f"{row['name']} {row['p']:.2f}" for row in explored.answer["top"][:1]]
    words = [*top, f"{facts['tokens']} tokens", f"{facts['milliseconds']:.0f} ms", facts["device"]]
    return f"Ready: {url}  (example: {', '.join(words)})"


def _free_port(host: str) -> int:
    with closing(socket.create_server((host, 0))) as server:
        return server.getsockname()[1]
