"""The plan of the viewer: every room of assets/viewer/ and the modules that lie in it."""

# Folders upwards: each imports from its own and from those before it.
VIEWER_ROOMS = ("page", "record", "draw", "state", "screen")

# Screens, of which none knows another, with their parts: a part imports from the parts before it
# and from the files beside the parts.
VIEWER_SCREENS = {
    "explore": (),
    "explain": ("laboratory", "maps", "matter"),
    "compare": (),
    "teach": (),
    "positions": ("similarity", "laboratory", "filters", "paper"),
    "heads": ("statistics", "finder", "interventions", "depth"),
    "film": (),
    "learn": ("cards", "build", "diagram", "number"),
    "card": (),
}

# Folder -> its modules.
VIEWER_MODULES = {
    "page": (
        "channel chooser dom download errand events first_paint fonts help idle intake kept keys "
        "large loader messages pointing skip stops theme walking zoom"
    ),
    "record": (
        "all_weights answers attention budget decode directions facets features figures flow "
        "foreground grid head_masks kept_rows lasso layers lines measures objects oklab once "
        "overlap patch_sizes ranks reading received record region_attention region_query "
        "region_similarity region_text regions robust row_names scale segments shares sinks "
        "squares trace "
        # written by app/wire/write_contract.py
        "contract contract_explain contract_film contract_learn contract_page contract_screens "
        "contract_teach contract_view limits replies "
        "replies_card replies_compare replies_explain replies_explore replies_features "
        "replies_film replies_heads replies_learn replies_link replies_link_fields "
        "replies_picture replies_positions replies_teach replies_view requests"
    ),
    "draw": (
        "axes channels colormap curve eye group_colours labels legend links luts outlines paint "
        "palette picture plate"
    ),
    "state": (
        "address carried choices facts files link opened page passes read screens steps tab words"
    ),
    "screen": (
        "alive bar bars chips copy drawing figures film frame notice patch_stops query save "
        "save_screen sections share stage strip tell_weight undo"
    ),
    "explore": (
        "actions answer aside cells colour_scales controls explore extras feature_look "
        "feature_panel feature_words framing group_look group_words head_colours heads landing "
        "later lent levels line look matrix models number_of open patch_slider pin_actions "
        "pin_bar pin_words player reading region_actions region_bar region_marks region_tool "
        "requests saved scale_choices scene screen shell sinks source state strip weights words"
    ),
    "explain": "actions controls errands explain inquiry likeness look screen words",
    "explain/laboratory": "depth flow laboratory layers sinks words",
    "explain/maps": "method_card parts_chooser sinks targets verdicts",
    "explain/matter": "matter plots",
    "compare": (
        "choices column column_choice column_pane column_picture column_setup column_sizes "
        "compare controls feature_kinds feature_shots frames group_kinds group_shots "
        "kind_controls kinds lineup links opened pairs plan shot similar sizes slider state "
        "turned verdict visits words"
    ),
    "teach": "board lesson part report sources teach words",
    "positions": "cells changes controls inquiry overlay positions score_parts sections",
    "positions/filters": "filters sheet words",
    "positions/laboratory": "comparison laboratory view words",
    "positions/paper": "distances paper",
    "positions/similarity": (
        "choice controls field mini minis offset_field part_maps profile profiles resampling "
        "share_bars sheet spread steps tiles words"
    ),
    "heads": "board controls head_map heads ranking sections walks",
    "heads/depth": "controls curves depth field films picture ratios view",
    "heads/finder": "controls finder view words",
    "heads/interventions": (
        "bars change controls importance importance_view interventions maps moves moves_view "
        "passes starts state switches view"
    ),
    "heads/statistics": (
        "figures norms plot register register_view register_words sinks statistics tags view words"
    ),
    "film": (
        "camera chosen controls course film heads look places player projector reel saved source "
        "strip view way words"
    ),
    "learn": "actions learn screen",
    "learn/build": "build knobs learning_curve picture training words",
    "learn/cards": (
        "cards cards_added cards_attention cards_block cards_features cards_picture cards_whole "
        "feature_pictures figures form glossary guide part pictures prose strips vectors"
    ),
    "learn/diagram": "diagram plan words",
    "learn/number": "drawer number steps",
    "card": "card confusion tables",
}
