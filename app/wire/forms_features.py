"""Replies about the features of a view's patches."""

from typing import TypedDict


class SegmentFacts(TypedDict):
    """What is known of segments besides their patches.

    `agreement` is the mean adjusted Rand index with the segments of other seeds, None for a cut;
    `received` and `within` [H,k] are the attention that each segment gets from all tokens and from
    its own, by the heads of `layer`, in multiples of an even share.
    """

    agreement: float | None
    layer: int
    received: list[list[float]]
    within: list[list[float]]
