"""The benchmark: speed and memory in one table, from one run."""

import argparse
import os
import platform
from collections.abc import Callable

import torch

from tests.benchmarks import (
    explain,
    film,
    first_map,
    heads,
    heads_page,
    lanes,
    library,
    loading,
    many_tokens,
    matching,
    matching_page,
    memory,
    page,
    rollout_film,
    slider,
    streaming,
    table,
    teaching,
    tour,
)

PARTS = [
    *("library", "page", "first-map", "many-tokens", "matching", "teaching", "film"),
    *("lanes", "memory", "tour"),
]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    threads = torch.get_num_threads()
    parser.add_argument("--threads", type=int, default=threads, help="of the processor")
    parser.add_argument("--only", choices=PARTS, help="one part")
    parser.add_argument("--against", metavar="COMMIT", help="the tour of this commit as well")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    before = os.getloadavg()[0]  # on a busy machine the ratios of threads say little
    rows = measured(options.only, options.against)
    busy = f"load {before:.1f} before and {os.getloadavg()[0]:.1f} after"
    print(f"{platform.machine()}, {options.threads} threads, torch {torch.__version__}, {busy}")
    print(table.show(rows))


def measured(only: str | None, against: str | None) -> list[table.Row]:
    """The rows of one part, or of all; the tour of another commit as well."""
    parts: dict[str, Callable[[], list[table.Row]]] = {
        "library": library_rows,
        "page": lambda: slider.rows() + page.rows() + heads_page.rows(),
        "first-map": first_map.rows,
        "many-tokens": many_tokens.rows,
        "matching": lambda: matching.rows() + matching_page.rows(),
        "teaching": teaching.rows,
        "film": film.rows,
        "lanes": lanes.rows,
        "memory": memory.rows,
        "tour": lambda: tour.rows(against),
    }
    return [row for name in PARTS if only in (None, name) for row in parts[name]()]


def library_rows() -> list[table.Row]:
    """Those of the library, on every device that is there."""
    rows: list[table.Row] = []
    for device in ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]:
        rows += library.rows(device) + explain.rows(device) + streaming.rows(device)
        rows += loading.rows(device) + heads.rows(device) + rollout_film.rows(device)
    return rows


if __name__ == "__main__":
    main()
