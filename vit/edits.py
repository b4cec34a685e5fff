"""Changes to a forward pass, in one frozen value that the trace keeps."""

from dataclasses import dataclass, replace
from typing import Literal

import torch
from torch import Tensor

HIDDEN = -1e4  # a score bias that gives a token zero attention; finite in every dtype
Fill = Literal["zero", "mean"]


@dataclass(frozen=True, eq=False)
class Edits:
    """Changes to one pass; a field that is None changes nothing.

    `head_gate` [L,H] mixes each head's context with a replacement (1 leaves the head unchanged,
    0 switches it off). `fill` names the replacement: zeros, or the head's mean over all tokens,
    the same for each token. `score_bias` [N] is added to every query's score of a token, in all
    layers and heads, before the softmax: `HIDDEN` hides the token. `temperature` [L] divides a
    layer's scores: 1 changes nothing, above 1 attention spreads, towards 0 it concentrates.
    `positions` [P,D] replaces the position embedding of the patches.
    """

    head_gate: Tensor | None = None
    fill: Fill = "zero"
    score_bias: Tensor | None = None
    temperature: Tensor | None = None
    positions: Tensor | None = None

    def gate(self, layer: int, context: Tensor) -> Tensor:
        """The context [B,H,N,K] with the head gates of a layer applied."""
        if self.head_gate is None:
            return context
        factors = self.head_gate[layer].to(context).view(1, -1, 1, 1)
        if self.fill == "zero":
            return context * factors
        return context * factors + context.mean(dim=2, keepdim=True) * (1 - factors)

    def temper(self, layer: int, query: Tensor) -> Tensor:
        """Queries [B,H,N,K] scaled so that their scores are divided by the layer's temperature."""
        if self.temperature is None:
            return query
        return query / self.temperature[layer].to(query)

    def of_tokens(self, kept: Tensor) -> "Edits":
        """The same edits for a pass that encodes only the tokens `kept` [n] or [B,n]."""
        if self.score_bias is None:
            return self
        return replace(self, score_bias=self.score_bias.to(kept.device)[kept])

    def bias(self, query: Tensor) -> Tensor | None:
        """The score bias [B or 1,1,1,N] for queries [B,H,N,K]; ValueError for another N."""
        if self.score_bias is None:
            return None
        tokens = query.shape[2]
        if self.score_bias.shape[-1] != tokens:
            raise ValueError(
                f"a score bias for {self.score_bias.shape[-1]} tokens does not fit {tokens}: give "
                "one for each token of the model, and say by `kept` which are encoded"
            )
        return self.score_bias.to(query).view(-1, 1, 1, tokens)

    def scoring(self, query: Tensor, key: Tensor) -> tuple[Tensor, Tensor]:
        """Query and key [H,N,K] whose scaled products are the scores, score bias included.

        With a bias both have one more column [H,N,K+1]: the key's holds the bias, the query's
        cancels the scale. Attention can then be derived from the two without the edits.
        """
        if self.score_bias is None:
            return query, key
        heads, tokens, width = query.shape
        bias = self.score_bias.to(key).expand(heads, -1).unsqueeze(-1)
        ones = query.new_full((heads, tokens, 1), (width + 1) ** 0.5)
        widened = query * ((width + 1) / width) ** 0.5
        return torch.cat([widened, ones], dim=-1), torch.cat([key, bias], dim=-1)

    @property
    def extra_columns(self) -> int:
        """Number of columns that `scoring` adds to query and key: 0 or 1."""
        return int(self.score_bias is not None)


NO_EDITS = Edits()
