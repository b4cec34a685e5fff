"""Rows of the benchmark's table, and how a ratio is measured."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Task = Callable[[], object]


@dataclass(frozen=True)
class Row:
    """One line: what was measured, where, the figure, what it was made of, and the aim."""

    what: str
    where: str
    figure: str
    detail: str = ""
    aim: str = ""


def seconds(task: Task) -> float:
    """How long a task takes."""
    began = time.perf_counter()
    task()
    return time.perf_counter() - began


def ratio(what: str, where: str, ours: Task, theirs: Task, *, pairs: int, aim: str = "") -> Row:
    """Time of `ours` as a multiple of `theirs`: median of pairs, first one then the other.

    Whatever else the machine does slows both of a pair, so a ratio stands where seconds do not.
    """
    ours(), theirs()
    times = []
    for pair in range(pairs):
        first, second = (ours, theirs) if pair % 2 else (theirs, ours)
        both = {first: seconds(first), second: seconds(second)}
        times.append((both[ours], both[theirs]))
    middle = statistics.median(mine / other for mine, other in times)
    mine, other = (statistics.median(column) * 1000 for column in zip(*times, strict=True))
    return Row(what, where, f"{middle:.3f}", f"{mine:.1f} / {other:.1f} ms", aim)


def show(rows: list[Row]) -> str:
    """The table, as wide as its longest words."""
    cells = [("measured", "where", "figure", "made of", "aim")]
    cells += [(row.what, row.where, row.figure, row.detail, row.aim) for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    cells.insert(1, tuple("-" * width for width in widths))
    padded = [map(str.ljust, line, widths) for line in cells]
    return "\n".join(f"| {' | '.join(line)} |" for line in padded)
