"""A checkpoint in memory, with its variants of other sizes."""

import weakref

import vit
from app.engine.budget import Budget
from app.engine.cache import Cache

SIZES_CACHE = 64 * 2**20  # bytes of the derived kernels and positions of a checkpoint


class Loaded:
    """A checkpoint and its resized variants, cached and evicted together."""

    def __init__(self, model: vit.ViT, base: vit.ViT | None = None) -> None:
        """Hold a model; its variants are derived on demand. It may share parameters with a base."""
        self.model = model
        known = {id(one) for one in base.parameters()} if base else set[int]()
        parameters = {id(one): one.nbytes for one in model.parameters()}
        self._shared = sum(size for name, size in parameters.items() if name in known)
        self._parameters = sum(parameters.values()) - self._shared
        self._base = weakref.ref(base) if base else lambda: None
        own = (model.config.image, model.config.patch)
        self._sizes: Cache[tuple[tuple[int, int], int], vit.ViT] = Cache(
            Budget(SIZES_CACHE), lambda size: size.derived_nbytes, grows=True, apart=False
        )
        self._sizes.put(own, model)

    def at_size(self, image: tuple[int, int], patch: int) -> vit.ViT:
        """The model at a size; the same object each time, so that it keeps its resized kernel."""
        return self._sizes.get_or_make((image, patch), lambda: self.model.at_size(image, patch))

    def nbytes(self) -> int:
        """Bytes of the parameters and of the kernels and positions of all variants.

        Those of a base count here once that is no longer held itself.
        """
        shared = 0 if self._base() else self._shared
        return self._parameters + shared + self._sizes.nbytes
