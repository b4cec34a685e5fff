"""Limits that the server and the page both hold to; each is written here alone."""

from vit.anatomy.patch_filters import PAPER
from vit.teaching.teach import EACH, FEWEST, MOST

EAGER_LIMIT = 8_000_000  # bytes of queries and keys up to which the page fetches every layer
FUSED_LIMIT = 800  # tokens: above, a fused map is too large to send and rollout stays here
SMALLEST_PATCH, LARGEST_PATCH = 2, 64  # px of the kernels that a page may ask for
FILTER_COMPONENTS = PAPER  # principal components of the patch filters; fewer in a narrow model
MODEL_SIZES: dict[str, tuple[int, int]] = {  # of a model that a visitor sizes and trains
    "image": (32, 512),  # px
    "patch": (2, 64),  # px
    "width": (16, 1536),
    "heads": (1, 24),
    "depth": (1, 32),  # layers
}
MLP_RATIO = (0.5, 8.0)
TRAINING_SECONDS = (30, 300)
LONG_PASS = 2000  # tokens: above, a slider computes a pass only where it is let go
MOST_PINS = 4  # heads in colours on one picture
MASS = (10, 95)  # percent of a head's map that its colour covers
MOST_REGIONS = 4  # drawn on one picture
MOST_NEURONS = 50  # that a test-time register takes over
SEGMENTS = (2, 12)  # of k-means
CUT_LIMIT = 3000  # patches: above, their normalised cut needs more memory than a page may take
FEWEST_FRAMES, USUAL_FRAMES = 2, 16  # of a film that are computed
MOST_PAIRS = 200  # matches that are drawn between two pictures
PRESENT = 0.5  # probability from which a model of several answers names a class

TEACH_CLASSES = (FEWEST, MOST)
TEACH_PICTURES = 400  # of a visit: twenty of each of twenty classes
TEACH_NAME = 40  # letters of a class

LIMITS: dict[str, float | tuple[int, int] | dict[str, tuple[float, float]]] = {  # in limits.js
    "fusedTokens": FUSED_LIMIT,
    "present": PRESENT,
    "segments": SEGMENTS,
    "mostPins": MOST_PINS,
    "mass": MASS,
    "cutPatches": CUT_LIMIT,
    "mostRegions": MOST_REGIONS,
    "mostNeurons": MOST_NEURONS,
    "longPass": LONG_PASS,
    "pairs": MOST_PAIRS,
    "filterPatch": (SMALLEST_PATCH, LARGEST_PATCH),
    "filterComponents": FILTER_COMPONENTS,
    "teachClasses": TEACH_CLASSES,
    "teachEach": EACH,
    "teachPictures": TEACH_PICTURES,
    "teachName": TEACH_NAME,
    "modelSizes": {**MODEL_SIZES, "mlp_ratio": MLP_RATIO},
}
