"""Readers of options: names by which the program is reached, and the size of a download."""

import re


def hosts(text: str) -> tuple[str, ...]:
    """Names of hosts with commas between, in small letters; `*.name` is all below one."""
    names = tuple(name.strip().lower() for name in text.split(","))
    for name in names:
        if not re.fullmatch(r"(\*\.)?[a-z0-9]([a-z0-9._-]{0,250}[a-z0-9])?|[0-9a-f:]{2,45}", name):
            raise ValueError(
                f"{name!r} is no name of a host: use names with commas between, as "
                "vit.example.org,*.example.net"
            )
    return names


def origins(text: str) -> tuple[str, ...]:
    """Origins with commas between; none for `self`, and `*` for `any`."""
    if text.strip() in ("self", "any"):
        return () if text.strip() == "self" else ("*",)
    names = tuple(one.strip().lower() for one in text.split(","))
    for one in names:
        if not re.fullmatch(r"https?://(\*\.)?[a-z0-9.-]{1,253}(:[0-9]{1,5}|:\*)?", one):
            raise ValueError(
                f"{one!r} is no origin: use self, any, or origins with commas between, as "
                "https://huggingface.co"
            )
    return names


def download(text: str) -> int:
    """The size of a download, as bytes: of 10^6 and 10^9, as checkpoints are listed."""
    parts = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,6})?) ?(MB|GB)", text)
    if not parts:
        raise ValueError(f"{text!r} is not the size of a download such as 4GB or 500MB")
    return int(float(parts[1]) * {"MB": 1_000_000, "GB": 1_000_000_000}[parts[2]])
