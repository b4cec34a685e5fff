"""The way into the viewer's modules: the one import that names a file."""

from app.front.files import first_file
from app.wire.contract import BASE, PAGE_ROUTES

ENTRANCE = """
const base = (window.gradio_config?.root ?? '').replace(/\\/$/, '') + '{base}';
const viewer = import(base + '/{path}').then(() => attentionViewer.load('{module}'));
"""


def entrance(module: str) -> str:
    """JavaScript that declares `base`, where routes begin, and `viewer`, a promise of a module."""
    path = PAGE_ROUTES["file"].path.format(name=first_file())
    return ENTRANCE.format(base=BASE, path=path, module=module)
