"""Links for tests: a sample of every fact, what refuses each field, and an engine to open them."""

import base64
from collections.abc import Iterable

import vit
from app.engine.engine import Engine
from app.screens.explore.link import explore_link
from app.screens.explore.view import Explored
from app.settings import Settings


def base64url(packed: bytes) -> str:
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def bits(numbers: Iterable[int]) -> str:
    numbers = list(numbers)
    packed = bytearray(max(numbers) // 8 + 1)
    for number in numbers:
        packed[number >> 3] |= 1 << (number & 7)
    return base64url(bytes(packed))


LASSO = base64url(bytes([0x00, 0x00, 0x00, 0xFF, 0xF0, 0x00, 0x80, 0x0F, 0xFF]))
BLOCK = base64url(bytes([0x00, 0x00, 0x00, 0x80, 0x0F, 0xFF]))

# Field -> a text of it, and what the page gets. The target is a class once a model is known.
SAMPLES: dict[str, tuple[str, object]] = {
    "screen": ("heads", "heads"),
    "method": ("rollout", "rollout"),
    "layer": ("5", 5),
    "head": ("mean", None),
    "query": ("144", 144),
    "place": ("0.53,-0.21", [0.53, -0.21]),
    "direction": ("to", "to"),
    "target": ("7", {"index": 7, "name": "class 7"}),
    "scale": ("map", "map"),
    "root": ("1", True),
    "colormap": ("grey", "grey"),
    "opacity": ("40", 40),
    "smooth": ("1", True),
    "grid": ("0", False),
    "cells": ("entropy", "entropy"),
    "feature": ("norms", "norms"),
    "axes": ("layers", "layers"),
    "coding": ("rgb", "rgb"),
    "depth": ("6", 6),
    "facet": ("value", "value"),
    "facet_head": ("5", 5),
    "threshold": ("0.375", 0.375),
    "inside": ("component", "component"),
    "segments": ("7", 7),
    "segments_by": ("cut", "cut"),
    "end": ("3", 3),
    "regions": (
        f"block:{BLOCK};lasso:{LASSO}",
        [
            {"kind": "block", "top": 0.0, "bottom": 1.0, "left": 0.0, "right": 2048 / 4095},
            {"kind": "lasso", "points": [[0.0, 0.0], [1.0, 0.0], [2048 / 4095, 1.0]]},
        ],
    ),
    "chosen_region": ("1", 1),
    "blend": ("1", True),
    "pins": ("5.0-0.3", [[5, 0], [0, 3]]),
    "mass": ("95", 95),
    "explain": ("laboratory", "laboratory"),
    "likeness": ("class~own:0123456789ab", {"of": "class", "to": "own:0123456789ab"}),
    "against": ("19", 19),
    "shuffled": ("1", True),
    "explained": ("legrad", "legrad"),
    "contrast": ("uniform", "uniform"),
    "residual": ("0.25", 0.25),
    "discard": ("0.95", 0.95),
    "start": ("2", 2),
    "leave_out": ("1", True),
    "fusion": ("head", "head"),
    "kind": ("start", "start"),
    "match_facet": ("key", "key"),
    "match_depth": ("3", 3),
    "pairs": ("12", 12),
    "source": ("2", 2),
    "columns": (
        "patch:12,layer:5,head:mean;model:embedded,example:two-2,height:48,width:96,head:3;"
        "own:0123456789ab,facet:key",
        [
            {"patch": 12, "layer": 5, "head": "mean"},
            {"checkpoint": "embedded", "example": 1, "height": 48, "width": 96, "head": 3},
            {"own": "0123456789ab", "facet": "key"},
        ],
    ),
    "positions": ("lab", "lab"),
    "table": ("sinusoidal", "sinusoidal"),
    "sheet": ("12x16", [12, 16]),
    "turn": ("5.2", [5, 2]),
    "swap": ("shuffle", "shuffle"),
    "seed": ("1000", 1000),
    "lab_map": ("attention", "attention"),
    "filter": ("27", 27),
    "filter_patch": ("64", 64),
    "heads": ("finder", "finder"),
    "figure": ("sink", "sink"),
    "descending": ("1", True),
    "without": ("1", True),
    "registers": ("3", 3),
    "tag": ("local", "local"),
    "mask": (
        f"lasso:{LASSO}",
        {"kind": "lasso", "points": [[0.0, 0.0], [1.0, 0.0], [2048 / 4095, 1.0]]},
    ),
    "only": ("1", True),
    "brush": ("blanked", "blanked"),
    "worth": ("patches", "patches"),
    "film": ("ratio", "ratio"),
    "read": ("logit", "logit"),
    "branch": ("1", 1),
    "at": ("0", 0),
    "clip": ("own-k3Jd9_aQx-0AzZ12", "own-k3Jd9_aQx-0AzZ12"),
    "frames": ("32", 32),
    "moment": ("63", 63),
    "followed": ("12,0.25,0.5", [12, 0.25, 0.5]),
    "over": ("similarity", "similarity"),
    "course": ("change", "change"),
    "learn": ("glossary", "glossary"),
    "card": ("limits", "limits"),
    "sizes": (
        "48,8,96,4,4,2.5",
        {"image": 48, "patch": 8, "width": 96, "heads": 4, "depth": 4, "mlp_ratio": 2.5},
    ),
}
COLUMN = dict.fromkeys(
    ("checkpoint", "patch", "height", "width", "example", "own", "facet", "layer", "head")
)

# Field=text that is refused, each for a reason of its own: by its reader, or by the view.
BROKEN = [
    "picture=example:nobody",
    "picture=example:99",
    "picture=example:",
    "picture=own:0123",
    "picture=own:" + "a" * 64,
    "picture=own:0123456789AB",
    "picture=scene:magic:1",
    "picture=scene:one:-1",
    "picture=scene:one:1:31",
    "picture=scene:one:1:1025",
    "picture=scene:one:1:480:2",
    "picture=/etc/passwd",
    "model=local-dir:/etc",
    "model=vit_base_patch16_224=x.pth",
    "model=given:mine",
    "model=trained:abc",
    "model=Own ViT: of somebody (abc)",
    "model=resnet18",
    "model=vit_bas_patch16_224",
    "model=../..",
    "model=",
    "patch=0",
    "patch=7",
    "patch=1e1",
    "side=95",
    "side=100000",
    "fit=stretch",
    "down=2",
    "right=nan",
    "right=1e-3",
    *(f"{name}=magic" for name in SAMPLES if name != "columns"),
    *(f"{name}=" for name in SAMPLES if name != "columns"),
    *(f"{name}=6" for name in ("layer", "head", "end", "start", "facet_head")),
    *(f"{name}=7" for name in ("depth", "match_depth")),
    "pairs=201",
    "source=4",
    *(f"{name}=20" for name in ("target", "against")),
    "query=145",
    "registers=51",
    "place=1,2,3",
    "place=0.1,4.5",
    "opacity=101",
    "threshold=1.01",
    "segments=1",
    "segments=13",
    "columns=" + ";" * 4,
    "columns=patch:0",
    "columns=colour:red",
    "columns=patch:8,patch:8",
    "columns=layer:6",
    "columns=example:nobody",
    "columns=own:0123",
    "columns=facet:magic",
    "columns=model:local-dir:/etc",
    "columns=model:resnet18",
    "sheet=65x2",
    "turn=0.0",  # the model turns nothing
    "filter=64",
    "mask=block:0.12.0.1",
    "mask=block:3.2.0.1",
    "mask=object:2",
    "mask=lasso:AAA",
    "mask=lasso:" + "A" * 4 * 81,
    "mask=lasso:A+==",
    f"regions={';'.join([f'block:{BLOCK}'] * 5)}",
    f"regions=block:{LASSO}",
    f"regions=block:{BLOCK[4:]}{BLOCK[:4]}",
    "regions=lasso:AAA",
    "regions=object:1",
    "likeness=class",
    "likeness=class~cat",
    "likeness=class~region.4",
    "chosen_region=4",
    "mass=9",
    "pins=6.0",
    "pins=0.6",
    "pins=0.1-0.1",
    "pins=0.1-0.2-0.3-0.4-0.5",
    "off=6.0",
    "off=0.6",
    "off=x",
    "off=*6.",
    "off=*0.AQ",
    "off=*6.=",
    "fill=noise",
    "hidden=144",
    "hidden=*",
    "blanked=*" + bits([144]),
    "temperature=4:0",
    "temperature=6:1",
    "sizes=48,8,96,4,4",
    "clip=own-short",
    "frames=1",
    "frames=65",
    "moment=64",
    "followed=1,0.5",
    "followed=1,0.5,1.5",
    "sizes=48,8,96,4,4,9",
]


def engine_of(monkeypatch, model: vit.ViT, **settings) -> Engine:
    """An engine whose every checkpoint is this model."""
    monkeypatch.setattr(vit, "load", lambda key, **_: model, raising=False)
    return Engine(Settings(device="cpu", threads=1, **settings))


def visit_link(engine: Engine, query: dict[str, str], visit: str = "a visit") -> Explored:
    """What a page of this visit shows whose address has this query."""
    return explore_link(engine, query, query, visit)[1]
