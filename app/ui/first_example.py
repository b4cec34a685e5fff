"""The view that the page opens with: the first example, computed once for all visitors."""

import threading

from app.engine.engine import Engine
from app.engine.pictures import open_example
from app.engine.visits import EVERYONE
from app.export.feature_axes import feature_places
from app.front.first_view import FirstView
from app.screens.explore.view import Explored, explore
from app.settings import Selection
from app.unexpected import caught
from app.wire.view_state import ViewState
from vit.config import Labels
from vit.pictures.images import InputError


class FirstExample:
    """The first example with the checkpoint that the program was started with."""

    def __init__(self, engine: Engine) -> None:
        """Nothing is computed yet."""
        self._engine = engine
        self._explored: Explored | None = None
        self._names: Labels | None = None
        self._lock = threading.Lock()

    def explored(self) -> Explored:
        """The values of its components, under a token of all visitors; InputError says why not."""
        with self._lock:
            if self._explored is None or self._names is not self._labels():
                picture = open_example(self._engine, 0)
                selection = Selection(picture, self._engine.store.started)
                self._explored = explore(self._engine, selection, EVERYONE)
                self._names = self._labels()
                if not self._explored.viewer["classifier"]:  # its first map is of colours
                    recorded = self._engine.record(self._engine.key(selection))
                    feature_places(self._engine, recorded, ViewState())
            return self._explored

    def _labels(self) -> Labels:
        """The class names of the program's model, which may change while it runs."""
        return self._engine.store.model(self._engine.store.started).labels

    def view(self) -> FirstView | None:
        """What the page's HTML needs; None where it cannot be shown, as the page then says."""
        with caught("first view", sentences=(InputError,)):
            explored = self.explored()
            return FirstView(explored.viewer, explored.answer)
        return None
