# pyright: standard, reportPrivateImportUsage=false
"""The visual language as a Gradio theme: every value is a token of assets/viewer/page/style.css."""

import gradio as gr

# The page's ground before any style sheet has come; afterwards the token --bg of the same colour.
LIGHT, DARK = "#f7f6f3", "#131518"

# The families after the first write the few signs that it lacks.
SANS = ("IBM Plex Sans", "-apple-system", "Segoe UI", "Roboto", "Arial", "sans-serif")
MONO = ("IBM Plex Mono", "ui-monospace", "SF Mono", "Cascadia Mono", "Consolas", "monospace")

BOTH = {
    "body_text_color": "var(--ink)",
    "body_text_color_subdued": "var(--ink-3)",
    "background_fill_primary": "var(--bg)",
    "background_fill_secondary": "var(--raised)",
    "border_color_primary": "var(--line)",
    "block_background_fill": "transparent",
    "block_border_width": "0px",
    "block_label_text_color": "var(--ink-2)",
    "block_title_text_color": "var(--ink-2)",
    "block_shadow": "none",
    "panel_background_fill": "transparent",
    "input_background_fill": "var(--raised)",
    "input_background_fill_focus": "var(--raised)",
    "input_border_color": "transparent",
    "input_border_color_focus": "var(--ink-2)",
    "input_border_width": "1px",
    "input_shadow": "none",
    "input_shadow_focus": "none",
    "button_secondary_background_fill": "var(--raised)",
    "button_secondary_background_fill_hover": "var(--line)",
    "button_secondary_text_color": "var(--ink)",
    "button_secondary_border_color": "transparent",
    "checkbox_label_background_fill": "transparent",
    "checkbox_label_background_fill_hover": "transparent",
    "checkbox_label_background_fill_selected": "var(--pressed)",
    "checkbox_label_text_color": "var(--ink-2)",
    "checkbox_label_text_color_selected": "var(--ink)",
    "checkbox_label_border_width": "0px",
    "checkbox_label_shadow": "none",
}
ONE = {
    "color_accent": "var(--ink)",
    "block_title_text_size": "12px",
    "block_title_text_weight": "400",
    "block_label_text_size": "12px",
    "block_padding": "0px",
    "layout_gap": "0px",
    "form_gap_width": "0px",
    "input_padding": "7px 10px",
    "input_text_size": "13px",
    "checkbox_label_padding": "5px 0px",
    "button_small_text_size": "13px",
    "button_small_text_weight": "400",
    "button_small_padding": "6px 10px",
}


def theme() -> gr.themes.Base:
    """Gradio's plainest theme with the tokens of the style sheet."""
    twins = {f"{name}_dark": value for name, value in BOTH.items()}
    return gr.themes.Base(
        font=SANS,
        font_mono=MONO,
        spacing_size=gr.themes.sizes.spacing_sm,
        radius_size=gr.themes.sizes.radius_sm,
        text_size=gr.themes.sizes.text_sm,
    ).set(body_background_fill=LIGHT, body_background_fill_dark=DARK, **BOTH, **twins, **ONE)
