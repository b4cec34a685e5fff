"""Fetch weights ahead of time: `python -m vit.download KEY...`; without a key, list them."""

import sys

from vit.checkpoints import CHECKPOINTS
from vit.weights import LoadError, download


def main(keys: list[str]) -> int:
    """Fetch the named checkpoints one after the other; 1 when one of them failed."""
    if not keys:
        for checkpoint in CHECKPOINTS.values():
            size = f"{checkpoint.megabytes:4} MB" if checkpoint.tag else "built in"
            print(f"{checkpoint.key:38} {size:8} {checkpoint.title}, {checkpoint.licence}")
    failed = 0
    for key in keys:
        try:
            print(download(key, _show))
        except LoadError as error:
            print(error, file=sys.stderr)
            failed = 1
    return failed


def _show(share: float, sentence: str) -> None:
    print(f"\r{sentence}", end="" if share < 1 else "\n", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
