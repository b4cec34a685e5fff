"""Pictures of one's own without a page: a file as it is sent, then opened."""

from pathlib import Path

from app.engine.engine import Engine
from app.engine.pictures import open_own


def sent(engine: Engine, path: str | Path, visit: str) -> dict[str, str]:
    """What a page says of a file that it sent."""
    return {"file": engine.uploads.add(visit, Path(path).read_bytes()), "name": Path(path).name}


def open_sent(engine: Engine, path: str | Path, visit: str = "somebody", name: str = "") -> str:
    """Digest of a file that a visit sends and opens, under its own name or another one."""
    file = engine.uploads.add(visit, Path(path).read_bytes())
    return open_own(engine, file, visit, name or Path(path).name)
