"""What the page is launched with: theme, styles, scripts and words, all from this package."""

import functools
import json
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import gradio as gr
from PIL import Image

from playground.ui import messages, site
from playground.ui.tab import Tab
from playground.ui.theme import theme

HERE = Path(__file__).parent
MOST_PIXELS = 16_000_000
SCRIPTS = (
    "runtime.js",
    "saving.js",
    "strip.js",
    "chart.js",
    "drag.js",
    "drag_handles.js",
    "particles.js",
    "mnist_preprocess.js",
    "pad.js",
    "photo.js",
    "weights.js",
    "heads_draw.js",
    "heads.js",
    "hand.js",
    "token_text.js",
    "table.js",
    "small_components.js",
    "site.js",
)
STYLES = ("runtime.css", "pad.css", "heads.css", "token_text.css", "table.css")


def launch_settings(tabs: Sequence[Tab] = ()) -> dict[str, Any]:
    """Arguments of `launch` that any page with the kit's components needs."""
    gr.set_static_paths([plotly_js()])
    # A picture of a few kilobytes may claim to be 13,000 pixels wide, and take 2 GB to open.
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    return {
        "theme": theme(),
        "head": head(site.described(tabs)),
        "i18n": messages.for_gradio(),
    }


@functools.cache
def plotly_js() -> Path:
    """plotly.js as the plotly package ships it; found without importing the package."""
    spec = find_spec("plotly")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("plotly is not installed: pip install -r requirements.txt")
    return Path(spec.origin).parent / "package_data" / "plotly.min.js"


def language_script() -> str:
    """What settles the reader's language before Gradio starts."""
    script = (HERE / "language.js").read_text(encoding="utf-8")
    return script.replace("/*LANGUAGES*/ []", json.dumps(list(messages.names())))


def head(pages: list[dict[str, Any]]) -> str:
    """The kit's style and scripts, inline: present before the first component is mounted."""
    words = {"words": messages.catalogues(), "languages": messages.names()}
    words["decimals"] = messages.decimals()
    settings = json.dumps(
        {**words, "plotly": plotly_js().as_posix(), "site": pages, "former": site.FORMER}
    )
    scripts = [(HERE / name).read_text(encoding="utf-8") for name in SCRIPTS]
    # "</" would end the script element early, wherever a text contains it.
    scripts[0] = scripts[0].replace("/*SETTINGS*/ {}", settings.replace("</", "<\\/"))
    style = "".join((HERE / name).read_text(encoding="utf-8") for name in STYLES)
    return f"<style>{style}</style>" + "".join(f"<script>{script}</script>" for script in scripts)
