"""Where the weights of a model come from: what of a file was taken, what assumed, what left out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """What loading found out about a file of weights; empty for a model made otherwise.

    `layout` is the naming of its parameters. `part` is what stands before the names of the weights
    that were taken, as `model_state_dict.module`, "" at the top of the file, and `others` are those
    of other sets of weights of this shape, which were not taken. `assumed` are (fact, value) that
    the shapes of a file cannot tell: an argument of `vit.load`, or the name of an architecture,
    changes it.
    `left_out` counts the tensors of the file that are no part of the model, as "4 of optimizer".
    `notes` are sentences on what else was given with the file.
    """

    layout: str = ""
    part: str = ""
    others: tuple[str, ...] = ()
    assumed: tuple[tuple[str, str], ...] = ()
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def sentences(self) -> tuple[str, ...]:
        """The same in words: up to three sentences, without a path."""
        sentences: list[str] = []
        if self.others:
            others = " and ".join(_quoted(part) for part in self.others)
            first, *more = self.others
            hold = "hold" if more else "holds"
            sentences.append(
                f"The weights of {_quoted(self.part)} were taken; {others} {hold} others of this "
                f"shape: #{first} after the file's name takes those."
            )
        elif self.part:
            sentences.append(f"The weights stand in {_quoted(self.part)} of the file.")
        if self.assumed:
            facts = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in self.assumed)
            sentences.append(f"Assumed, because shapes do not tell it: {facts}.")
        if self.left_out:
            sentences.append(f"Left out: {', '.join(self.left_out)}.")
        return (*sentences, *self.notes)


def _quoted(part: str) -> str:
    return f"“{part}”" if part else "the top of the file"
