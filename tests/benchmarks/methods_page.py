"""The page that `make bench-methods` writes: what was measured, and what that cannot tell."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.benchmarks.intervals import LEVEL, RESAMPLES, Interval, bootstrap
from tests.benchmarks.measures import BASELINES, MASK
from vit.loading.checkpoints import DEFAULT
from vit.loading.weights import download
from vit.maps.methods import METHODS

Figures = dict[str, dict[str, list[float]]]
"""Name of a map -> name of a measure -> one figure for each scene."""


@dataclass(frozen=True)
class Setting:
    """What the figures were measured on; `probability` is the mean one of the objects' classes."""

    scenes: int
    patch: int
    first_seed: int
    seed: int
    machine: str
    probability: float


@dataclass(frozen=True)
class Column:
    """One measure of a table: its heading, its digits, and what it takes of all scenes."""

    measure: str
    heading: str
    digits: int = 3
    statistic: Callable[..., Any] = np.mean


FINDS = (
    Column("precision", "average precision"),
    Column("pointing", "pointing"),
    Column("mass", "mass inside"),
    Column("pixels", "pixels right"),
    Column("iou", "mean IoU"),
)
FAITHFUL = (
    Column("deletion", "deletion (low is good)"),
    Column("insertion", "insertion (high is good)"),
    Column("score", "score"),
)
PEAKS = (Column("own", "on its own object"), Column("other", "on the other"))
TIME = (
    Column("forwards", "in recorded forwards", 2, np.median),
    Column("ms", "milliseconds", 1, np.median),
)

TITLES = {name: method.title for name, method in METHODS.items()} | BASELINES
TITLES[MASK] = "The object's mask itself"

INTRODUCTION = """# How good are the maps?

Written by `make bench-methods`, which measures every figure below. Each is a mean over scenes with
its {level:.0%} interval in brackets: the scenes drawn again with replacement, {resamples} times.

- **Checkpoint**: the embedded one (`{digest}`, the first twelve digits of the file's SHA-256) at
  patch size {patch}. It gives the object's class a mean probability of {probability:.3f} on the
  scenes with one object.
- **Scenes**: {scenes} with one object and {pairs} with two, drawn from seed {first_seed} on, which
  no training uses. *On* says how many a row was measured on: token removal takes a forward for
  each patch, so it gets the first quarter.
- **Maps**: every entry of `vit.METHODS`, for the class of the object. Below them three that know
  nothing of the model (random numbers of seed {seed}, nearness to the centre, edge density), and
  the mask, which is what a perfect localisation would score.
- **Machine**: {machine}.
"""

LOCALISATION = """## Does the map find the object?

Scenes with one object. *Average precision*: are the object's patches (half covered or more) ranked
before all others; the random row is the level of a map that says nothing. *Pointing*: does the
centre of the hottest patch lie on the object. *Mass inside*: the share of the map's positive part
on the object. *Pixels right* and *mean IoU*: the patches above the map's mean taken for the object,
over object and background; where objects are small, most pixels are background.
"""

FAITHFULNESS = """## Does the model need what the map points at?

The same scenes. Patch tokens are really taken out, never greyed, at 10, 20, ... 90 % of them, and
the mean probability of the class over these nine steps is given. *Deletion*: the hottest patches
out first. *Insertion*: only the hottest kept. *Score*: insertion less deletion, about 0 for a map
that says nothing. Patches of equal heat are taken in several random orders; a map that is zero on
every patch has no score and is left out.
"""

CLASSES = """## Is the map of a class on that class?

Scenes with two objects, one map for each of their classes: how often it peaks on its own object,
and on the other. A map that does not depend on the class is the same for both, so its two figures
are equal.
"""

TIMES = """## What does a map cost?

Medians of the time from the pixels to the map, the recorded pass it needs included (with a backward
where the method reads gradients): as a multiple of one recorded forward of the same scene, which
stands on a busy machine too, and in milliseconds, which do not. Several maps share that pass.
"""

CAVEATS = """## What these figures cannot tell

- They hold for one small checkpoint on pictures of the generator that trained it. On photographs or
  in a large model the order of the methods may be another.
- Finding the object is not being faithful: a model may use the background. The first two tables ask
  different questions and need not agree: compare the mask's row in both. No single column ranks the
  methods.
- Deletion and insertion show the model sets of tokens it was never trained on, and depend on how
  sure it was of the whole picture. Token removal is at home there: it ranks patches by the same
  kind of question, asked for one patch at a time.
- The peak is one patch. A map may point well and be wrong everywhere else, or the other way round.
- Training rewarded patch tokens for naming what they show, which may help methods that read
  tokens close to the output.
- The intervals say what other scenes would have changed, not what another training would have. All
  rows of a table share their scenes, so two methods whose intervals overlap may still differ
  reliably.
"""


def markdown(one: Figures, two: Figures, setting: Setting) -> str:
    """The whole page, of figures on scenes with one object and with two."""
    digest = hashlib.sha256(download(DEFAULT).read_bytes()).hexdigest()[:12]
    head = INTRODUCTION.format(
        level=LEVEL,
        resamples=RESAMPLES,
        digest=digest,
        pairs=setting.scenes // 2,
        **vars(setting),
    )
    parts = [head]
    for text, figures, columns in (
        (LOCALISATION, one, FINDS),
        (FAITHFULNESS, one, FAITHFUL),
        (CLASSES, two, PEAKS),
        (TIMES, one, TIME),
    ):
        parts += [text, table(figures, columns, setting.seed)]
    return "\n".join([*parts, CAVEATS])


def table(figures: Figures, columns: tuple[Column, ...], seed: int) -> str:
    """One table: a row for every map that has these measures, as TITLES orders them."""
    names = [name for name in TITLES if columns[0].measure in figures.get(name, {})]
    lines = [["map", *(column.heading for column in columns), "on"]]
    for name in names:
        found = [figures[name][column.measure] for column in columns]
        intervals = [
            bootstrap(values, column.statistic, seed=seed)
            for values, column in zip(found, columns, strict=True)
        ]
        cells = [_cell(each, column) for each, column in zip(intervals, columns, strict=True)]
        lines.append([TITLES[name], *cells, str(len(found[0]))])
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _cell(interval: Interval, column: Column) -> str:
    short = max(1, column.digits - 1)
    figure = f"{interval.figure:.{column.digits}f}"
    return f"{figure} ({interval.low:.{short}f} to {interval.high:.{short}f})"
