"""The plan of the library: every room of vit/, lowest first; see house.py."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Room:
    """A folder: the rooms below it, and its files in lines, each with its packages."""

    name: str
    below: str
    files: dict[str, str]


LIBRARY_ROOMS = (
    Room(
        "vit",
        "",
        {
            "grid framing late origin": "",
            "surroundings": "torch",
            "edits derived progress overflow": "torch",
            "config": "",
            "mlp rope resample": "torch",
            "layers pooling": "torch",
            "model": "torch",
            "door": "torch",
            "preprocess": "torch PIL numpy",
            "trace": "torch",
            "scalars": "torch",
            "targets": "torch",
            "gradient": "torch",
            "public": "torch",
        },
    ),
    Room(
        "vit.pictures",
        "",
        {
            "png_chunks jpeg_segments gif_blocks tiff_tags damage": "",
            "pixels_alone": "",
            "levels": "numpy",
            "heic": "PIL",
            "profiles": "PIL numpy",
            "deep_values": "cv2 numpy PIL",
            "to_rgb": "numpy PIL",
            "images": "PIL numpy",
            "films": "cv2 numpy PIL",
            "film_reading": "cv2",
        },
    ),
    Room(
        "vit.maps",
        "vit",
        {
            "streaming": "torch",
            "left_out flow ablation": "torch",
            "relevance faithfulness fidelity": "torch",
            "changes legrad": "torch",
            "methods": "torch",
            "head_masks": "torch",
        },
    ),
    Room(
        "vit.anatomy",
        "vit",
        {
            "cost": "",
            "principal_components": "torch",
            "features patch_filters feature_colours": "torch",
            "position_edits position_similarity rotary_similarity": "torch",
            "score_parts": "torch",
            "head_statistics": "torch",
            "head_tags": "",
            "register_neurons test_time_register": "torch",
            "token_steps one_weight value_weights": "torch",
            "logit_lens receptive_field branch_ratios": "torch",
        },
    ),
    Room(
        "vit.figures",
        "vit",
        {
            "look": "",
            "scale heat group_colours": "numpy",
            "render": "PIL numpy",
            "outline": "numpy matplotlib",
            "figures": "numpy matplotlib",
            "paper": "numpy matplotlib PIL",
            "parts plots sheet": "numpy matplotlib",
        },
    ),
    Room(
        "vit.loading",
        "vit",
        {
            "package_list references shipped families foreign hints": "",
            "labels": "timm",
            "transfer load_error": "huggingface_hub safetensors",
            "bounds": "",
            "label_files": "",
            "numpy_file": "torch numpy",
            "stated": "torch",
            "open_file": "torch numpy safetensors",
            "own_copy finite layouts candidates position_shapes untold": "torch",
            "layout_steps": "torch",
            "layout_jax layout_transformers": "torch",
            "layout_tables": "torch",
            "shapes": "torch",
            "transformers_config": "",
            "hub_errors": "huggingface_hub",
            "hub_cache room": "huggingface_hub",
            "hub": "huggingface_hub",
            "weight_files": "",
            "checkpoints package_errors": "",
            "onnx_file": "numpy",
            "dinov2_onnx": "numpy",
            "packages": "huggingface_hub safetensors",
            "timm_parts timm_rope": "torch timm",
            "timm_rules": "torch timm",
            "timm_config": "torch timm",
            "nearest": "timm",
            "listed": "huggingface_hub",
            "timm_names timm_state": "torch timm",
            "live": "torch huggingface_hub",
            "fitting readers": "torch",
            "sources": "torch",
            "building": "torch",
            "weights live_transformers": "torch",
            "inspection": "torch",
            "timm_folder": "torch timm",
        },
    ),
    Room(
        "vit.scenes",
        "",
        {
            "polygons textures": "numpy cv2",
            "drawings": "numpy",
            "photolike photographs": "numpy cv2",
            "backdrops unseen things": "numpy cv2",
            "scene": "numpy cv2",
        },
    ),
    Room(
        "vit.tasks",
        "vit vit.maps vit.anatomy",
        {
            "facets": "torch",
            "matches segments regions outlines follow": "torch",
            "foreground facet_colours turned": "torch",
        },
    ),
    Room(
        "vit.teaching",
        "vit",
        {
            "heads logistic": "torch",
            "lesson": "torch",
            "strangers": "torch",
            "teach": "torch numpy",
        },
    ),
    Room(
        "vit.training",
        "vit vit.maps vit.anatomy vit.loading vit.scenes",
        {
            "aims precision": "torch",
            "recipe": "numpy",
            "batches": "torch numpy",
            "losses run evaluate": "torch numpy",
            "look measure report export": "torch numpy safetensors",
            "card": "torch",
            "train trial": "torch numpy safetensors",
        },
    ),
    # What a person starts or imports.
    Room(
        "vit",
        "vit vit.maps vit.anatomy vit.tasks vit.loading vit.pictures vit.teaching",
        {"download": "", "__main__": "", "__init__": ""},
    ),
)
