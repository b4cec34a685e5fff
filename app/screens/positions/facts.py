"""The Positions screen: position embeddings of a model, and its patch filters."""

import torch
from torch import Tensor

import vit
from app.engine.engine import Engine
from app.engine.input_sizes import LARGEST_GRID
from app.engine.recorded import Recorded
from app.wire.forms_positions import PositionFacts, RotaryFacts, ScoreShares
from app.wire.limits import LARGEST_PATCH, SMALLEST_PATCH
from app.wire.lists import matrix, vector
from vit.anatomy.score_parts import PARTS, ScoreParts
from vit.pictures.images import InputError

COMPONENTS = 6  # principal components of the positions that the page shows
LARGEST_STORED = 2304  # positions of a stored table, 48 x 48, whose cosines the page can hold
LONGEST_AXIS = 4096  # patches of a side of the largest grid of the page
NO_POSITIONS = "This model adds no position embeddings to its patches."
ROTARY = (
    "This model adds no position embeddings to its patches: it turns queries and keys by where "
    "they lie (rotary positions)."
)
NO_ROTARY = "This model has no rotary positions."
NO_TABLE = "Sinusoidal positions follow a formula: there is no stored table."


def stored(model: vit.ViT) -> vit.ViT:
    """The model at the grid whose position embeddings are stored."""
    return model.at_grid(*model.config.stored_grid)


def facts(recorded: Recorded) -> PositionFacts:
    """What the page needs to draw a model's position embeddings on any grid."""
    model, config = recorded.model, recorded.trace.config
    rows, cols = config.stored_grid
    known: PositionFacts = {
        "kind": config.positions,
        "refusal": refusal(config),
        "stored": (rows, cols),
        "resampling": config.resampling,
        "norms": [],
        "prefix": [],
        "shares": [],
        "rotary": _rotary_facts(recorded),
        "axis": vector(vit.sinusoidal_similarity(_longest(config), config.width)),
    }
    if known["refusal"]:
        return known
    if config.positions == "learned":
        known["norms"] = vector(vit.position_norms(stored(model)).flatten())
        lengths = vector(vit.prefix_positions(model).square().sum(dim=1).sqrt())
        pairs = zip(config.prefix_names, lengths, strict=True) if config.prefix_positions else ()
        known["prefix"] = [{"name": name, "norm": norm} for name, norm in pairs]
    known["shares"] = vector(vit.position_components(model, COMPONENTS)[1])
    return known


def refusal(config: vit.ViTConfig) -> str | None:
    """Why there are no position embeddings to draw; None where there are."""
    rows, cols = config.stored_grid
    if config.positions not in ("learned", "sinusoidal"):
        return ROTARY if config.rope else NO_POSITIONS
    if config.positions == "learned" and rows * cols > LARGEST_STORED:
        return (
            f"The table of {rows} × {cols} positions is too large for this page, which holds "
            f"{LARGEST_STORED}: use vit.position_similarity."
        )
    return None


def _rotary_facts(recorded: Recorded) -> RotaryFacts | None:
    config = recorded.trace.config
    if config.rope is None:
        return None
    mixed = config.rope.kind == "mixed"
    return {
        "kind": config.rope.kind,
        "layers": config.depth if mixed else 1,
        "heads": config.heads if mixed else 1,
        "pairs": config.head_width // 2,
    }


def rotary(recorded: Recorded, layer: int, rows: int, cols: int) -> tuple[Tensor, Tensor]:
    """Rotary positions on a grid: similarity [H or 1,2,P] and steps [H or 1,2,K/2].

    Similarity with the first and with the last patch of the first row, from which that of every
    pair follows; the radians by which one patch down and one to the right turn each pair.
    """
    config = recorded.trace.config
    if config.rope is None:
        raise InputError(NO_ROTARY)
    if layer >= config.depth or not 0 < rows * cols <= LARGEST_GRID:
        raise InputError(
            f"Layer {layer + 1} and {rows} × {cols} patches are not possible: use one of "
            f"{config.depth} layers and at most {LARGEST_GRID} patches."
        )
    model = recorded.model.at_grid(rows, cols)
    directions = vit.rope_directions(model, layer)
    alike = directions[:, [0, cols - 1]] @ directions.mT
    turns = vit.rope_angles(model, layer).sum(dim=0)
    steps = [turns[:, place] - turns[:, 0] for place in (cols % (rows * cols), 1 % cols)]
    return alike, torch.stack(steps, dim=1)


def _longest(config: vit.ViTConfig) -> int:
    """Entries of the sinusoidal axis: more than any grid of the page has rows or columns."""
    return min(LONGEST_AXIS, 2 * max(64, config.grid.rows, config.grid.cols))


def table(recorded: Recorded) -> tuple[Tensor, Tensor]:
    """Cosines [P,P] of the stored positions, and [prefix,P] of the prefix tokens' with them."""
    config = recorded.trace.config
    reason = refusal(config) or (None if config.positions == "learned" else NO_TABLE)
    if reason:
        raise InputError(reason)
    own = stored(recorded.model)
    patches = own.config.grid.patches
    prefix = vit.prefix_similarity(own).view(-1, patches)
    cosines = vit.position_similarity(own).view(patches, patches)
    return cosines, prefix if config.prefix_positions else prefix[:0]


def components(recorded: Recorded) -> Tensor:
    """Maps [n,P] of the positions' principal components on the grid in use."""
    reason = refusal(recorded.trace.config)
    if reason:
        raise InputError(reason)
    return vit.position_components(recorded.model, COMPONENTS)[0].flatten(1)


def parts(engine: Engine, recorded: Recorded) -> ScoreParts:
    """Queries and keys of the first layer by content and by position."""
    pixels = engine.prepared(recorded.key).pixels
    try:
        with engine.store.forward(recorded.model):
            return vit.score_parts(recorded.model, pixels)
    except ValueError as error:
        raise InputError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from error


def shares(engine: Engine, recorded: Recorded) -> ScoreShares:
    """Names of the parts and their shares [H,4] of each head."""
    try:
        of_heads = vit.part_shares(parts(engine, recorded), recorded.trace.grid.prefix)
    except InputError as error:
        return {"parts": PARTS, "shares": [], "refusal": str(error)}
    return {"parts": PARTS, "shares": matrix(of_heads), "refusal": None}


def filters(engine: Engine, recorded: Recorded, patch: int) -> tuple[Tensor, Tensor, Tensor]:
    """Shares [n], colours [n,p,p,3] and responses [n,rows,cols] of the filters at a patch size.

    InputError for a size that the page does not offer or that is larger than the input.
    """
    pixels = engine.prepared(recorded.key).pixels
    largest = min(LARGEST_PATCH, *pixels.shape[-2:])
    if not SMALLEST_PATCH <= patch <= largest:
        raise InputError(
            f"Patch size {patch} px is not possible here: use {SMALLEST_PATCH} to {largest}."
        )
    with engine.store.forward(recorded.model), torch.no_grad():
        resized = recorded.model.at_size((patch, patch), patch)
        components, variance = vit.filter_components(resized)
        responses = vit.filter_responses(components, pixels.to(components))
    return variance, vit.filter_colours(components), responses
