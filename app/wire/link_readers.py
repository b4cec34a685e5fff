"""How those fields of a link are read that are more than a word or a number.

Each has `form`, the type of its value, and `read`, which raises ValueError as app/parameters.py
says.
"""

import re
from typing import ClassVar, cast

from app.engine.gallery import example_index_of
from app.engine.input_sizes import LARGEST_INPUT
from app.engine.interventions import Intervention
from app.engine.visits import DIGITS
from app.parameters import LARGEST_INDEX, Index, Reader, Whole, Word, points_of
from app.wire.forms_link import LikenessParts, LinkColumn, Mask, TrialSizes
from app.wire.limits import MOST_REGIONS
from app.wire.regions import MOST_POINTS
from app.wire.route_parameters import SIZES_OF_MODEL
from vit.tasks.facets import Facet

MOST_COLUMNS = 4


class MaskReader:
    """What is marked: `block:top.bottom.left.right`, `object:index`, `lasso:base64` or `none`."""

    form: ClassVar[object] = Mask

    def read(self, text: str) -> Mask:
        """What is marked."""
        kind, _, rest = text.partition(":")
        if text == "none":
            return {"kind": "none"}
        if kind == "object":
            return {"kind": "object", "index": Whole(0, LARGEST_INDEX).read(rest)}
        if kind == "block":
            return _block(rest)
        if kind == "lasso":
            return {"kind": "lasso", "points": points_of(rest, MOST_POINTS)}
        raise ValueError(f"{text!r} is none of block:, object:, lasso: and none")


def _block(text: str) -> Mask:
    edges = text.split(".")
    if len(edges) != 4:
        raise ValueError(f"{text!r} is not a block's four edges top.bottom.left.right")
    top, bottom, left, right = (Whole(0, LARGEST_INPUT).read(edge) for edge in edges)
    if top > bottom or left > right:
        raise ValueError(f"{text!r} has its edges the wrong way round")
    return {"kind": "block", "top": top, "bottom": bottom, "left": left, "right": right}


class _OwnReader:
    """A picture of the visit, by the first digits of its digest."""

    def read(self, text: str) -> str:
        """The digits."""
        if not re.fullmatch(f"[0-9a-f]{{{DIGITS}}}", text):
            raise ValueError(f"{text!r} is not the first {DIGITS} digits of a picture's digest")
        return text


class ColumnsReader:
    """Columns of Compare with `;` between, each `key:value` with `,` between."""

    form: ClassVar[object] = list[LinkColumn]

    # A title of a model may hold commas: a comma parts only where a key follows.
    KEYS = ("model", "patch", "height", "width", "example", "own", "facet", "layer", "head")
    COMMA = re.compile(rf",(?=(?:{'|'.join(KEYS)}):)")
    READERS: ClassVar[dict[str, Reader]] = {
        **dict.fromkeys(("patch", "height", "width"), Whole(1, LARGEST_INPUT)),
        "layer": Index("L"),
        "head": Index("H"),
        "own": _OwnReader(),
        "facet": Word.of(Facet),
    }
    MEAN = "mean"  # of heads

    def read(self, text: str) -> list[LinkColumn]:
        """The columns; their models are names that nobody has looked up."""
        columns = text.split(";")
        if len(columns) > MOST_COLUMNS:
            raise ValueError(f"{len(columns)} columns are more than {MOST_COLUMNS}")
        return [self._column(column) for column in columns]

    def _column(self, text: str) -> LinkColumn:
        values: dict[str, object] = {}
        for part in self.COMMA.split(text) if text else []:
            key, _, value = part.partition(":")
            if key not in self.KEYS:
                raise ValueError(f"{part!r} is none of {', '.join(self.KEYS)} with its value")
            name = "checkpoint" if key == "model" else key
            if name in values:
                raise ValueError(f"{text!r} has {key} twice")
            values[name] = self._value(key, value)
        names = LinkColumn.__required_keys__
        return cast(LinkColumn, {name: values.get(name) for name in sorted(names)})

    def _value(self, key: str, text: str) -> object:
        if key == "example":
            return example_index_of(text)
        if key == "model" or (key == "head" and text == self.MEAN):
            return text
        return self.READERS[key].read(text)


class LikenessReader:
    """Two parts with `~` between; the second one may be a picture, as a link names it."""

    form: ClassVar[object] = LikenessParts

    FORMS = "class, pooled, patches, query, region.NUMBER"
    PART = re.compile(rf"class|pooled|patches|query|region\.[0-{MOST_REGIONS - 1}]")
    PICTURE = re.compile("(example|scene|own):[A-Za-z0-9:_-]{1,60}")

    def read(self, text: str) -> LikenessParts:
        """The parts; which of them a model and a page have is not known here."""
        of, _, to = text.partition("~")
        if not self.PART.fullmatch(of) or not (
            self.PART.fullmatch(to) or self.PICTURE.fullmatch(to)
        ):
            raise ValueError(f"{text!r} is not two parts of {self.FORMS} with ~ between")
        return {"of": of, "to": to}


class ClipReader:
    """A film: `pan` over the view's picture, or `own-` with the letters of one that was opened."""

    form: ClassVar[object] = str

    def read(self, text: str) -> str:
        """The word itself."""
        if not re.fullmatch("pan|own-[A-Za-z0-9_-]{16}", text):
            raise ValueError(f"{text!r} is neither pan nor the name of a film")
        return text


class SizesReader:
    """The six sizes of a model of one's own, with `,` between."""

    form: ClassVar[object] = TrialSizes

    def read(self, text: str) -> TrialSizes:
        """The sizes, each within its range."""
        texts = text.split(",")
        if len(texts) != len(SIZES_OF_MODEL):
            raise ValueError(f"{text!r} is not the {len(SIZES_OF_MODEL)} sizes of a model")
        sizes: dict[str, object] = {}
        for (name, parameter), one in zip(SIZES_OF_MODEL.items(), texts, strict=True):
            try:
                sizes[name] = cast(Reader, parameter).read(one)
            except ValueError as error:
                raise ValueError(f"{name} {error}") from None
        return cast(TrialSizes, sizes)


class ChangeReader:
    """A part of a changed pass, as the routes take it: see `Intervention.parse`."""

    def __init__(self, name: str) -> None:
        """`name` is that of the field."""
        self.name = name

    def read(self, text: str) -> Intervention:
        """The change of this field alone."""
        return Intervention.parse({self.name: text})
