"""Types of the progress callbacks of long measurements, and one that does nothing."""

from collections.abc import Callable

from torch import Tensor

Step = Callable[[int, int], None]  # steps done, steps in all
PartialStep = Callable[[int, int, Tensor], None]  # the same, and the newest part of the result


def ignore_progress(*_report: object) -> None:
    """Ignore progress."""
