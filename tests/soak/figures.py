"""The figures of a soak, as rows of a table with their aims."""

from tests.benchmarks.table import Row
from tests.soak.ledger import Ledger, quantile

KINDS = ("upload", "patch size", "explain", "statistics", "hover row", "reload")
MIB = 2**20
LEAST = 3  # times of a kind from which a person's median says something


def of_scenes(alone: Ledger, beside: Ledger) -> list[Row]:
    """A new scene beside a sweep of a large model, by the same alone."""
    rows = list[Row]()
    for name, share, aim in (("median", 0.5, 2), ("95th of 100", 0.95, 5)):
        own, other = (quantile(one.seconds("scene"), share) for one in (alone, beside))
        rows.append(
            Row(
                f"a new scene while a ViT-B is swept, by alone, {name}",
                "embedded",
                f"{other / own:.2f}",
                f"{other * 1000:.0f} / {own * 1000:.0f} ms",
                f"<= {aim}",
            )
        )
    return rows


def of_class(alone: Ledger, ledger: Ledger, people: int) -> list[Row]:
    """How long each kind of work takes in a class, by alone, and how evenly."""
    rows, where = list[Row](), f"{people} people"
    for kind in KINDS:
        times, own = ledger.seconds(kind), quantile(alone.seconds(kind), 0.5)
        middle, most = quantile(times, 0.5), quantile(times, 0.95)
        aim = "<= 20" if kind == "upload" else ""
        detail = f"{middle * 1000:.0f} and {most * 1000:.0f} ms of {len(times)}"
        detail += f", alone {own * 1000:.0f}"
        rows.append(Row(f"{kind}: 95th of 100 by alone", where, f"{most / own:.1f}", detail, aim))
        medians = ledger.medians(kind, LEAST)
        if medians:
            least, most = medians[0], medians[-1]
            detail = f"{least * 1000:.0f} to {most * 1000:.0f} ms of {len(medians)}"
            even = f"{kind}: slowest by fastest person"
            rows.append(Row(even, where, f"{most / least:.1f}", detail, "<= 2"))
    return rows


def of_work(ledger: Ledger, seconds: float) -> list[Row]:
    """Long work that was done beside the class."""
    where = f"{seconds:.0f} s"
    return [
        Row(f"{kind}s beside the class", where, f"{len(ledger.seconds(kind))}")
        for kind in ("sweep", "training")
    ]


def of_losses(name: str, where: str, ledger: Ledger) -> Row:
    """What was lost; it must be nothing."""
    total = sum(len(ledger.seconds(kind)) for kind in list(ledger.samples))
    detail = f"of {total}, {ledger.again} done again"
    return Row(f"lost: {name}", where, f"{len(ledger.lost)}", detail, "0")


def of_memory(start: int, now: int, bound: int, files: int) -> list[Row]:
    """Memory and files at the end."""
    detail = f"{now // MIB} - {start // MIB} MiB"
    where, figure = f"--memory {bound // MIB}MiB", f"{(now - start) / bound:.2f}"
    return [
        Row("memory beyond the start / the bound", where, figure, detail, "<= 1.15"),
        Row("files of visitors that are held", "", f"{files}"),
    ]
