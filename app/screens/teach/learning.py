"""What is learned of a visit's classes: features of its pictures, the head, how well it names."""

import math

import torch
from torch import Tensor

from app.engine.budget import LONG
from app.engine.cache import Cache
from app.engine.engine import Engine
from app.engine.gallery import example_picture, examples
from app.engine.references import title
from app.engine.taught import TaughtModel
from app.screens.teach.classes import check_lesson
from app.screens.teach.desk import Desks, Sheet
from app.wire.forms_teach import (
    DepthLoss,
    TeachReport,
    TeachStrangers,
    TeachWay,
    WrongPicture,
)
from app.wire.lists import indices, matrix, vector
from app.wire.progress import Step
from vit.pictures.images import RGB, InputError
from vit.teaching.lesson import Lesson, tells, wilson
from vit.teaching.strangers import LEAST, WRONG, Strangers, strangers
from vit.teaching.teach import features_of, teach_features

Features = dict[int, Tensor]  # depth -> [1,D]


class Teacher:
    """Teaches models; features are computed once for a checkpoint and a picture."""

    def __init__(self, engine: Engine, desks: Desks) -> None:
        """Nothing was taught yet."""
        self._engine, self._desks = engine, desks
        self._features: Cache[tuple[str, str], Features] = Cache(engine.budget, worth=LONG)

    def learn(self, visit: str, checkpoint: str, way: TeachWay, step: Step) -> TeachReport:
        """Teach a checkpoint, or the base of a taught one, a visit's classes.

        `step` is called before each picture's forward and after the last: what was computed
        before it raises is kept. InputError for classes that cannot be taught.
        """
        engine, base = self._engine, self._engine.taught.base(checkpoint)
        classes = self._desks.classes(visit)
        check_lesson(classes)
        sheets = [self._desks.sheet(visit, name) for one in classes for name in one["pictures"]]
        labels = [one["name"] for one in classes for _ in one["pictures"]]
        groups = [sheet.group for sheet in sheets]
        features = list[Features]()
        for done, sheet in enumerate(sheets):
            step(done, len(sheets))
            features.append(self._of_sheet(base, sheet))
        step(len(sheets), len(sheets))
        model = engine.store.model(base)
        taught = teach_features(model, features, labels, groups, way)
        one = engine.taught.add(
            *(visit, base, taught),
            pictures=tuple(sheet.id for sheet in sheets),
            groups=tuple(groups),
            drawn=not any(sheet.photograph for sheet in sheets),
        )
        return self.report(one)

    def compare(self, visit: str, key: str, step: Step) -> TeachStrangers:
        """Compare a taught model's pictures with the page's examples that are not among them.

        Photographs are compared with photographs and drawings with drawings.
        """
        one = self.mine(visit, key)
        known = self._engine.taught.strangers(one.key)
        names = _others(one)
        if known is None:
            rows = list[Tensor]()
            for done, index in enumerate(names):
                step(done, len(names))
                rows.append(self._of_example(one.base, index)[one.taught.depth])
            step(len(names), max(1, len(names)))
            width = one.taught.lesson.centre.shape[0]
            others = torch.cat(rows) if rows else torch.zeros(0, width)
            known = strangers(one.taught.lesson, others)
            self._engine.taught.compare(one.key, known)
        return _compared(known, [examples()[index].label for index in names])

    def mine(self, visit: str, reference: str) -> TaughtModel:
        """A visit's own taught model by its key or its word; InputError for any other."""
        key = self._engine.checkpoint(reference)
        self._engine.taught.check(key, visit)
        one = self._engine.taught.of(key)
        if one is None:
            raise InputError(f"{reference!r} names no classes of yours: teach a model first.")
        return one

    def reports(self, visit: str) -> list[TeachReport]:
        """What a visit's taught models have learned, the newest first."""
        return [self.report(one) for one in self._engine.taught.of_visit(visit)]

    def report(self, one: TaughtModel) -> TeachReport:
        """What a model has learned, and how it names photographs that it had not seen."""
        taught, lesson = one.taught, one.taught.lesson
        right, judged = lesson.judged()
        low, high = wilson(right, judged)
        count = len(lesson.names)
        known = self._engine.taught.strangers(one.key)
        labels = [examples()[index].label for index in _others(one)]
        return {
            "checkpoint": one.key,
            "title": title(one.key),
            "base": title(one.base),
            "way": taught.way,
            "shrinkage": _finite(lesson.shrinkage),
            "depth": taught.depth,
            "blocks": self._engine.store.model(one.base).config.depth,
            "losses": [_loss(*pair) for pair in taught.losses.items()],
            "by_view": judged == 0,
            "classes": [
                {"name": name, "pictures": _of_class(one.pictures, lesson, index)}
                for index, name in enumerate(lesson.names)
            ],
            "photographs": [len(set(_of_class(one.groups, lesson, i))) for i in range(count)],
            "right": right,
            "judged": judged,
            "low": low,
            "high": high,
            "chance": 1 / count,
            "tells": tells(right, judged, count),
            "confusion": [[int(value) for value in row] for row in matrix(lesson.confusion())],
            "wrong": _wrong(one),
            "compared": _compared(known, labels) if known else None,
        }

    def _of_sheet(self, base: str, sheet: Sheet) -> Features:
        return self._features.get_or_make(
            (base, sheet.id), lambda: self._forward(base, sheet.rgb())
        )

    def _of_example(self, base: str, index: int) -> Features:
        picture = example_picture(index)
        return self._features.get_or_make(
            (base, picture.digest), lambda: self._forward(base, picture.rgb)
        )

    def _forward(self, base: str, rgb: RGB) -> Features:
        """Features of a picture uint8 [H0,W0,3] at the checkpoint's own size, on the processor."""
        store = self._engine.store

        def work() -> Features:
            model = store.model(base)
            with store.forward(model):
                return {depth: x.cpu() for depth, x in features_of(model, rgb).items()}

        return self._engine.fitting(base, work)


def _others(one: TaughtModel) -> list[int]:
    """The examples that are of the same kind as the taught pictures, and not among these."""
    kind = "scene" if one.drawn else "photo"
    return [
        index
        for index, example in enumerate(examples())
        if example.kind == kind and example_picture(index).digest not in one.groups
    ]


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _loss(depth: int, loss: float) -> DepthLoss:
    return {"depth": depth, "loss": _finite(loss)}


def _of_class(values: tuple[str, ...], lesson: Lesson, index: int) -> list[str]:
    """Those of the values, one for each picture, that belong to a class."""
    return [one for one, truth in zip(values, indices(lesson.truth), strict=True) if truth == index]


def _wrong(one: TaughtModel) -> list[WrongPicture]:
    """The pictures that were named wrong while their photograph was left out, the surest first."""
    lesson = one.taught.lesson
    rows = list[WrongPicture]()
    truths = indices(lesson.truth)
    for name, truth, held in zip(one.pictures, truths, lesson.held_out, strict=True):
        if held.isfinite().all() and int(held.argmax()) != truth:
            p, named = held.max(dim=0)
            rows.append({"id": name, "truth": truth, "named": int(named), "p": float(p)})
    return sorted(rows, key=lambda row: -row["p"])


def _compared(known: Strangers, names: list[str]) -> TeachStrangers:
    line = known.line
    return {
        "own": vector(known.own),
        "other": vector(known.other),
        "names": names,
        "line": line,
        "rejected": 0 if line is None else int((known.own < line).sum()),
        "let_in": 0 if line is None else int((known.other >= line).sum()),
        "reason": None if line is not None else _reason(known),
    }


def _reason(known: Strangers) -> str:
    """Why there is no line."""
    if len(known.own) < LEAST:
        return (
            f"too few pictures to tell: {len(known.own)} of the taught ones can be compared with "
            f"another photograph of their class, and {LEAST} are needed"
        )
    if len(known.other) < LEAST:
        return (
            f"too few pictures to tell: of this page's examples {len(known.other)} can be compared "
            f"that you did not teach, and {LEAST} are needed"
        )
    return (
        f"more than {100 * WRONG:.0f} % of the taught pictures or of the others would lie on the "
        "wrong side of any line"
    )
