"""`make parity`: every plain ViT of timm, and files in every layout of names, against this one.

Writes assets/reports/parity.md.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from tests import parity, parity_layouts
from vit.config import ViTConfig

TABLE = Path(__file__).resolve().parents[1] / "assets" / "reports" / "parity.md"


def write(first: str | None = None, layouts: str | None = None) -> None:
    """Write the report with new parts; a part that is None stays as it is."""
    known = TABLE.read_text("utf-8") if TABLE.is_file() else ""
    old, heading, section = known.partition(parity_layouts.HEADING)
    parts = (old if first is None else first, heading + section if layouts is None else layouts)
    TABLE.write_text("\n\n".join(part.strip() for part in parts if part.strip()) + "\n", "utf-8")


def compare(names: list[str]) -> bool:
    """Measure all architectures and write the table, or only the named ones and print.

    Whether no difference is larger than it may be.
    """
    rows = [row for row in parity.architectures() if not names or row.name in names]
    known: dict[ViTConfig, list[float]] = {}
    print(f"{parity.HEAD} |")
    for row in rows:
        key = replace(row.facts, image=row.cut)
        if key not in known:
            known[key] = row.measure()
        print(parity.line(row, known[key]), flush=True)
    measured = [known[replace(row.facts, image=row.cut)] for row in rows]
    if not names:
        write(first=parity.report(rows, measured))
    limits = [limit for limit in parity.TOLERANCE.values() for _ in ("logits", "maps")]
    worst = [max(column) for column in zip(*measured, strict=True)]
    return all(error <= limit for error, limit in zip(worst, limits, strict=True))


def compare_layouts() -> bool:
    """Measure all layouts and write their section; whether no difference is too large."""
    rows = parity_layouts.measured()
    write(layouts=parity_layouts.section(rows))
    return parity_layouts.worst(rows) <= parity_layouts.TOLERANCE


def main(arguments: list[str]) -> int:
    """Measure what is asked for, by default all; 1 if a difference is larger than it may be."""
    parser = argparse.ArgumentParser(prog="make parity", description=__doc__)
    parser.add_argument("names", nargs="*", help="architectures, which are then printed alone")
    parser.add_argument("--only", choices=("architectures", "layouts"), help="write one part")
    chosen = parser.parse_args(arguments)
    good = chosen.only == "layouts" or compare(chosen.names)
    if chosen.only != "architectures" and not chosen.names:
        good = compare_layouts() and good
    return int(not good)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
