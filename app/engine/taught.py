"""Models with classes of one's own: each belongs to the visit that taught it, and goes with it."""

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from app.engine.references import CLASSES, gone, title
from app.engine.store import ModelStore
from app.engine.visits import Visits
from vit.teaching.strangers import Strangers
from vit.teaching.teach import Taught

MOST = 6  # taught models of a visit; the oldest goes
NAMED = 3  # classes in a title
LONGEST = 16  # letters of each


@dataclass(frozen=True, eq=False)
class TaughtModel:
    """A taught model: its key, its visit, the key of its base, and what was learned.

    `pictures` [n] are the ids of the lesson's pictures in the order of its features, `groups` the
    photographs that they are views of; `drawn` says that all of them are drawn scenes.
    """

    key: str
    visit: str
    base: str
    taught: Taught = field(repr=False)
    pictures: tuple[str, ...] = field(repr=False)
    groups: tuple[str, ...] = field(repr=False)
    drawn: bool = False


class TaughtModels:
    """The taught models of all visits; safe between threads."""

    def __init__(self, store: ModelStore, visits: Visits) -> None:
        """None is there; a visit's go when it ends."""
        self._store = store
        self._lock = threading.Lock()
        self._models: OrderedDict[str, TaughtModel] = OrderedDict()
        self._strangers: dict[str, Strangers] = {}
        visits.when_ended(self.forget)

    def add(
        self,
        visit: str,
        base: str,
        taught: Taught,
        *,
        pictures: tuple[str, ...],
        groups: tuple[str, ...],
        drawn: bool,
    ) -> TaughtModel:
        """Hold a model that a visit taught, under a key that nobody can guess."""
        shape = f"{taught.depth} block{'' if taught.depth == 1 else 's'}"
        about = f"{title(base).partition(',')[0]}, {shape}"
        key = f"{CLASSES}: {_list(taught.lesson.names)} · {about} ({secrets.token_urlsafe(9)})"
        one = TaughtModel(key, visit, base, taught, pictures, groups, drawn)
        with self._lock:
            self._models[key] = one
            mine = [key for key, other in self._models.items() if other.visit == visit]
        for old in mine[:-MOST]:
            self._drop(old)
        self._store.hold(key, taught.model, self._store.model(base))
        return one

    def of(self, key: str) -> TaughtModel | None:
        """What was learned by the model of a key; None for any other model."""
        return self._models.get(key)

    def of_visit(self, visit: str) -> list[TaughtModel]:
        """Those of a visit that are still in memory, the newest first."""
        held = set(self._store.held())
        with self._lock:
            models = list(self._models.values())
        return [one for one in reversed(models) if one.visit == visit and one.key in held]

    def base(self, key: str) -> str:
        """The key of the model that a taught one comes from; any other key is its own."""
        one = self.of(key)
        return one.base if one else key

    def check(self, key: str, visit: str) -> None:
        """InputError, one sentence, for a taught model of another visit."""
        one = self.of(key)
        if key.startswith(CLASSES) and (one is None or one.visit != visit):
            raise gone(key)

    def compare(self, key: str, strangers: Strangers) -> None:
        """Keep how its pictures lie to pictures of no class."""
        with self._lock:
            if key in self._models:
                self._strangers[key] = strangers

    def strangers(self, key: str) -> Strangers | None:
        """That comparison; None before it was made."""
        return self._strangers.get(key)

    def forget(self, visit: str) -> None:
        """A visit has ended: its models go."""
        for key in [key for key, one in list(self._models.items()) if one.visit == visit]:
            self._drop(key)

    def _drop(self, key: str) -> None:
        with self._lock:
            self._models.pop(key, None)
            self._strangers.pop(key, None)
        self._store.forget(key)


def _list(names: tuple[str, ...]) -> str:
    """The first classes, each cut to a few letters."""
    short = [name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…" for name in names]
    return ", ".join([*short[:NAMED], *(["…"] if len(names) > NAMED else [])])
