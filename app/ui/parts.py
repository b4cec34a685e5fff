"""Components of our own: markup, and the module of the viewer that runs it."""

from collections.abc import Mapping
from typing import Any

import gradio as gr

from app.front.entrance import entrance
from app.front.modules import VIEWER

LOST = (
    "This part of the page could not be loaded: check that the program still runs and that the "
    "connection holds, then reload the page. What is shown comes back."
)
ON_LOAD = """
// events: {events}
viewer.then(
  m => m.{mount}({{element, props, trigger, watch, base}}),
  error => {{
    const line = Object.assign(document.createElement('p'), {{className: 'av-error'}});
    line.setAttribute('role', 'alert');
    line.textContent = '{lost}';
    element.prepend(line);
    throw error;
  }},
);
"""


def tab_secret() -> str:
    """JavaScript that puts the secret of the tab in the place of a handler's first input.

    Where that cannot be had, nothing stands there.
    """
    secret = "await viewer.then(m => m.secret()).catch(() => '')"
    return f"async (_, ...others) => {{ {entrance('state/tab')} return [{secret}, ...others]; }}"


def component(
    template: str,
    elem_id: str,
    *,
    module: str = "",
    mount: str = "mount",
    events: str = "",
    value: Mapping[str, Any] | None = None,
    **props: Any,
) -> gr.HTML:
    """A component of our own: constant markup, and a function of an ES module that runs it.

    `template` is the name of an HTML file beside the modules, `module` that of the module
    (default: the same), `events` the names it may trigger, each in quotes, `value` what it opens
    with, `props` what never changes. Gradio evaluates a template as code, so nothing that somebody
    wrote may ever enter one: text goes in as text.
    """
    return gr.HTML(
        value=value or {},
        html_template=(VIEWER / f"{template}.html").read_text(encoding="utf-8"),
        js_on_load=entrance(module or template)
        + ON_LOAD.format(mount=mount, events=events, lost=LOST),
        apply_default_css=False,
        elem_id=elem_id,
        **props,
    )
