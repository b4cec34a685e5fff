"""Settings of the program, and which picture and model a page shows."""

import argparse
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NoReturn, Self

from app import option_readers
from app.machine_cores import cores
from app.machine_memory import machine_memory
from app.parameters import Switch, Whole, Word
from vit.framing import AS_MODEL, Framing
from vit.pictures.levels import LevelChoice

DType = Literal["float32", "bfloat16"]
Log = Literal["none", "words", "json"]

Reader = Callable[[str], object]
LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1")  # which other machines do not reach
LOCAL_NAMES = (*LOCAL_HOSTS, "*.localhost")  # which a browser looks for on its own machine alone
MIB, GIB = 2**20, 2**30


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
    parts = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,6})?) ?(MiB|GiB)", text)
    if not parts or not float(parts[1]):
        raise ValueError(f"{text!r} is not an amount of memory such as 1.5GiB or 512MiB")
    return int(float(parts[1]) * {"MiB": MIB, "GiB": GIB}[parts[2]])


class _Parser(argparse.ArgumentParser):
    """An argument parser whose complaint is one sentence, without the usage before it."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{message} (python app.py --help lists the options).\n")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How the program runs.

    `threads` is for models of 5 million parameters and more: smaller ones run fastest on one.
    `memory` in bytes bounds all that is kept together: models, recorded passes, pictures;
    `max_download` the weights of a checkpoint that a page has fetched. `hosts` are names by which
    it is reached, `framed_by` origins whose pages may hold it in a frame. A `public` program is
    open to people whom its owner does not know. `log` and `metrics` are for its operator.
    `upload_disk` bounds the files that visitors sent.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    device: str = "auto"
    dtype: DType = "float32"
    model: str = "embedded"
    labels: str = ""
    threads: int = min(cores(), 4)
    memory: int = machine_memory() // 2
    max_download: int = 4_000_000_000
    upload_disk: int = 4 * GIB
    max_pixels: int = 50_000_000
    concurrency: int = 32
    queue: int = 256
    hosts: tuple[str, ...] = ()
    framed_by: tuple[str, ...] | None = None
    public: bool = False
    log: Log = "none"
    metrics: bool = False

    @property
    def is_local(self) -> bool:
        """Whether no other machine reaches the program: whoever sees a page runs it."""
        return self.host in LOCAL_HOSTS and not self.public

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        """Names to which the program answers: those given and its own; any where none was given."""
        if not self.hosts:
            return ("*",)
        return (*self.hosts, *(LOCAL_NAMES if self.host in LOCAL_HOSTS else (self.host.lower(),)))

    @property
    def frames(self) -> tuple[str, ...]:
        """Origins whose pages may hold it in a frame, beside its own."""
        if self.framed_by is None:
            return () if self.public else ("*",)
        return self.framed_by

    @property
    def largest_record(self) -> int:
        """Bytes of the largest record that is offered: four of them fit into the memory."""
        return self.memory // 4

    @classmethod
    def parse(cls, argv: Sequence[str], environ: Mapping[str, str]) -> Self:
        """Settings from the command line (without the program's name), else from VIT_<OPTION>.

        A wrong value or option ends the program as argparse does: one sentence on standard
        error and exit status 2; --help prints the options and ends it with 0.
        """
        parser = _Parser(prog="python app.py", description="Look into a Vision Transformer.")
        for name, (reader, description) in OPTIONS.items():
            alone: dict[str, Any] = {"nargs": "?", "const": "1"} if reader == SWITCH else {}
            option = f"--{name.replace('_', '-')}"
            parser.add_argument(option, metavar="VALUE", help=description, **alone)
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


SWITCH = Switch().read

OPTIONS: dict[str, tuple[Reader, str]] = {
    "host": (_name, "address to listen on (default: 127.0.0.1, this machine only)"),
    "port": (Whole(0, 65535).read, "port to listen on, 0 for any free one (default: 7860)"),
    "device": (_device, "auto, cpu, cuda or cuda:N (default: auto, a GPU when there is one)"),
    "dtype": (Word.of(DType).read, "float32 or bfloat16 (default: float32)"),
    "model": (
        _name,
        "a name of timm's, hf-hub:organisation/name, local-dir:folder, a file of weights or "
        "timm_name=file (default: embedded)",
    ),
    "labels": (
        _name,
        "file with the class names of the model: text with one a line, CSV, or JSON as id2label "
        "(default: those that come with the model, else numbers)",
    ),
    "threads": (Whole(1, 1024).read, "processor threads of a large model (default: 4 at most)"),
    "memory": (
        _memory,
        "memory for all that is kept: checkpoints, recorded passes, pictures; what is being "
        "computed comes on top (default: half of the machine's or the container's)",
    ),
    "max_download": (
        option_readers.download,
        "largest weights that a page may have fetched; those of --model may be larger "
        "(default: 4GB)",
    ),
    "upload_disk": (
        _memory,
        "disk for the files that visitors send, in the folder for temporary files, which TMPDIR "
        "names; 1 GiB of it always stays free (default: 4GiB)",
    ),
    "max_pixels": (Whole(1, 178_000_000).read, "pixels of the largest upload (default: 50000000)"),
    "concurrency": (Whole(1, 256).read, "events of pages worked on at the same time (default: 32)"),
    "queue": (Whole(1, 10_000).read, "events of pages that may wait (default: 256)"),
    "hosts": (
        option_readers.hosts,
        "names by which it is reached, with commas between, beside those of its own machine "
        "(default: any)",
    ),
    "framed_by": (
        option_readers.origins,
        "origins whose pages may hold it in a frame, with commas between, any or self (default: "
        "any, self where it is public)",
    ),
    "public": (
        SWITCH,
        "for people whom you do not know: --hosts must be given, the model is no file of this "
        "machine, and sentences name nothing of it (default: off)",
    ),
    "log": (
        Word.of(Log).read,
        "a line for each long work on standard error: none, words or json (default: none)",
    ),
    "metrics": (SWITCH, "serve /metrics, for Prometheus (default: off)"),
}


@dataclass(frozen=True)
class Selection:
    """What a person looks at: a picture, a checkpoint, a frame, a patch size, an input size.

    `side` is that of a square input in px; None leaves what is the checkpoint's own. `expects` are
    the first digits of a picture that its owner has to open again, with the grey `levels` that a
    link says, in whose place this one stands. A checkpoint that was chosen `by_hand` stays when
    another picture is opened.
    """

    picture: str
    checkpoint: str
    patch: int | None = None
    framing: Framing = AS_MODEL
    side: int | None = None
    expects: str = ""
    by_hand: bool = False
    levels: LevelChoice = "auto"
