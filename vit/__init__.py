"""A Vision Transformer written from scratch that records its attention.

import vit
model = vit.load("embedded")
prepared = vit.prepare(model, vit.read_picture("picture.png"))  # uint8 [height, width, 3]
trace = vit.trace(model, prepared.pixels, prepared.view)
heat = vit.rollout(trace)  # [rows, cols]
"""

import importlib
from typing import TYPE_CHECKING, Any

from vit.anatomy.branch_ratios import branch_ratios
from vit.anatomy.feature_colours import common_axes, feature_colours, feature_places, final_tokens
from vit.anatomy.features import feature_norms, feature_similarity
from vit.anatomy.head_statistics import (
    HeadStatistics,
    attention_distance,
    attention_sinks,
    head_statistics,
    token_norms,
)
from vit.anatomy.head_tags import head_tags
from vit.anatomy.logit_lens import logit_lens, patch_lens, patch_lens_probabilities
from vit.anatomy.patch_filters import filter_colours, filter_components, filter_responses
from vit.anatomy.position_edits import changed_positions
from vit.anatomy.position_similarity import (
    offset_similarity,
    position_components,
    position_directions,
    position_norms,
    position_similarity,
    prefix_positions,
    prefix_similarity,
    sinusoidal_similarity,
)
from vit.anatomy.receptive_field import receptive_field
from vit.anatomy.register_neurons import (
    Outliers,
    RegisterNeuron,
    outlier_tokens,
    register_neurons,
)
from vit.anatomy.rotary_similarity import rope_angles, rope_directions, rope_similarity
from vit.anatomy.score_parts import part_shares, score_parts
from vit.anatomy.test_time_register import with_register
from vit.anatomy.value_weights import value_weighted_attention
from vit.config import Labels, Preprocessing, ViTConfig
from vit.edits import Edits
from vit.framing import Framing, own_shape
from vit.gradient import GradTrace, Target, trace_gradient
from vit.grid import Box, Grid, View
from vit.late import LATE
from vit.loading.checkpoints import CHECKPOINTS
from vit.loading.label_files import read_labels
from vit.maps.ablation import head_ablation, head_importance, token_removal
from vit.maps.changes import FeatureChanges, head_changes, patch_changes
from vit.maps.faithfulness import perturbation_curves
from vit.maps.flow import (
    class_attention,
    holds_mass,
    rollout,
    rollout_stages,
    rollout_tokens,
    start_vector,
)
from vit.maps.head_masks import head_masks, least_overlap, mask_overlap
from vit.maps.left_out import fused_attention, head_attention
from vit.maps.legrad import legrad
from vit.maps.methods import METHODS
from vit.maps.relevance import (
    attention_grad_cam,
    gradient_rollout,
    relevance,
    token_grad_cam,
)
from vit.model import ViT
from vit.origin import Origin
from vit.pictures.film_reading import read_film
from vit.pictures.films import Film, pan_film
from vit.pictures.images import read_picture
from vit.preprocess import Prepared, prepare
from vit.public import public
from vit.scalars import Scalar, cosine_with, feature
from vit.tasks.facet_colours import common_facet_axes, facet_colours, facet_places
from vit.tasks.facets import facet_directions, facet_values
from vit.tasks.follow import follow_patch
from vit.tasks.foreground import (
    Foreground,
    common_parts,
    foreground,
    foreground_parts,
    part_colours,
)
from vit.tasks.matches import Matches, mutual_matches
from vit.tasks.outlines import region_tokens
from vit.tasks.regions import region_attention, region_similarity, region_source
from vit.tasks.segments import agreement, kmeans, normalised_cut, segment_attention, token_cut
from vit.tasks.turned import turned_matches
from vit.teaching.teach import teach
from vit.trace import NoClassifierError, Trace, trace

if TYPE_CHECKING:
    from vit.loading.listed import listed_here
    from vit.loading.live_transformers import from_transformers
    from vit.loading.timm_config import UnsupportedArchitecture
    from vit.loading.timm_folder import save_timm
    from vit.loading.weights import LoadError, from_timm, is_here, load, resolve

__version__ = "0.1.0"

__all__ = [
    "CHECKPOINTS",
    "METHODS",
    "Box",
    "Edits",
    "FeatureChanges",
    "Film",
    "Foreground",
    "Framing",
    "GradTrace",
    "Grid",
    "HeadStatistics",
    "Labels",
    "LoadError",
    "Matches",
    "NoClassifierError",
    "Origin",
    "Outliers",
    "Prepared",
    "Preprocessing",
    "RegisterNeuron",
    "Scalar",
    "Target",
    "Trace",
    "UnsupportedArchitecture",
    "ViT",
    "ViTConfig",
    "View",
    "agreement",
    "attention_distance",
    "attention_grad_cam",
    "attention_sinks",
    "branch_ratios",
    "changed_positions",
    "class_attention",
    "common_axes",
    "common_facet_axes",
    "common_parts",
    "cosine_with",
    "facet_colours",
    "facet_directions",
    "facet_places",
    "facet_values",
    "feature",
    "feature_colours",
    "feature_norms",
    "feature_places",
    "feature_similarity",
    "filter_colours",
    "filter_components",
    "filter_responses",
    "final_tokens",
    "follow_patch",
    "foreground",
    "foreground_parts",
    "from_timm",
    "from_transformers",
    "fused_attention",
    "gradient_rollout",
    "head_ablation",
    "head_attention",
    "head_changes",
    "head_importance",
    "head_masks",
    "head_statistics",
    "head_tags",
    "holds_mass",
    "is_here",
    "kmeans",
    "least_overlap",
    "legrad",
    "listed_here",
    "load",
    "logit_lens",
    "mask_overlap",
    "mutual_matches",
    "normalised_cut",
    "offset_similarity",
    "outlier_tokens",
    "own_shape",
    "pan_film",
    "part_colours",
    "part_shares",
    "patch_changes",
    "patch_lens",
    "patch_lens_probabilities",
    "perturbation_curves",
    "position_components",
    "position_directions",
    "position_norms",
    "position_similarity",
    "prefix_positions",
    "prefix_similarity",
    "prepare",
    "read_film",
    "read_labels",
    "read_picture",
    "receptive_field",
    "region_attention",
    "region_similarity",
    "region_source",
    "region_tokens",
    "register_neurons",
    "relevance",
    "resolve",
    "rollout",
    "rollout_stages",
    "rollout_tokens",
    "rope_angles",
    "rope_directions",
    "rope_similarity",
    "save_timm",
    "score_parts",
    "segment_attention",
    "sinusoidal_similarity",
    "start_vector",
    "teach",
    "token_cut",
    "token_grad_cam",
    "token_norms",
    "token_removal",
    "trace",
    "trace_gradient",
    "turned_matches",
    "value_weighted_attention",
    "with_register",
]

globals().update({name: public(globals()[name]) for name in __all__ if name in globals()})


def __getattr__(name: str) -> Any:
    """Import a name that needs timm on its first use."""
    if name not in LATE:
        raise AttributeError(f"module 'vit' has no name {name!r}")
    return public(getattr(importlib.import_module(LATE[name]), name))
