"""A view that lives without a server: one HTML file with an answer, the kit and what it needs.

It asks nothing of any host: scripts are packed in it (gzip, as base64) and plotly.js only where a
view is a chart.
"""

import base64
import functools
import gzip
import html
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

import brotli
import orjson
from starlette._utils import get_route_path
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from playground.engine.request import Request
from playground.errors import BadValue, UnknownName
from playground.ui import asking, messages, openings, page, ready, site, small_components
from playground.ui.error_notices import explained
from playground.ui.events import NO_FIELD
from playground.ui.line import Superseded
from playground.ui.tab import Tab
from playground.ui.theme import theme

#: What a browser may use: what stands in the file. It makes no request, whatever the scripts do.
POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
POLICY += "img-src data: blob:; media-src data: blob:"
GZIP = 9
#: Where a page's button finds the file.
FOLDER = "/kit/saved/"


def asked(tabs: Sequence[Tab], name: str, query: str) -> tuple[Tab, Request]:
    """The tab of a name and the question of a link's query. Raises BadValue."""
    known = {tab.name: tab for tab in tabs}
    if name not in known:
        raise UnknownName("tab", name, tuple(known))
    tab = known[name]
    fields = dict(parse_qsl(query.lstrip("?"), keep_blank_values=True))
    fields.pop(asking.VISIT, None)
    own = {site.field(tab, k): v for k, v in fields.items() if not NO_FIELD.match(k)}
    return tab, tab.request.parse(own)


def live(tabs: Sequence[Tab], tab: Tab, request: Request, language: str, home: str) -> str:
    """The address of this view on a live site at `home`; "" for none. Raises BadValue."""
    if home and not re.match(r"https?://", home):
        allowed = "an address that begins with http:// or https://"
        raise BadValue("home", home, allowed, "Or leave it out.")
    path = next(path for path, one in site.pages(tabs).items() if one is tab)
    fields = urlencode({**request.to_query(), "lang": language})
    return home and f"{home.rstrip('/')}/{path}?{fields}"


def saved(tab: Tab, request: Request, language: str = "en", live: str = "", query: str = "") -> str:
    """The file's text. `live`: the address to which it links for more; `query`: of the link, which
    may say where the cursors stand. Raises BadValue."""
    if language not in messages.names():
        raise UnknownName("lang", language, tuple(messages.names()))
    shown = openings.shown(tab, request)
    parts = {
        "kit": _kit(language, query).encode(),
        "told": orjson.dumps(_told(tab, request, shown, live)),
        "answer": orjson.dumps(
            {view.name: shown[view.name] for view in tab.each()}, option=orjson.OPT_NON_STR_KEYS
        ),
    }
    if any(view.script == "chart" for view in tab.each()):
        parts["plotly"] = brotli.decompress(page.PLOTLY.read_bytes())
    title = _said(tab.title, language, tab.name)
    packed = (_script(name, content) for name, content in parts.items())
    body = (
        '<main class="main pg-saved" id="pg-saved"></main>',
        *packed,
        f"<script>{page.read('saved_page.js')}</script>",
    )
    return document(title, body, language, POLICY)


class SavedViews:
    """ASGI middleware: what a page shows as a file, at FOLDER and its tab, for its link's query."""

    def __init__(self, app: ASGIApp, tabs: Sequence[Tab]) -> None:
        self.app, self.tabs = app, tabs

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app, path = self.app, get_route_path(scope) if scope["type"] == "http" else ""
        if path.startswith(FOLDER) and scope["method"] == "GET":
            app = await self._file(scope, path.removeprefix(FOLDER))
        await app(scope, receive, send)

    async def _file(self, scope: Scope, name: str) -> Response:
        query, headers = scope["query_string"].decode("latin-1"), Headers(scope=scope)
        language = dict(parse_qsl(query)).get("lang", "en")
        home = ready.origin(scope["scheme"], headers).decode("latin-1") + scope.get("root_path", "")
        try:
            tab, request = asked(self.tabs, name, query)
            there = live(self.tabs, tab, request, language, home)
            make = functools.partial(saved, tab, request, language, there, query)
            key = (saved, tab.name, request, language, there, query)
            text = await asking.aside(scope, f"{name}: saved", key, request.seconds, make)
        except Superseded:
            return Response(status_code=204)
        except Exception as error:
            return JSONResponse({"detail": str(explained(error))}, 400)
        kept = {"content-disposition": f'attachment; filename="{tab.name}.html"'}
        return HTMLResponse(text, headers={**kept, "cache-control": "no-store"})


def document(title: str, body: Sequence[str], language: str, policy: str) -> str:
    """A page of its own in the site's look, light and dark."""
    style = theme()._get_theme_css() + page.read("saved_page.css")
    name = html.escape(f"{title} · {_said(site.TITLE, language)}")
    return "\n".join(
        (
            f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{name}</title><style>{style}</style></head>",
            '<body class="gradio-container">',
            *body,
            "</body></html>\n",
        )
    )


def catalogue(tabs: Sequence[Tab], language: str) -> str:
    """The first page of a folder of saved views, `TAB.html` each."""
    body = [f'<main class="main pg-saved"><h1>{_escaped(site.TITLE, language)}</h1>']
    for subject in site.subjects(tabs):
        body.append(f"<h2>{_escaped(subject.title, language)}</h2><dl>")
        for tab in subject.pages.values():
            title, hint = (_escaped(text, language, tab.name) for text in (tab.title, tab.hint))
            body.append(f'<dt><a href="{tab.name}.html">{title}</a></dt><dd>{hint}</dd>')
        body.append("</dl>")
    dark = "<script>matchMedia('(prefers-color-scheme: dark)').matches"
    body += ["</main>", f"{dark} && document.body.classList.add('dark')</script>"]
    return document(_said("All pages", language), body, language, POLICY)


def _told(tab: Tab, request: Request, shown: dict[str, Any], live: str) -> dict[str, Any]:
    """What stands around the views, and what the kit's stage is told."""
    cards = small_components.described(tab.cards(request))
    return {
        "group": tab.name,
        "lines": [[view.described() for view in line] for line in tab.views],
        "title": tab.title,
        "subject": tab.subject,
        "site": site.TITLE,
        "hint": shown["hint"],
        "lacking": shown["lacking"],
        "cards": [{k: card[k] for k in ("name", "licence") if k in card} for card in cards],
        "live": live,
    }


def _kit(language: str, query: str) -> str:
    """The kit's scripts, and before them the words of the language."""
    words = messages.script(language) if language in messages.catalogues() else ""
    config = "window.gradio_config = { i18n_translations: {} };"
    return f"{config}\n{words}\n{page.kit(language=language, query=query)}"


def _script(name: str, content: bytes) -> str:
    packed = base64.b64encode(gzip.compress(content, GZIP, mtime=0)).decode()
    return f'<script type="text/plain" id="pg-{name}">{packed}</script>'


def _said(text: str, language: str, tab: str = messages.SHARED) -> str:
    known = language in messages.catalogues()
    return (messages.translated(language, text, tab) if known else None) or text


def _escaped(text: str, language: str, tab: str = messages.SHARED) -> str:
    return html.escape(_said(text, language, tab))
