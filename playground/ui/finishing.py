"""A page of HTML as it leaves: at its head what it is and needs, and nothing of the others."""

import json
import re
from collections.abc import Mapping
from html import escape
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from playground.ui import preloads, previews
from playground.ui.messages import EOT
from playground.ui.tab import Tab

CONFIG = "window.gradio_config = "
#: What would end a script early, and how JSON writes it otherwise.
ESCAPED = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&"})
#: What Gradio says of a page, and of itself, where a link to it is shared.
SAID = re.compile(r'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>')


class Finished:
    """ASGI middleware around `pages`, by their paths: `head` comes before anything of Gradio's own,
    then what the page will need of these."""

    def __init__(self, app: ASGIApp, head: str, pages: Mapping[str, Tab]) -> None:
        self.app, self.head, self.pages = app, head, pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, self._sending(send) if scope["type"] == "http" else send)

    def _sending(self, send: Send) -> Send:
        held: list[Message] = []  # the start of a page, and its parts so far

        async def sent(message: Message) -> None:
            if not held and not _begins_a_page(message):
                return await send(message)
            held.append(message)
            if len(held) == 1 or message.get("more_body"):
                return None
            start, *parts = held
            body = b"".join(part.get("body", b"") for part in parts)
            body = self._finished(body.decode()).encode()
            MutableHeaders(raw=start["headers"])["content-length"] = str(len(body))
            await send(start)
            return await send({"type": "http.response.body", "body": body})

        return sent

    def _finished(self, html: str) -> str:
        before, told, after = SAID.sub("", html).partition(CONFIG)
        if not told:
            return html
        config, end = json.JSONDecoder().raw_decode(after)
        own = json.dumps(self._own(config), separators=(",", ":")).translate(ESCAPED)
        html = before + told + own + after[end:]
        tab = self.pages[config["current_page"]]
        said, picture = _said(tab, config["title"]), _picture(tab, config["root"])
        html = html.replace("<head>", f"<head>{said}{self.head}{preloads.links(html)}", 1)
        return html.replace("</head>", f"{picture}</head>", 1)

    def _own(self, config: dict[str, Any]) -> dict[str, Any]:
        """Gradio tells each page the parts and the words of all."""
        path = config["current_page"]
        tab = self.pages[path].name
        words = config["i18n_translations"]
        own = {
            language: {key: text for key, text in said.items() if key.split(EOT)[0] == tab}
            for language, said in words.items()
        }
        return config | {"page": {path: config["page"][path]}, "i18n_translations": own}


def _said(tab: Tab, site: str) -> str:
    """What the page is: for a window's title, for search engines, and where its link is shared."""
    title = escape(" · ".join(one for one in (tab.title, tab.subject, site) if one))
    about = escape(tab.hint)
    return (
        f'<title>{title}</title><meta name="description" content="{about}">'
        f'<meta property="og:title" content="{title}"><meta property="og:type" content="website">'
        f'<meta property="og:description" content="{about}">'
    )


def _picture(tab: Tab, root: str) -> str:
    """By its whole address, which is another for each host: it stands late (`ready.PLACE`)."""
    address = escape(f"{root}{previews.FOLDER}{tab.name}.png")
    return (
        f'<meta property="og:image" content="{address}">'
        '<meta name="twitter:card" content="summary_large_image">'
    )


def _begins_a_page(message: Message) -> bool:
    headers = Headers(raw=message.get("headers", []))
    return headers.get("content-type", "").startswith("text/html")
