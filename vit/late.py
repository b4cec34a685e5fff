"""Names of `vit` that need timm, each imported on its first use from the module beside it."""

LATE = {
    **dict.fromkeys(
        ("LoadError", "from_timm", "is_here", "load", "resolve"),
        "vit.loading.weights",
    ),
    "UnsupportedArchitecture": "vit.loading.timm_config",
    "from_transformers": "vit.loading.live_transformers",
    "listed_here": "vit.loading.listed",
    "save_timm": "vit.loading.timm_folder",
}
