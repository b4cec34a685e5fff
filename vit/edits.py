"""Every way to change a forward pass, in one frozen value that the trace keeps."""

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True, eq=False)
class Edits:
    """Changes to one pass; a field that is None changes nothing.

    `head_gate` [L,H] multiplies each head's context (0 switches a head off, 1 leaves it);
    `positions` [P,D] replaces the position embedding of the patches.
    """

    head_gate: Tensor | None = None
    positions: Tensor | None = None

    def gate(self, layer: int, context: Tensor) -> Tensor:
        """Apply the head gates of a layer to a context [B,H,N,K]."""
        if self.head_gate is None:
            return context
        factors = self.head_gate[layer].to(context)
        return context * factors.view(1, -1, 1, 1)


NO_EDITS = Edits()
