"""The page's colours, type and spacing, as far as Gradio's own widgets take them from a theme.

The typeface is bundled with Gradio and served locally. Only its Regular and Bold are whole: the
SemiBold of the default theme lacks most letters, so no weight of 600 may be used anywhere.
"""

import gradio as gr

_SANS = gr.themes.LocalFont("IBM Plex Sans", weights=(400, 700))
_MONO = gr.themes.LocalFont("IBM Plex Mono", weights=(400, 700))


def build_theme() -> gr.themes.Base:
    """Return a calm theme: paper and ink, one accent, yellow kept for what is quoted."""
    theme = gr.themes.Base(
        primary_hue=gr.themes.colors.indigo,
        secondary_hue=gr.themes.colors.indigo,
        neutral_hue=gr.themes.colors.slate,
        radius_size=gr.themes.sizes.radius_md,
        font=[_SANS, "system-ui", "sans-serif"],
        font_mono=[_MONO, "ui-monospace", "monospace"],
    )
    return theme.set(
        body_background_fill="*neutral_50",
        body_background_fill_dark="*neutral_950",
        body_text_color="*neutral_800",
        body_text_color_dark="*neutral_100",
        body_text_color_subdued="*neutral_500",
        body_text_color_subdued_dark="*neutral_400",
        background_fill_primary="white",
        background_fill_primary_dark="*neutral_900",
        background_fill_secondary="*neutral_50",
        background_fill_secondary_dark="*neutral_900",
        block_background_fill="white",
        block_background_fill_dark="*neutral_900",
        block_border_width="1px",
        border_color_primary="*neutral_200",
        border_color_primary_dark="*neutral_800",
        block_info_text_weight="400",
        block_label_text_weight="400",
        block_title_text_weight="400",
        block_title_text_color="*neutral_500",
        block_title_text_color_dark="*neutral_400",
        button_large_text_weight="700",
        button_medium_text_weight="700",
        button_small_text_weight="400",
        input_background_fill="white",
        input_background_fill_dark="*neutral_900",
        input_border_color="*neutral_200",
        input_border_color_dark="*neutral_700",
        input_border_color_focus="*primary_500",
        input_placeholder_color="*neutral_500",
        input_placeholder_color_dark="*neutral_400",
        link_text_color="*primary_700",
        link_text_color_dark="*primary_300",
    )
