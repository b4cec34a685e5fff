"""The facts of one model, frozen and checked: its architecture, its preprocessing, its labels."""

from dataclasses import dataclass
from typing import Literal

from vit.grid import Grid

Pool = Literal["token", "avg"]
Positions = Literal["learned", "sinusoidal"]
Activation = Literal["gelu", "quick_gelu"]
Norm = Literal["norm", "fc_norm"]
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
    registers: int = 0
    pool: Pool = "token"
    positions: Positions = "learned"
    prefix_positions: bool = True
    pre_norm: bool = False
    patch_bias: bool = True
    qkv_bias: bool = True
    layer_scale: bool = False
    activation: Activation = "gelu"
    final_norm: Norm = "norm"
    eps: float = 1e-6
    outputs: Outputs = "softmax"
    resampling: Resampling = "bicubic"
    base_patch: int | None = None
    base_grid: tuple[int, int] | None = None
    trained_patches: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Check every rule that ties one fact to another."""
        self._check_ranges()
        for name, size in zip(("height", "width"), self.image, strict=True):
            check_multiple(
                f"image {name}" if self.image[0] != self.image[1] else "image", size, self.patch
            )
        if self.width % self.heads:
            raise ValueError(
                f"width {self.width} is not a multiple of heads {self.heads}: "
                f"use width {_nearest(self.width, self.heads)}"
            )
        if self.pool == "token" and not self.class_token:
            raise ValueError(
                "pool 'token' reads the class token: use class_token=True or pool 'avg'"
            )
        if self.positions == "sinusoidal" and self.width % 4:
            raise ValueError(
                f"width {self.width} is not a multiple of 4, which sinusoidal positions need: "
                f"use width {_nearest(self.width, 4)}"
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
        """Number of tokens before the patches: class token and registers."""
        return int(self.class_token) + self.registers

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
        return ("class token",) * self.class_token + registers


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
