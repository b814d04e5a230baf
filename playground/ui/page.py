"""What the page is launched with: theme, styles, scripts and words, all from this package."""

import functools
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import brotli
from PIL import Image

from playground.ui import messages, ready, site
from playground.ui.tab import Tab
from playground.ui.theme import theme

HERE = Path(__file__).parent
#: plotly.js (MIT) with the traces of two axes alone: a third of the package's own, which has maps,
#: three dimensions and more. In brotli, as browsers fetch it.
PLOTLY = HERE / "vendor" / "plotly-cartesian-4.1.1.min.js.br"
#: Lines that browsers need not read.
COMMENT = re.compile(r"^ *//.*\n", re.MULTILINE)
MOST_PIXELS = 16_000_000
SCRIPTS = (
    "runtime.js",
    "saving.js",
    "connection.js",
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
    "step_by_step.js",
    "token_text.js",
    "table.js",
    "small_components.js",
    "site.js",
)
STYLES = ("runtime.css", "pad.css", "heads.css", "token_text.css", "table.css")


def launch_settings(tabs: Sequence[Tab] = ()) -> dict[str, Any]:
    """Arguments of `launch` that any page with the kit's components needs."""
    # A picture of a few kilobytes may claim to be 13,000 pixels wide, and take 2 GB to open.
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    return {
        "theme": theme(),
        "head": head(site.described(tabs)),
        "i18n": messages.for_gradio(),
    }


@functools.cache
def files() -> dict[str, bytes]:
    """What the page fetches from this very server, by its address: scripts, in brotli."""
    words = (_words(language) for language in messages.catalogues())
    return dict([_plotly(), *words])


@functools.cache
def _plotly() -> tuple[str, bytes]:
    script = PLOTLY.read_bytes()
    return ready.address(PLOTLY.name.removesuffix(".js.br"), script), script


@functools.cache
def _words(language: str) -> tuple[str, bytes]:
    script = brotli.compress(messages.script(language).encode(), quality=ready.BROTLI)
    return ready.address(f"words-{language}", script), script


def language_script() -> str:
    """What settles the reader's language before Gradio starts."""
    script = (HERE / "language.js").read_text(encoding="utf-8")
    known = {"en": "", **{language: _words(language)[0] for language in messages.catalogues()}}
    return script.replace("/*LANGUAGES*/ {}", json.dumps(known))


def head(pages: list[dict[str, Any]]) -> str:
    """The kit's style and scripts, inline: present before the first component is mounted."""
    words = {"languages": messages.names(), "decimals": messages.decimals()}
    settings = json.dumps({**words, "plotly": _plotly()[0], "site": pages, "former": site.FORMER})
    scripts = [COMMENT.sub("", (HERE / name).read_text(encoding="utf-8")) for name in SCRIPTS]
    # "</" would end the script element early, wherever a text contains it.
    scripts[0] = scripts[0].replace("/*SETTINGS*/ {}", settings.replace("</", "<\\/"))
    style = "".join((HERE / name).read_text(encoding="utf-8") for name in STYLES)
    return f"<style>{style}</style>" + "".join(f"<script>{script}</script>" for script in scripts)
