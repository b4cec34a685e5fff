# pyright: standard
"""Which checkpoints of the table are on this machine, by the names of files alone."""

from huggingface_hub import try_to_load_from_cache

from vit.loading.checkpoints import CHECKPOINTS, Checkpoint
from vit.loading.package_list import PACKAGES
from vit.loading.packages import place
from vit.loading.shipped import WEIGHTS
from vit.loading.timm_config import hub_file


def listed_here() -> list[str]:
    """The keys of the table's checkpoints with a file on this machine; none is opened.

    A damaged file counts: `vit.is_here` compares checksums, which takes long for all of them.
    """
    return [key for key, checkpoint in CHECKPOINTS.items() if _has_file(checkpoint)]


def _has_file(checkpoint: Checkpoint) -> bool:
    if checkpoint.folder:
        return (checkpoint.folder / WEIGHTS).is_file()
    if checkpoint.key in PACKAGES:
        return place(PACKAGES[checkpoint.key]).is_file()
    return isinstance(try_to_load_from_cache(*hub_file(checkpoint.key)), str)
