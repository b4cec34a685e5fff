"""What the Teach screen exchanges: pictures, classes, and what was learned of them."""

from typing import TypedDict


class TeachPicture(TypedDict):
    """A picture of a visit's lesson: `id` is the digest of its pixels.

    `group` is the digest of the photograph that it is a view of, `size` its (rows, cols).
    """

    id: str
    name: str
    group: str
    size: tuple[int, int]
