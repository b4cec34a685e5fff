"""The pictures of each visit's lesson: they lie on disk, and go with the visit."""

import io
import threading
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from app.engine.engine import Engine
from app.wire.forms_teach import TeachClass
from app.wire.limits import TEACH_PICTURES
from vit.pictures.images import RGB, InputError, Picture, decode, picture_of

LONGEST = 1024  # px of a kept picture; models see less
GONE = "This picture is no longer held here: add it again."


@dataclass(frozen=True, eq=False)
class Sheet:
    """A picture of a lesson as a file, no larger than LONGEST.

    `id` is the digest of its pixels, `group` that of the photograph that it is a view of, `size`
    its (rows, cols) as it came. `photograph` is whether it is taken for one. `file` is the id of
    its file among those of the visit, which lies at `path`.
    """

    id: str
    name: str
    group: str
    size: tuple[int, int]
    photograph: bool
    file: str
    path: Path

    def rgb(self) -> RGB:
        """Its pixels, uint8 [rows,cols,3]."""
        return decode(self.path, self.name).rgb


class Desks:
    """Every visit's pictures; safe between threads."""

    def __init__(self, engine: Engine) -> None:
        """No picture is there; a visit's go with it."""
        self._engine = engine
        self._sheets: dict[str, dict[str, Sheet]] = {}  # of each visit, by their ids
        self._classes: dict[str, list[TeachClass]] = {}
        self._adding = threading.Lock()
        engine.visits.when_ended(self.forget)

    def decoded(self, content: bytes, name: str) -> Picture:
        """A sent file as a picture; InputError for one that cannot be read."""
        return decode(content, name, self._engine.settings.max_pixels)

    def add(
        self, visit: str, picture: Picture, group: str = "", *, photograph: bool = True
    ) -> Sheet:
        """Keep a picture for a visit's lesson; the one that is there already stays.

        `group` is the digest of the photograph it is cut from, by default its own. InputError where
        the visit has TEACH_PICTURES pictures, or the disk no room.
        """
        rows, cols, _ = picture.rgb.shape
        uploads = self._engine.uploads
        with self._adding:
            known = self._held(visit).get(picture.digest)
            if known is not None:
                return known
            if len(self.ids(visit)) >= TEACH_PICTURES:
                raise InputError(
                    f"{picture.name} was not added: a lesson has at most {TEACH_PICTURES} "
                    "pictures, and this one has them. Remove some first."
                )
            file = uploads.add(visit, _file(picture.rgb), "lesson")
            sheet = Sheet(
                *(picture.digest, picture.name, group or picture.digest, (rows, cols)),
                *(photograph, file, uploads.path(file, visit)),
            )
            self._sheets.setdefault(visit, {})[sheet.id] = sheet
        return sheet

    def sheet(self, visit: str, name: str) -> Sheet:
        """A picture of a visit by its id; InputError where it is not there."""
        sheet = self._held(visit).get(name)
        if sheet is None:
            raise InputError(GONE)
        return sheet

    def ids(self, visit: str) -> list[str]:
        """The pictures of a visit."""
        return list(self._held(visit))

    def _held(self, visit: str) -> dict[str, Sheet]:
        """The pictures of a visit whose files are there."""
        holds, sheets = self._engine.uploads.holds, list(self._sheets.get(visit, {}).items())
        return {name: sheet for name, sheet in sheets if holds(sheet.file)}

    def classes(self, visit: str) -> list[TeachClass]:
        """The classes of a visit, with those of their pictures that are still held."""
        held = set(self.ids(visit))
        return [
            {"name": one["name"], "pictures": [name for name in one["pictures"] if name in held]}
            for one in self._classes.get(visit, [])
        ]

    def sort(self, visit: str, classes: list[TeachClass]) -> None:
        """Keep a visit's classes."""
        self._classes[visit] = classes

    def forget(self, visit: str) -> None:
        """A visit has ended: its pictures and classes go."""
        self._classes.pop(visit, None)
        self._sheets.pop(visit, None)


def cut(picture: Picture, box: tuple[int, int, int, int]) -> Picture:
    """A part (top, left, height, width) of a picture, in pixels; InputError outside of it."""
    top, left, height, width = box
    rows, cols, _ = picture.rgb.shape
    if top + height > rows or left + width > cols or min(height, width) < 1:
        raise InputError(
            f"The part at row {top}, column {left} of {height} × {width} px is not within the "
            f"picture of {rows} × {cols} px: choose another."
        )
    return picture_of(picture.rgb[top : top + height, left : left + width], picture.name)


def _file(rgb: RGB) -> bytes:
    """A file of a picture: every pixel of a small one, a JPEG of a large one."""
    image, file = Image.fromarray(rgb), io.BytesIO()
    if max(image.size) <= LONGEST // 2:
        image.save(file, "PNG", compress_level=1)
    else:
        image.thumbnail((LONGEST, LONGEST), reducing_gap=2.0)
        image.save(file, "JPEG", quality=95, subsampling=0)
    return file.getvalue()
