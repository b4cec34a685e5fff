"""The words of what a person chooses on the screens; those of a map are in view_state.py."""

from typing import Literal

By = Literal["hand"]  # who chose the model where it is the one that the picture opens with
Screen = Literal[
    "explore", "explain", "compare", "positions", "heads", "learn", "card", "film", "teach"
]
Cells = Literal["maps", "entropy", "distance", "prefix", "weights"]

ExplainSection = Literal["maps", "laboratory", "matter"]
Contrast = Literal["map", "uniform"]
Fusion = Literal["mean", "max", "min", "head"]
CompareKind = Literal[
    "attention",
    "start",
    "rollout",
    "relevance",
    "sinks",
    "colours",
    "similarity",
    "matches",
    "norms",
    "foreground",
    "segments",
]

PositionsSection = Literal["tiles", "lab", "filters", "paper"]
PositionTable = Literal["learned", "rotary", "sinusoidal"]
PositionSwap = Literal["zero", "shuffle", "shift"]
LabMap = Literal["rollout", "attention"]

HeadsSection = Literal["statistics", "finder", "interventions", "depth"]
HeadFigure = Literal["distance", "entropy", "prefix", "sink", "outlier", "row", "column", "near"]
Brush = Literal["look", "hidden", "blanked"]
Worth = Literal["class", "heads", "patches"]
DepthFilm = Literal["lens", "field", "ratio"]
LensRead = Literal["logit", "probability"]

FilmOverlay = Literal["attention", "similarity"]
FilmCourse = Literal["near", "spread", "change"]

LearnSection = Literal["cards", "build", "diagram", "glossary"]
CardName = Literal[
    "patches",
    "projection",
    "positions",
    "class_token",
    "block",
    "query_key_value",
    "dot_product",
    "heads",
    "depth",
    "layer_norm",
    "limits",
    "patch_size",
    "features",
    "sinks",
    "teaching",
]
