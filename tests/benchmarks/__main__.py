"""The benchmark: speed and memory in one table, from one run."""

import argparse
import os
import platform

import torch

from tests.benchmarks import (
    explain,
    first_map,
    heads,
    heads_page,
    library,
    loading,
    many_tokens,
    memory,
    page,
    rollout_film,
    slider,
    streaming,
    table,
    tour,
)

PARTS = ["library", "page", "first-map", "many-tokens", "memory", "tour"]


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
    rows: list[table.Row] = []
    if options.only in (None, "library"):
        devices = ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]
        for device in devices:
            rows += library.rows(device) + explain.rows(device) + streaming.rows(device)
            rows += loading.rows(device) + heads.rows(device) + rollout_film.rows(device)
    if options.only in (None, "page"):
        rows += slider.rows() + page.rows() + heads_page.rows()
    if options.only in (None, "first-map"):
        rows += first_map.rows()
    if options.only in (None, "many-tokens"):
        rows += many_tokens.rows()
    if options.only in (None, "memory"):
        rows += memory.rows()
    if options.only in (None, "tour"):
        rows += tour.rows(options.against)
    busy = f"load {before:.1f} before and {os.getloadavg()[0]:.1f} after"
    print(f"{platform.machine()}, {options.threads} threads, torch {torch.__version__}, {busy}")
    print(table.show(rows))


if __name__ == "__main__":
    main()
