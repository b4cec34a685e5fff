"""What was asked for: of the program when it starts, and of the page while it runs."""

import argparse
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal, NoReturn, Self, get_args

from vit.figures.look import Colormap
from vit.framing import AS_MODEL, Framing

Method = Literal["attention", "rollout", "class", "features", "positions"]
Feature = Literal["colours", "similarity", "norms"]
Direction = Literal["from", "to"]
Scale = Literal["uniform", "map", "shared"]
DType = Literal["float32", "bfloat16"]

Reader = Callable[[str], object]
MIB, GIB = 2**20, 2**30


def _whole(low: int, high: int) -> Reader:
    """Reader of a whole number within low..high, ends included."""

    def read(text: str) -> int:
        # int() also takes "1_000", " 7" and the digits of other scripts: a setting does not.
        value = int(text) if re.fullmatch(r"-?[0-9]{1,18}", text) else None
        if value is None or not low <= value <= high:
            raise ValueError(f"{text!r} is not a whole number from {low} to {high}")
        return value

    return read


def _one_of(words: object) -> Reader:
    """Reader of one of the words of a Literal type."""
    known = get_args(words)

    def read(text: str) -> str:
        if text not in known:
            raise ValueError(f"{text!r} is none of {', '.join(known)}")
        return text

    return read


def _switch(text: str) -> bool:
    """Reader of 0 or 1."""
    if text not in ("0", "1"):
        raise ValueError(f"{text!r} is neither 0 nor 1")
    return text == "1"


def _index_or(word: str) -> Reader:
    """Reader of an index from 0 on, or of the word that stands for none in particular."""
    index = _whole(0, 10**6)

    def read(text: str) -> object:
        try:
            return None if text == word else index(text)
        except ValueError:
            raise ValueError(f"{text!r} is neither {word} nor an index from 0 on") from None

    return read


def _name(text: str) -> str:
    """Reader of any text but an empty one."""
    if not text.strip():
        raise ValueError("an empty text is no name")
    return text


def _device(text: str) -> str:
    """Reader of auto, cpu, cuda or one of several GPUs."""
    if not re.fullmatch(r"auto|cpu|cuda(:[0-9]{1,3})?", text):
        raise ValueError(f"{text!r} is none of auto, cpu, cuda, cuda:0, cuda:1, ...")
    return text


def _memory(text: str) -> int:
    """Reader of an amount of memory, as bytes."""
    found = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,6})?) ?(MiB|GiB)", text)
    if not found or not float(found[1]):
        raise ValueError(f"{text!r} is not an amount of memory such as 1.5GiB or 512MiB")
    return int(float(found[1]) * {"MiB": MIB, "GiB": GIB}[found[2]])


def cores() -> int:
    """Processor cores that this process may use, which may be fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Parser(argparse.ArgumentParser):
    """An argument parser whose complaint is one sentence, without the usage before it."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{message} (python app.py --help lists the options).\n")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How the program runs.

    `threads` is for models of 5 million parameters and more: smaller ones run fastest on one.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    device: str = "auto"
    dtype: DType = "float32"
    model: str = "embedded"
    threads: int = min(cores(), 4)
    trace_cache: int = GIB
    model_cache: int = 4 * GIB
    max_pixels: int = 50_000_000
    concurrency: int = 2
    queue: int = 64

    @classmethod
    def parse(cls, argv: Sequence[str], environ: Mapping[str, str]) -> Self:
        """Settings from the command line (without the program's name), else from VIT_<OPTION>.

        A wrong value or option ends the program as argparse does: one sentence on standard
        error and exit status 2; --help prints the options and ends it with 0.
        """
        parser = _Parser(prog="python app.py", description="Look into a Vision Transformer.")
        for name, (_, told) in OPTIONS.items():
            parser.add_argument(f"--{name.replace('_', '-')}", metavar="VALUE", help=told)
        named = vars(parser.parse_args(argv))
        values: dict[str, Any] = {}
        for name, (read, _) in OPTIONS.items():
            variable = f"VIT_{name.upper()}"
            source = variable if named[name] is None else f"--{name.replace('_', '-')}"
            text = environ.get(variable) if named[name] is None else named[name]
            try:
                values |= {} if text is None else {name: read(text)}
            except ValueError as error:
                parser.error(f"{source}: {error}")
        return cls(**values)


OPTIONS: dict[str, tuple[Reader, str]] = {
    "host": (_name, "address to listen on (default: 127.0.0.1, this machine only)"),
    "port": (_whole(0, 65535), "port to listen on, 0 for any free one (default: 7860)"),
    "device": (_device, "auto, cpu, cuda or cuda:N (default: auto, a GPU when there is one)"),
    "dtype": (_one_of(DType), "float32 or bfloat16 (default: float32)"),
    "model": (
        _name,
        "a name of timm's, hf-hub:organisation/name, local-dir:folder or timm_name=file "
        "(default: embedded)",
    ),
    "threads": (_whole(1, 1024), "processor threads of a large model (default: 4 at most)"),
    "trace_cache": (_memory, "memory for recorded passes (default: 1GiB)"),
    "model_cache": (_memory, "memory for loaded checkpoints (default: 4GiB)"),
    "max_pixels": (_whole(1, 178_000_000), "pixels of the largest upload (default: 50000000)"),
    "concurrency": (_whole(1, 64), "requests worked on at the same time (default: 2)"),
    "queue": (_whole(1, 10_000), "requests that may wait (default: 64)"),
}


@dataclass(frozen=True)
class Selection:
    """What a person looks at: a picture, a checkpoint, a frame, a patch size, an input size.

    `side` is that of a square input in px; None leaves what is the checkpoint's own.
    """

    picture: str
    checkpoint: str
    patch: int | None = None
    framing: Framing = AS_MODEL
    side: int | None = None


@dataclass(frozen=True, kw_only=True)
class ViewState:
    """How a person looks at it: everything a figure's caption states.

    `layer` and `end` count from 0; `head` None is the mean of all heads; `query` None is the
    layout's own start vector (the class token, or the mean of patches); `end` None is the last
    layer that the rollout goes up to; `opacity` is in percent; `target` is the class of the method
    `class`; `feature` is what the method `features` shows, after `depth` layers (None: all).
    """

    method: Method = "attention"
    layer: int = 0
    head: int | None = None
    query: int | None = None
    direction: Direction = "from"
    scale: Scale = "uniform"
    root: bool = False
    colormap: Colormap = "inferno"
    opacity: int = 82
    smooth: bool = False
    grid: bool = False
    end: int | None = None
    target: int | None = None
    feature: Feature = "colours"
    depth: int | None = None

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> Self:
        """State from the fields of a query string; a field left out has its default.

        Raises ValueError, one sentence, for an unknown field or a wrong value.
        """
        known = [field.name for field in fields(cls)]
        values: dict[str, Any] = {}
        for name, text in query.items():
            if name not in known:
                raise ValueError(f"{name!r} is no setting of a view: use {', '.join(known)}.")
            try:
                values[name] = VIEW_READERS[name](text)
            except ValueError as error:
                raise ValueError(f"{name}: {error}.") from None
        return cls(**values)

    def check(self, *, layers: int, heads: int, tokens: int) -> None:
        """Raise ValueError, one sentence, when an index is not there in a model of this shape."""
        shape = {"layer": layers, "end": layers, "head": heads, "query": tokens}
        shape["depth"] = layers + 1  # the embedding, and what each layer leaves
        for name, count in shape.items():
            value: int | None = getattr(self, name)
            if value is not None and not 0 <= value < count:
                raise ValueError(f"{name}: {value} is not there, choose one from 0 to {count - 1}.")


VIEW_READERS: dict[str, Reader] = {
    "method": _one_of(Method),
    "layer": _whole(0, 10**6),
    "head": _index_or("mean"),
    "query": _index_or("default"),
    "direction": _one_of(Direction),
    "scale": _one_of(Scale),
    "root": _switch,
    "colormap": _one_of(Colormap),
    "opacity": _whole(0, 100),
    "smooth": _switch,
    "grid": _switch,
    "end": _whole(0, 10**6),
    "target": _whole(0, 10**6),
    "feature": _one_of(Feature),
    "depth": _whole(0, 10**6),
}
