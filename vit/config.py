"""The facts of one model, frozen and checked: its architecture, its preprocessing, its labels."""

from dataclasses import dataclass
from typing import Literal

from vit.grid import Grid

Pool = Literal["token", "avg", "attention"]
Positions = Literal["learned", "sinusoidal"]
Activation = Literal["gelu", "gelu_tanh", "quick_gelu", "silu"]
Mlp = Literal["plain", "gated", "packed"]
Norm = Literal["layer", "rms"]
FinalNorm = Literal["norm", "fc_norm", "none"]
Outputs = Literal["softmax", "sigmoid", "none"]
Resampling = Literal["bicubic", "bilinear", "flexivit"]


@dataclass(frozen=True, kw_only=True)
class ViTConfig:
    """Architecture of a Vision Transformer (Dosovitskiy et al. 2020, arXiv 2010.11929).

    The stored patch kernel may be of another size than the one in use, and so may the grid of the
    stored position embeddings: `base_patch` and `base_grid` say how the weights are stored
    (default: as used). Every other size is derived from those (FlexiViT, Beyer et al. 2022,
    arXiv 2212.08013), by antialiased `resampling`; "flexivit" is bilinear, with the kernel (only)
    not antialiased. `trained_patches` names the patch sizes the weights were trained for.

    `distilled` adds a second token and head, averaged with the first ones (DeiT, Touvron et al.
    2020, arXiv 2012.12877); `pool_prefix` says that the prefix tokens are pooled with the patches.
    Norms stand where they are named: `pre_norm` before the first block, `patch_norm` on the
    patches, `sub_norm` inside attention and MLP (Wang et al. 2022, arXiv 2210.06423), `post_norm`
    after each branch in place of before it. `mlp_ratio` is that of the layer that fc2 reads.
    With `ragged` an input need not be a multiple of the patch: what is left over is not seen.

    Raises ValueError with the value, the rule and the remedy when the facts contradict each other.
    """

    image: tuple[int, int] = (224, 224)
    patch: int = 16
    width: int = 768
    depth: int = 12
    heads: int = 12
    mlp_ratio: float = 4.0
    classes: int = 1000
    class_token: bool = True
    distilled: bool = False
    registers: int = 0
    pool: Pool = "token"
    pool_prefix: bool = False
    positions: Positions = "learned"
    prefix_positions: bool = True
    patch_bias: bool = True
    qkv_bias: bool = True
    proj_bias: bool = True
    layer_scale: bool = False
    mlp: Mlp = "plain"
    activation: Activation = "gelu"
    norm: Norm = "layer"
    pre_norm: bool = False
    patch_norm: bool = False
    sub_norm: bool = False
    post_norm: bool = False
    final_norm: FinalNorm = "norm"
    eps: float = 1e-6
    outputs: Outputs = "softmax"
    resampling: Resampling = "bicubic"
    base_patch: int | None = None
    base_grid: tuple[int, int] | None = None
    trained_patches: tuple[int, ...] = ()
    ragged: bool = False

    def __post_init__(self) -> None:
        """Check every rule that ties one fact to another."""
        self._check_ranges()
        self._check_readout()
        self.check_input("image")
        if self.width % self.heads:
            raise ValueError(
                f"width {self.width} is not a multiple of heads {self.heads}: "
                f"use width {_nearest(self.width, self.heads)}"
            )
        if self.positions == "sinusoidal" and self.width % 4:
            raise ValueError(
                f"width {self.width} is not a multiple of 4, which sinusoidal positions need: "
                f"use width {_nearest(self.width, 4)}"
            )

    def check_input(self, name: str) -> None:
        """Raise ValueError with the nearest sizes that fit unless patches cover the input."""
        height, width = self.image
        sides = {name: height} if height == width else {"height": height, "width": width}
        for side, size in sides.items():
            if not self.ragged or size < self.patch:
                check_multiple(side if side == name else f"{name} {side}", size, self.patch)

    def _check_readout(self) -> None:
        if self.pool == "token" and not self.class_token:
            raise ValueError(
                "pool 'token' reads the class token: use class_token=True or pool 'avg'"
            )
        if self.distilled and (self.pool != "token" or self.final_norm == "fc_norm"):
            raise ValueError(
                "a distilled model reads two normed tokens: use pool 'token' and final_norm 'norm'"
            )
        if self.outputs != "none" and self.classes < 1:
            raise ValueError(
                f"outputs {self.outputs!r} need at least one class, not {self.classes}"
            )

    def _check_ranges(self) -> None:
        for name in ("patch", "width", "depth", "heads", "mlp_ratio"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} {getattr(self, name)} must be larger than 0")
        for name in ("classes", "registers"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} {getattr(self, name)} must not be negative")

    @property
    def prefix(self) -> int:
        """Number of tokens before the patches: class and distillation token, registers."""
        return int(self.class_token) + int(self.distilled) + self.registers

    @property
    def grid(self) -> Grid:
        """How the patch tokens lie on the model input."""
        height, width = self.image
        return Grid(height // self.patch, width // self.patch, self.patch, self.prefix)

    @property
    def tokens(self) -> int:
        """N = patches + prefix tokens."""
        return self.grid.tokens

    @property
    def head_width(self) -> int:
        """K, the width of one head's query, key and value."""
        return self.width // self.heads

    @property
    def hidden(self) -> int:
        """Width of the MLP's hidden layer; the small sum undoes the rounding of an odd ratio."""
        return int(self.width * self.mlp_ratio + 1e-6)

    @property
    def stored_patch(self) -> int:
        """Side of the stored patch kernel in pixels."""
        return self.base_patch or self.patch

    @property
    def stored_grid(self) -> tuple[int, int]:
        """(rows, cols) of the stored position embeddings."""
        return self.base_grid or (self.grid.rows, self.grid.cols)

    @property
    def prefix_names(self) -> tuple[str, ...]:
        """What each prefix token is called, in order."""
        registers = tuple(f"register {i + 1}" for i in range(self.registers))
        named = ("class token",) * self.class_token + ("distillation token",) * self.distilled
        return named + registers

    @property
    def readout_token(self) -> int | None:
        """The one token that the classifier reads; None where it reads several."""
        return 0 if self.pool == "token" and not self.distilled else None

    @property
    def readout_name(self) -> str:
        """What the classifier reads, in words."""
        if self.pool == "token":
            return "class and distillation token" if self.distilled else "class token"
        if self.pool == "avg":
            return "mean of all tokens" if self.pool_prefix else "mean of the patches"
        return "pooling attention"


def check_multiple(name: str, size: int, patch: int) -> None:
    """Raise ValueError with the nearest sizes that fit unless `patch` divides `size`."""
    if size < patch or size % patch:
        below = size // patch * patch
        choices = f"{below} or {below + patch}" if below else f"{patch}"
        raise ValueError(f"{name} {size} is not a multiple of patch {patch}: use {choices}")


def _nearest(value: int, step: int) -> str:
    below = value // step * step
    return f"{below} or {below + step}" if below else f"{step}"


@dataclass(frozen=True)
class Preprocessing:
    """From a picture to the model input, as timm's evaluation transform does it.

    `size` is the input's (height, width); `crop` how the picture is fitted; `crop_pct` the share
    of the resized picture that the input shows; `mean` and `std` per channel for values in 0..1.
    """

    size: tuple[int, int]
    crop: Literal["center", "squash", "border"] = "center"
    crop_pct: float = 0.875
    interpolation: Literal["bicubic", "bilinear", "area"] = "bicubic"
    mean: tuple[float, float, float] = (0.5, 0.5, 0.5)
    std: tuple[float, float, float] = (0.5, 0.5, 0.5)


@dataclass(frozen=True)
class Labels:
    """Class names by index and where they come from; None when the classes have no names."""

    names: tuple[str, ...] | None = None
    source: str = "none"

    def name(self, index: int) -> str:
        """Name of a class, `class 17` when it has none."""
        return self.names[index] if self.names else f"class {index}"
