"""The record of one forward pass, from which every picture is derived.

Axis letters used in this project: `B` batch, `L` layer, `H` head, `N` token (prefix tokens first),
`P` patch = rows * cols, `K` head width, `D` width, `C` class.

A trace keeps query, key and value, never the attention maps: these are derived on demand. For ViT-B
at 785 tokens that takes a third of the memory of all maps.
"""

from dataclasses import dataclass, field

import torch
import torch.nn.functional as F
from torch import Tensor

from vit.config import Outputs, ViTConfig
from vit.door import check_layer, one_input
from vit.edits import NO_EDITS, Edits
from vit.grid import Grid, View
from vit.model import ViT
from vit.overflow import check_pass
from vit.progress import Step, ignore_progress
from vit.surroundings import undisturbed


class NoClassifierError(ValueError):
    """Raised for a model without a classifier, whose outputs are features and not logits."""


def to_probabilities(logits: Tensor, outputs: Outputs) -> Tensor:
    """Probabilities [...,C] of logits [...,C], in float32 at least: softmax or sigmoid."""
    if outputs == "none":
        raise NoClassifierError("this model has no classifier: it gives features, no classes")
    precise = logits.to(torch.promote_types(logits.dtype, torch.float32))
    return precise.sigmoid() if outputs == "sigmoid" else precise.softmax(dim=-1)


@undisturbed
def attention_rows(query: Tensor, key: Tensor) -> Tensor:
    """[...,n,N] softmax(q k^T / sqrt K) of query [...,n,K] and key [...,N,K], at least float32."""
    precise = torch.promote_types(query.dtype, torch.float32)
    scaled = query.to(precise) * query.shape[-1] ** -0.5
    return (scaled @ key.to(precise).transpose(-2, -1)).softmax(dim=-1)


@dataclass(frozen=True, eq=False)
class Trace:
    """One picture's forward pass through one model; a single image, without a batch axis.

    `view` is the part of the picture that the patches cover; `digest` identifies the picture;
    `edits` are the changes to the pass; `logits` [C] is the model's output (the pooled features [D]
    without a classifier); `query`, `key`, `value` [L,H,N,K] are the inputs of the fused attention
    (query and key one entry longer with a score bias); `residual` [L+1,N,D] is the input of every
    block and the output of the last one; `pooling` [H,N] is the attention of an attention pooling,
    zero on tokens that are not pooled, and None for other readouts. All on one device, without
    gradients, recorded under inference mode (clone before use with autograd).
    """

    config: ViTConfig
    view: View
    digest: str
    edits: Edits = field(repr=False)
    logits: Tensor = field(repr=False)
    query: Tensor = field(repr=False)
    key: Tensor = field(repr=False)
    value: Tensor = field(repr=False)
    residual: Tensor = field(repr=False)
    pooling: Tensor | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Raise ValueError for a record that is incomplete or not finite."""
        config = self.config
        heads = (config.depth, config.heads, config.tokens, config.head_width)
        stream = (config.depth + 1, config.tokens, config.width)
        scored = (*heads[:-1], heads[-1] + self.edits.extra_columns)
        shapes = {"query": scored, "key": scored, "value": heads, "residual": stream}
        for name, expected in shapes.items():
            shape = tuple(getattr(self, name).shape)
            if shape != expected:
                raise ValueError(f"trace.{name} has shape {shape}, expected {expected}")
        if (self.pooling is None) == (config.pool == "attention"):
            raise ValueError("a trace has a pooling attention if its model pools by attention")
        check_pass(self.residual[-1], "last layer")
        check_pass(self.logits, "outputs")

    @property
    def grid(self) -> Grid:
        """Layout of the patch tokens on the model input."""
        return self.config.grid

    @property
    def nbytes(self) -> int:
        """Bytes of the recorded tensors."""
        tensors = (self.logits, self.query, self.key, self.value, self.residual, self.pooling)
        return sum(tensor.nbytes for tensor in tensors if tensor is not None)

    def probabilities(self) -> Tensor:
        """[C] probabilities, 0..1: softmax or, for multi-label models, sigmoid of the logits."""
        return to_probabilities(self.logits, self.config.outputs)

    def attention(self, layer: int) -> Tensor:
        """[H,N,N] attention of one layer; row i is what token i attends to and sums to 1.

        IndexError for a layer that does not exist.
        """
        return self.attention_rows(layer, slice(None))

    def attention_rows(self, layer: int, rows: slice) -> Tensor:
        """[H,n,N] the given rows of one layer's attention, softmax(q k^T / sqrt K)."""
        layer = check_layer(layer, self.config.depth)
        return attention_rows(self.query[layer][:, rows], self.key[layer])

    def attention_from(self, token: int) -> Tensor:
        """[L,H,N] attention from one token: its row in each layer and head; IndexError outside."""
        self._check(token)
        query = self.query[:, :, token : token + 1]
        return attention_rows(query, self.key).squeeze(2)

    def attention_to(self, token: int) -> Tensor:
        """[L,H,N] attention to one token: its column in each layer and head; IndexError outside."""
        self._check(token)
        columns = [self.attention(layer)[:, :, token] for layer in range(self.config.depth)]
        return torch.stack(columns)

    def _check(self, token: int) -> None:
        if not 0 <= token < self.config.tokens:
            raise IndexError(
                f"token {token} does not exist: tokens are 0 to {self.config.tokens - 1}"
            )


class Recorder:
    """A tap that copies every block's tensors into memory allocated beforehand."""

    def __init__(
        self, config: ViTConfig, like: Tensor, edits: Edits, step: Step = ignore_progress
    ) -> None:
        """Allocate the tensors with the dtype and device of `like`; `step` as in `trace`."""
        self.config, self.edits, self.step = config, edits, step
        heads = (config.depth, config.heads, config.tokens)
        scored = config.head_width + edits.extra_columns
        self.query, self.key = (like.new_empty(*heads, scored) for _ in range(2))
        self.value = like.new_empty(*heads, config.head_width)
        self.residual = like.new_empty(config.depth + 1, config.tokens, config.width)
        self.pooling: Tensor | None = None

    def __call__(
        self,
        layer: int,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        _context: Tensor,
        residual: Tensor,
    ) -> None:
        """Copy one block's tensors."""
        self.query[layer], self.key[layer] = self.edits.scoring(query[0], key[0])
        self.value[layer] = value[0]
        self.residual[layer] = residual[0]
        self.step(layer, self.config.depth)

    def pool(self, query: Tensor, key: Tensor, _value: Tensor, _context: Tensor) -> None:
        """Derive the pooling attention over all tokens, zero on those that are not pooled."""
        attention = attention_rows(query[0], key[0])[:, 0]  # [H,n]
        self.pooling = F.pad(attention, (self.config.tokens - attention.shape[1], 0))

    def finish(self, encoded: Tensor, logits: Tensor, view: View | None, digest: str) -> Trace:
        """The trace of the recorded pass with its outputs `encoded` [N,D] and `logits` [C]."""
        self.residual[-1] = encoded
        view = view or View.whole(*self.config.image)
        return Trace(
            config=self.config,
            view=view.within(self.config.grid),
            digest=digest,
            edits=self.edits,
            logits=logits,
            query=self.query,
            key=self.key,
            value=self.value,
            residual=self.residual,
            pooling=self.pooling,
        )


def trace(
    model: ViT,
    pixels: Tensor,
    view: View | None = None,
    digest: str = "",
    edits: Edits = NO_EDITS,
    step: Step = ignore_progress,
) -> Trace:
    """Run the model once on pixels [3,H,W], or [1,3,H,W], and record what every block used.

    Without a `view` the input itself is the picture. `digest` identifies the picture. Pixels are
    moved to the model's device and dtype. `step` receives (blocks done, blocks in all) from every
    block, and stops the pass by raising. Raises ValueError for another input size, or if the pass
    gives values that are not finite.
    """
    like = model.patch_embed.proj.weight
    with torch.inference_mode():
        recorder = Recorder(model.config, like.detach(), edits, step)
        # No variable holds the embedded tokens, so that they are freed after the first block.
        encoded = model.encode(model.embed(one_input(model, pixels), edits), recorder, edits)
        logits = model.classify(encoded, recorder.pool)[0]
        return recorder.finish(encoded[0], logits, view, digest)
