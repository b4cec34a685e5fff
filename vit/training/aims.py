"""Target figures of the checkpoint, compared with the measured ones."""

from typing import Any, NamedTuple

Figures = dict[str, Any]


class Aim(NamedTuple):
    """One aim: `measured` should be at least `wanted`, or at most `wanted` if `at_most` is set."""

    what: str
    wanted: float
    measured: float
    at_most: bool = False

    @property
    def met(self) -> bool:
        """Whether the figure reaches the aim."""
        return self.measured <= self.wanted if self.at_most else self.measured >= self.wanted


_ACCURACY = {"24": 0.72, "16": 0.91, "12": 0.95, "8": 0.97, "6": 0.92}


def aims(figures: Figures) -> list[Aim]:
    """Return the aims with the figures of the card."""
    sizes, none = figures["patch_sizes"], figures["none_of_these"]
    shipped, game = sizes[str(figures["shipped_patch"])], figures["pointing_game"]
    photographs, maps = figures["photographs"], figures["class_maps"]["relevance"]
    quiet = sum(each["probability"] < 0.5 for each in photographs) / max(1, len(photographs))
    return [
        *(Aim(f"accuracy at patch {p}", a, sizes[p]["accuracy"]) for p, a in _ACCURACY.items()),
        Aim("none of these, empty scenes", 0.95, none["empty"]),
        Aim("none of these, kinds never trained on", 0.95, none["unseen_kinds"]),
        Aim("none of these, one-object scenes", 0.05, shipped["none_of_these"], at_most=True),
        Aim("none of these, photographs", 0.8, round(quiet, 4)),
        Aim("both of two objects", 0.8, figures["two_objects"]["both"]),
        Aim("rollout points at the object", 0.87, game["rollout"]),
        Aim("rollout less edge density", 0.2, round(game["rollout"] - game["edges"], 4)),
        Aim("relevance peaks on its own object", 0.85, maps["own"]),
        Aim("relevance peaks on the other", 0.05, maps["other"], at_most=True),
    ]
