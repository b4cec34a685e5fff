"""The first example's view in the page itself, so that it is drawn before Gradio has come.

The descriptor stands in the HTML with a token that every visitor gets: it opens the first example
and nothing else. Gradio then brings the page a token of its own.
"""

import json
from dataclasses import dataclass

from app.front.entrance import entrance
from app.front.modules import VIEWER
from app.wire.contract import BASE, VIEW_ROUTES
from app.wire.forms_explore import Answer
from app.wire.forms_view import Descriptor

SHELL = VIEWER / "explore" / "shell.html"
EXPLORE = VIEWER / "explore" / "explore.html"
SCRIPT = """<script type="module" async>{entrance}
viewer.then(shell => shell.early({{base, ...{first}}}));
</script>"""


@dataclass(frozen=True)
class FirstView:
    """The first example: its view under a token of all who come, and the model's answer."""

    view: Descriptor
    answer: Answer


def has_link(query: str) -> bool:
    """Whether an address says what to show; fields of Gradio and of its hosts begin with `__`."""
    fields = (field for field in query.split("&") if field)
    return not all(field.startswith("__") for field in fields)


def shell(first: FirstView, later: list[str]) -> str:
    """The Explore screen as HTML, with the script that draws the view in it.

    `later` are addresses of files that the page needs after the first map.
    """
    page = SHELL.read_text(encoding="utf-8").replace("<slot></slot>", EXPLORE.read_text("utf-8"))
    words = {"meta": first.view, "answer": first.answer, "later": later}
    text = json.dumps(words).replace("<", "\\u003c")
    return page + SCRIPT.format(entrance=entrance("explore/shell"), first=text)


def ahead(view: Descriptor) -> str:
    """Links to what the first map is drawn from: the picture, and the rows of its query."""
    return "".join(
        f'<link rel="preload" as="fetch" crossorigin="anonymous" href="{url}">'
        for url in _first_urls(view)
    )


def _first_urls(view: Descriptor) -> list[str]:
    """What explore/requests.js fetches first, relative to the page's base."""
    start = f"{BASE.removeprefix('/')}/{view['token']}"
    query = view["default_query"]
    row = VIEW_ROUTES["from"].path.format(query="default" if query is None else query)
    colours = VIEW_ROUTES["features_colours"].path
    first = row if view["classifier"] else colours
    return [f"{start}/{path}" for path in (VIEW_ROUTES["picture"].path, first)]
