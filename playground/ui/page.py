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
#: plotly.js (MIT) with the traces that pages draw (`vendor/plotly-traces.js`): a quarter of the
#: package's own, which has maps, three dimensions and more. In brotli, as browsers fetch it.
PLOTLY = HERE / "vendor" / "plotly-traces-4.1.1.min.js.br"
#: gifenc (MIT): a strip's scrub as a GIF, fetched when one is wished.
GIF = HERE / "vendor" / "gifenc-1.0.3.esm.js"
#: Lines that browsers need not read.
COMMENT = re.compile(r"^ *//.*\n", re.MULTILINE)
MOST_PIXELS = 16_000_000
SCRIPTS = (
    "runtime.js",
    "saving.js",
    "connection.js",
    "enlarge.js",
    "film.js",
    "strip.js",
    "readout.js",
    "labels.js",
    "chart.js",
    "drag.js",
    "drag_handles.js",
    "particles.js",
    "mnist_preprocess.js",
    "reading.js",
    "pad.js",
    "photo.js",
    "weights.js",
    "heads_draw.js",
    "heads.js",
    "step_by_step.js",
    "token_text.js",
    "table.js",
    "machine.js",
    "small_components.js",
    "site.js",
)
STYLES = ("runtime.css", "pad.css", "heads.css", "token_text.css", "table.css", "machine.css")


def launch_settings() -> dict[str, Any]:
    """Arguments of `launch` that any page with the kit's components needs."""
    # A picture of a few kilobytes may claim to be 13,000 pixels wide, and take 2 GB to open.
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    return {"theme": theme(), "i18n": messages.for_gradio()}


def head(tabs: Sequence[Tab]) -> str:
    """What stands first at a page's head: the reader's language is settled before the kit's scripts
    run, and these, which are deferred, have run before Gradio's, which are modules."""
    address, _ = _kit(tabs)
    return f'<script>{_language_script()}</script><script defer src=".{address}"></script>'


def files(tabs: Sequence[Tab]) -> dict[str, bytes]:
    """What a page fetches from this very server, by its address, in brotli."""
    address, script = _kit(tabs)
    words = (_words(language) for language in messages.catalogues())
    return dict([(address, _packed(script)), _plotly(), _gif(), *words, _lecture()])


def _kit(tabs: Sequence[Tab]) -> tuple[str, bytes]:
    """The address of the kit's scripts, its style among them, and what it holds."""
    pages = {"site": site.described(tabs), "former": site.FORMER}
    own = {"plotly": _plotly()[0], "gif": _gif()[0], "lecture": _lecture()[0]}
    script = kit(**pages, **own).encode()
    return ready.address("kit", script), script


def kit(**settings: Any) -> str:
    """The kit's scripts, told of these settings and of what all pages have."""
    words = {"languages": messages.names(), "decimals": messages.decimals()}
    style = "".join(read(name) for name in STYLES)
    scripts = COMMENT.sub("", "".join(read(name) for name in SCRIPTS))
    return scripts.replace("/*SETTINGS*/ {}", json.dumps({**words, **settings, "style": style}), 1)


@functools.cache
def _plotly() -> tuple[str, bytes]:
    script = PLOTLY.read_bytes()
    return ready.address(PLOTLY.name.removesuffix(".js.br"), script), script


@functools.cache
def _gif() -> tuple[str, bytes]:
    script = GIF.read_bytes()
    return ready.address(GIF.name.removesuffix(".js"), script), _packed(script)


@functools.cache
def _lecture() -> tuple[str, bytes]:
    """What few visits want, by itself."""
    script = COMMENT.sub("", read("lecture.js"))
    script = script.replace("/*STYLE*/ ''", json.dumps(read("lecture.css")), 1)
    packed = _packed(script.encode())
    return ready.address("lecture", packed), packed


@functools.cache
def _words(language: str) -> tuple[str, bytes]:
    script = _packed(messages.script(language).encode())
    return ready.address(f"words-{language}", script), script


def _language_script() -> str:
    """What settles the reader's language before Gradio starts."""
    known = {"en": "", **{language: _words(language)[0] for language in messages.catalogues()}}
    return read("language.js").replace("/*LANGUAGES*/ {}", json.dumps(known))


def _packed(plain: bytes) -> bytes:
    return brotli.compress(plain, quality=ready.BROTLI)


def read(name: str) -> str:
    """A script or style of this folder."""
    return (HERE / name).read_text(encoding="utf-8")
