"""Architecture, preprocessing and labels of a model, as frozen and checked dataclasses."""

from dataclasses import dataclass
from typing import Literal

from vit.grid import Grid

Pool = Literal["token", "avg", "attention"]
Positions = Literal["learned", "sinusoidal", "none"]
Activation = Literal["gelu", "gelu_tanh", "quick_gelu", "silu"]
Mlp = Literal["plain", "gated", "packed"]
Norm = Literal["layer", "rms"]
FinalNorm = Literal["norm", "fc_norm", "none"]
Outputs = Literal["softmax", "sigmoid", "none"]
Resampling = Literal["bicubic", "bilinear", "flexivit"]


@dataclass(frozen=True, kw_only=True)
class Rope:
    """Rotary positions: each channel pair of a head is rotated by an angle of its patch's position.

    "axial": half of the K/2 pairs depend on the row and half on the column, the f-th of each by
    `coordinate / temperature^(4f/K)` radians; patches are counted from `offset` on, scaled to a
    grid of `reference` patches if given (EVA-02, Fang et al. 2023, arXiv 2303.11331). "centred":
    coordinates go from -1 to 1, in units of 2 pi (DINOv3, Simeoni et al. 2025, arXiv 2508.10104).
    "mixed": each pair, head and layer has learned frequencies for both axes (Heo et al. 2024, arXiv
    2403.13298). Those of the row come first unless `columns_first`. A pair is two neighbouring
    channels of a head.
    """

    kind: Literal["axial", "centred", "mixed"] = "axial"
    temperature: float = 10_000.0
    reference: tuple[int, int] | None = None
    offset: float = 0.0
    columns_first: bool = False


@dataclass(frozen=True, kw_only=True)
class ViTConfig:
    """Architecture of a Vision Transformer (Dosovitskiy et al. 2020, arXiv 2010.11929).

    `base_patch` and `base_grid` are the patch size of the stored kernel and the grid of the stored
    position embeddings (default: as used). Other sizes are derived from these (FlexiViT, Beyer et
    al. 2022, arXiv 2212.08013) by antialiased `resampling`; "flexivit" is bilinear, without
    antialiasing of the kernel. `trained_patches` are the patch sizes the weights were trained for.

    `distilled` adds a second token and a second head; the logits of the two heads are averaged
    (DeiT, Touvron et al. 2020, arXiv 2012.12877). `pool_prefix` pools the prefix tokens together
    with the patches. `pool_heads` and `pool_mlp_ratio` are set where an attention pooling differs
    from the blocks. Norms: `pre_norm` before the first block, `patch_norm` on the patches,
    `qk_norm` on each head's queries and keys, `sub_norm` inside attention and `mlp_norm` inside the
    MLP (Wang et al. 2022, arXiv 2210.06423), `post_norm` after each branch instead of before it.
    `mlp_ratio` is the input width of fc2 divided by `width`. `rope` rotates queries and keys. With
    `ragged` an input need not be a multiple of the patch: the remainder is dropped.

    Raises ValueError with the value, the rule and the remedy if fields contradict each other.
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
    pool_heads: int | None = None
    pool_mlp_ratio: float | None = None
    positions: Positions = "learned"
    prefix_positions: bool = True
    rope: Rope | None = None
    patch_bias: bool = True
    qkv_bias: bool = True
    proj_bias: bool = True
    layer_scale: bool = False
    mlp: Mlp = "plain"
    activation: Activation = "gelu"
    norm: Norm = "layer"
    pre_norm: bool = False
    patch_norm: bool = False
    qk_norm: bool = False
    sub_norm: bool = False
    mlp_norm: bool = False
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
        """Check the ranges and the rules between fields."""
        self._check_ranges()
        self._check_readout()
        self.check_input("image")
        self._check_width(self.heads, f"heads {self.heads}")
        self._check_width(self.pool_heads or 1, f"pool_heads {self.pool_heads}")
        if self.positions == "sinusoidal":
            self._check_width(4, "4, which sinusoidal positions need")
        if self.rope:
            self._check_width(4 * self.heads, "4 times the heads, which rotary positions need")

    def _check_width(self, step: int, named: str) -> None:
        if self.width % step:
            raise ValueError(
                f"width {self.width} is not a multiple of {named}: "
                f"use width {_nearest(self.width, step)}"
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
        """Layout of the patch tokens on the model input."""
        height, width = self.image
        return Grid(height // self.patch, width // self.patch, self.patch, self.prefix)

    @property
    def tokens(self) -> int:
        """Number of tokens N: prefix tokens and patches."""
        return self.grid.tokens

    @property
    def head_width(self) -> int:
        """K, the width of one head's query, key and value."""
        return self.width // self.heads

    @property
    def hidden(self) -> int:
        """Width of the MLP's hidden layer; 1e-6 makes up for the rounding of the ratio."""
        return int(self.width * self.mlp_ratio + 1e-6)

    @property
    def pool_hidden(self) -> int:
        """Width of the hidden layer of an attention pooling's MLP."""
        return int(self.width * (self.pool_mlp_ratio or self.mlp_ratio) + 1e-6)

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
        """Name of each prefix token, in order."""
        registers = tuple(f"register {i + 1}" for i in range(self.registers))
        named = ("class token",) * self.class_token + ("distillation token",) * self.distilled
        return named + registers

    @property
    def readout_token(self) -> int | None:
        """The one token that the classifier reads; None where it reads several."""
        return 0 if self.pool == "token" and not self.distilled else None

    @property
    def readout_name(self) -> str:
        """The input of the classifier, in words."""
        if self.pool == "token":
            return "class and distillation token" if self.distilled else "class token"
        if self.pool == "avg":
            return "mean of all tokens" if self.pool_prefix else "mean of the patches"
        return "pooling attention"


def check_multiple(name: str, size: int, patch: int) -> None:
    """Raise ValueError with the nearest sizes that fit unless `patch` divides `size`."""
    if size < patch or size % patch:
        raise ValueError(
            f"{name} {size} is not a multiple of patch {patch}: use {_nearest(size, patch)}"
        )


def _nearest(value: int, step: int) -> str:
    below = value // step * step
    return f"{below} or {below + step}" if below else f"{step}"


@dataclass(frozen=True)
class Preprocessing:
    """Steps from a picture to the model input, as in timm's evaluation transform.

    `size` is the input's (height, width); `crop` how the picture is fitted; `crop_pct` the input's
    side as a share of the resized picture's; `mean` and `std` per channel for values in 0..1.
    """

    size: tuple[int, int]
    crop: Literal["center", "squash", "border"] = "center"
    crop_pct: float = 0.875
    interpolation: Literal["bicubic", "bilinear", "area"] = "bicubic"
    mean: tuple[float, float, float] = (0.5, 0.5, 0.5)
    std: tuple[float, float, float] = (0.5, 0.5, 0.5)


@dataclass(frozen=True)
class Labels:
    """Class names by index, None when the classes have no names, and the source of the names."""

    names: tuple[str, ...] | None = None
    source: str = "none"

    def name(self, index: int) -> str:
        """Name of a class, `class 17` when it has none."""
        return self.names[index] if self.names else f"class {index}"
