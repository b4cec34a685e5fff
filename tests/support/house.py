"""The plan of the house: every room of vit/ and app/, lowest first.

A room names the rooms it may import from and all its files, in lines: a file imports from the lines
above its own, and from those that stand on its own line. Behind each line stand the packages that
its files may import besides the standard library.
"""

from tests.support.house_library import LIBRARY_ROOMS, Room

LIBRARY = " ".join(dict.fromkeys(room.name for room in LIBRARY_ROOMS))
SCREEN = f"{LIBRARY} app app.engine app.wire app.export app.share"  # no screen knows another
SCREENS_OF_APP = " ".join(
    ["app.screens"]
    + [
        f"app.screens.{name}"
        for name in (
            "explore",
            "explain",
            "compare",
            "positions",
            "heads",
            "learn",
            "teach",
            "film",
        )
    ]
)

HOUSE = (
    *LIBRARY_ROOMS,
    Room(
        "app",
        "vit vit.pictures",
        {
            "parameters machine_memory option_readers unexpected observed": "",
            "machine_cores": "",
            "settings": "",
        },
    ),
    Room(
        "app.engine",
        f"{LIBRARY} app",
        {
            "held_bytes": "torch",
            "jobs shared_work": "",
            "lanes": "",
            "work": "torch",
            "budget cache references reach": "",
            "loaded": "",
            "fetches": "",
            "gallery": "numpy",
            "store interventions": "torch",
            "recorded": "torch",
            "visits tabs incoming upload_folder input_sizes likeness": "",
            "uploads": "",
            "album": "",
            "timing": "torch",
            "taught": "",
            "engine": "torch",
            "pictures downloads patch_choices head_figures": "torch",
            "suited passes": "",
        },
    ),
    Room(
        "app.wire",
        f"{LIBRARY} app app.engine",
        {
            "replies": "torch numpy starlette",
            "ended": "starlette",
            "lists": "torch",
            "limits choices forms_link forms_picture": "",
            "regions": "torch",
            "view_state route": "",
            "route_parameters": "",
            "link_readers": "",
            "link_fields": "",
            "forms_view forms_compare forms_features": "",
            "forms_explore forms_explain forms_heads forms_positions forms_learn forms_card": "",
            "forms_teach forms_film": "",
            "contract_view contract_explain contract_screens contract_teach contract_film": "",
            "contract_learn": "",
            "contract": "",
            "javascript_types": "",
            "javascript_routes": "",
            "sent own_visit": "starlette",
            "own_classes": "torch",
            "write_contract": "",
            "progress": "torch",
            "question": "starlette",
            "descriptor scene_objects": "",
        },
    ),
    Room(
        "app.share",
        f"{LIBRARY} app app.engine app.wire",
        {"pictures facts": "", "selection": "", "opening queries page_facts": ""},
    ),
    Room(
        "app.export",
        f"{LIBRARY} app app.engine app.wire app.share",
        {
            "framing_words names": "",
            "map_rows": "torch",
            "head_colours": "numpy torch",
            "rollouts": "torch",
            "bundles feature_axes": "torch numpy",
            "foregrounds": "torch",
            "segments feature_words": "torch",
            "contents captions": "",
            "group_maps": "numpy",
            "panels feature_maps exports": "torch numpy",
            "view_python": "",
            "intervention_code": "",
            "routes": "starlette",
        },
    ),
    Room("app.screens", "vit.loading app.wire", {"card": ""}),
    Room(
        "app.screens.explore",
        SCREEN,
        {
            "models": "",
            "view": "",
            "link": "",
            "trace_routes feature_routes": "torch starlette",
            "row_routes": "torch starlette",
            "names_routes visit_routes": "starlette",
        },
    ),
    Room(
        "app.screens.explain",
        SCREEN,
        {
            "likeness": "starlette",
            "maps": "torch",
            "likeness_code": "",
            "laboratory_saving saving": "torch numpy",
            "routes": "torch starlette",
        },
    ),
    Room(
        "app.screens.compare",
        SCREEN,
        {
            "columns": "",
            "facets": "torch",
            "saved_columns": "",
            "match_saving": "torch",
            "feature_saving": "torch numpy",
            "saving": "torch",
            "routes": "starlette",
        },
    ),
    Room(
        "app.screens.positions",
        SCREEN,
        {"facts paper": "torch numpy", "paper_saving saving": "torch numpy", "routes": "starlette"},
    ),
    Room(
        "app.screens.heads",
        SCREEN,
        {
            "statistics changed registers": "torch",
            "fill": "",
            "feature_moves": "torch",
            "routes depth_routes intervention_routes move_routes": "torch starlette",
            "depth_saving finder_saving intervention_saving register_saving": "numpy torch",
            "saving": "numpy torch",
        },
    ),
    Room(
        "app.screens.learn",
        SCREEN,
        {
            "card_facts": "torch",
            "cards block_cards feature_cards": "torch",
            "build trainings": "safetensors",
            "routes build_routes diagram_routes": "torch starlette",
            "saving": "numpy",
        },
    ),
    Room(
        "app.screens.teach",
        SCREEN,
        {
            "desk": "PIL",
            "classes": "",
            "learning": "torch",
            "folder": "starlette",
            "routes": "starlette",
        },
    ),
    Room(
        "app.screens.film",
        SCREEN,
        {
            "passes": "torch",
            "frames": "",
            "clips": "",
            "ways": "",
            "pictures": "numpy",
            "saving": "numpy starlette",
            "routes": "starlette",
        },
    ),
    Room(
        "app.doors",
        "vit.loading app app.wire",
        {
            "strict": "",
            "answers": "starlette",
            "bodies headers hosts paths rates sessions": "starlette",
            "doors": "starlette",
        },
    ),
    Room(
        "app.front",
        "app.wire app.doors",
        {
            "coding": "brotli",
            "chunks fonts modules": "",
            "files": "",
            "entrance": "",
            "first_view": "",
            "page_head": "starlette",
            "threads": "anyio starlette",
        },
    ),
    Room("app", f"{SCREEN} {SCREENS_OF_APP} app.front", {"router": "starlette"}),
    Room(
        "app.operator",
        f"{LIBRARY} app app.engine",
        {"health metrics": "starlette", "log": "", "routes": "starlette"},
    ),
    Room(
        "app.ui",
        f"{SCREEN} {SCREENS_OF_APP} app.front app.doors app.operator",
        {
            "theme parts sent": "gradio",
            "layout screens answers first_example": "gradio",
            "guarded": "",
            "explore": "gradio",
            "page": "gradio starlette",
        },
    ),
    Room("app", "app app.engine app.ui app.doors app.operator", {"__init__ __main__": ""}),
)
