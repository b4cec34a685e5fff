"""Fetch weights ahead of time: `python -m vit.download NAME...`; without a name, list the table."""

import sys

from vit.loading.checkpoints import CHECKPOINTS, Checkpoint
from vit.loading.weights import LoadError, download


def main(references: list[str]) -> int:
    """Download each reference, or print the table; return 1 if a download failed, else 0."""
    if not references:
        for checkpoint in CHECKPOINTS.values():
            size = f"{checkpoint.megabytes:5} MB" if checkpoint.megabytes else "built in"
            print(f"{checkpoint.key:46} {size:8} {_terms(checkpoint)}")
    failed = 0
    for reference in references:
        known = CHECKPOINTS.get(reference.strip())
        if known and known.megabytes:
            print(f"{_terms(known)}, {known.megabytes} MB", flush=True)
        try:
            print(download(reference, _show if sys.stdout.isatty() else None))
        except LoadError as error:
            print(error, file=sys.stderr)
            failed = 1
        except KeyboardInterrupt:
            print("\nStopped; what had come is thrown away.", file=sys.stderr)
            return 130
    return failed


def _terms(checkpoint: Checkpoint) -> str:
    return f"{checkpoint.title}, {checkpoint.licence}"


def _show(share: float, sentence: str) -> None:
    print(f"\r{sentence}", end="" if share < 1 else "\n", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
