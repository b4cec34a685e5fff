"""Components of our own: markup, and the module of the viewer that runs it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gradio as gr

from app.wire.contract import BASE, PAGE_ROUTES

VIEWER = Path(__file__).resolve().parents[2] / "assets" / "viewer"

LOST = (
    "This part of the page could not be loaded: check that the program still runs and that the "
    "connection holds, then reload the page. What is shown comes back."
)
MODULE = """
const base = (window.gradio_config?.root || '').replace(/\\/$/, '') + '{base}';
const viewer = import(base + '/{path}');
"""
ON_LOAD = f"""{MODULE}
// events: {{events}}
viewer.then(
  m => m.{{mount}}({{{{element, props, trigger, watch, base}}}}),
  error => {{{{
    const line = Object.assign(document.createElement('p'), {{{{className: 'av-error'}}}});
    line.setAttribute('role', 'alert');
    line.textContent = '{LOST}';
    element.prepend(line);
    throw error;
  }}}},
);
"""
# What the page sends when it loads: the secret of its tab, and nothing where that cannot be had.
SECRET = f"""
async (_, ...others) => {{{{
  {MODULE}
  return [await viewer.then(m => m.secret()).catch(() => ''), ...others];
}}}}
"""


def tab_secret() -> str:
    """JavaScript that puts the secret of the tab in the place of a handler's first input."""
    return SECRET.format(base=BASE, path=module_path("state/tab"))


def module_path(module: str) -> str:
    """The path below BASE of a module such as `explore/strip`."""
    return PAGE_ROUTES["module"].path.format(path=f"{module}.js")


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
        js_on_load=ON_LOAD.format(
            base=BASE, path=module_path(module or template), mount=mount, events=events
        ),
        apply_default_css=False,
        elem_id=elem_id,
        **props,
    )
