"""The look: ink on paper by day, chalk on slate by night; fonts that every system has."""

import gradio as gr
from gradio.themes.utils import colors, sizes

SANS = (
    "system-ui",
    "-apple-system",
    "Segoe UI",
    "Roboto",
    "Noto Sans",
    "DejaVu Sans",
    "sans-serif",
)
MONO = ("ui-monospace", "SF Mono", "Cascadia Mono", "Consolas", "DejaVu Sans Mono", "monospace")

#: The blue of the charts' colourway (Okabe-Ito), from tint to shade.
INK = colors.Color(
    name="ink",
    c50="#eef5fa",
    c100="#d9e9f3",
    c200="#b3d3e7",
    c300="#80b7d7",
    c400="#4096c4",
    c500="#0072b2",
    c600="#00639b",
    c700="#005382",
    c800="#004268",
    c900="#00324f",
    c950="#00213a",
)
#: Greys that lean to paper when light and to slate when dark.
STONE = colors.Color(
    name="stone",
    c50="#fbfaf7",
    c100="#f3f1ec",
    c200="#e4e1d9",
    c300="#cfcbc0",
    c400="#9d9a92",
    c500="#6f6d68",
    c600="#53524f",
    c700="#363a40",
    c800="#22262c",
    c900="#191d22",
    c950="#121519",
)


def theme() -> gr.themes.Base:
    """Gradio's base theme in the house's colours, large enough for the last row."""
    base = gr.themes.Base(
        primary_hue=INK,
        secondary_hue=INK,
        neutral_hue=STONE,
        text_size=sizes.text_lg,
        spacing_size=sizes.spacing_md,
        radius_size=sizes.radius_md,
        font=SANS,
        font_mono=MONO,
    )
    return base.set(
        body_background_fill="*neutral_50",
        body_background_fill_dark="*neutral_950",
        background_fill_primary="white",
        background_fill_primary_dark="*neutral_900",
        background_fill_secondary="*neutral_50",
        background_fill_secondary_dark="*neutral_950",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_shadow="none",
        block_label_text_weight="600",
        block_title_text_weight="600",
        block_title_text_color="*neutral_800",
        block_title_text_color_dark="*neutral_100",
        block_info_text_size="*text_sm",
        body_text_color="*neutral_900",
        body_text_color_dark="*neutral_100",
        body_text_color_subdued="*neutral_500",
        body_text_color_subdued_dark="*neutral_400",
        border_color_primary="*neutral_200",
        border_color_primary_dark="*neutral_700",
        slider_color="*primary_500",
        slider_color_dark="*primary_400",
        button_large_padding="10px 16px",
        button_secondary_background_fill="*background_fill_primary",
        button_secondary_background_fill_dark="*background_fill_primary",
        button_secondary_border_color="*border_color_primary",
        button_secondary_border_color_dark="*border_color_primary",
        button_border_width="1px",
        input_background_fill="white",
        input_background_fill_dark="*neutral_800",
        input_border_color="*neutral_300",
        input_border_color_dark="*neutral_700",
    )
