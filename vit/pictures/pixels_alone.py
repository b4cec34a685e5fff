"""Files with the parts alone that decide their pixels, as browsers read them."""

from vit.pictures import gif_blocks, jpeg_segments, png_chunks
from vit.pictures.tiff_tags import TIFFS, TiffTags


def is_known(head: bytes) -> bool:
    """Whether a file of these first bytes can be had without its metadata."""
    return head.startswith(
        (png_chunks.SIGNATURE, jpeg_segments.SIGNATURE, *gif_blocks.SIGNATURES, *TIFFS)
    )


def pixels_alone(content: bytes) -> bytes:
    """The file without what stands beside its pixels; ValueError where that cannot be told."""
    if content.startswith(png_chunks.SIGNATURE):
        return png_chunks.pixels_alone(content)
    if content.startswith(jpeg_segments.SIGNATURE):
        return jpeg_segments.pixels_alone(content)
    if content.startswith(gif_blocks.SIGNATURES):
        return gif_blocks.pixels_alone(content)
    return TiffTags(content).alone()
