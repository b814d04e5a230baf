"""The way in: what the site is, of each subject a moving picture and views worth seeing, all pages.

Plain HTML, made for each visitor's language: nothing of it waits for a script. An address that
leads nowhere is answered with the same page, which says so.
"""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Scope

from playground.ui import messages, moving, previews, ready, site
from playground.ui.lectures import Lecture
from playground.ui.site import Subject
from playground.ui.starts import STARTS, Start, View
from playground.ui.tab import Tab

HERE = Path(__file__).parent
PATH = "/start"
THEME = "__theme"
MOST_WORDS = 12
SIDE = f'width="{moving.SIDE}" height="{moving.SIDE}"'


@dataclass(frozen=True)
class Place:
    """Where a page is read: the site's root, its host, and what the link says of the reader."""

    root: str
    origin: str
    language: str
    kept: Mapping[str, str]
    paths: Mapping[str, str]  # of the pages, by their tabs

    def said(self, text: str, tab: str = "") -> str:
        found = None
        if self.language != "en":
            found = messages.translated(self.language, text, tab)
        return escape(found or text)

    def link(self, path: str, query: Mapping[str, str] | None = None) -> str:
        fields = urlencode({**self.kept, **(query or {})})
        return f"{self.root}/{path}" + (f"?{fields}" if fields else "")

    def address(self, path: str, query: Mapping[str, str] | None = None) -> str:
        return escape(self.link(path, query))

    def picture(self, name: str) -> str:
        return escape(f"{self.root}{previews.FOLDER}{name}")


def page(
    subjects: Sequence[Subject],
    scope: Scope,
    lost: bool = False,
    lectures: Sequence[Lecture] = (),
) -> ASGIApp:
    """lost: nothing is at the address that was asked for."""
    return sent(_page(subjects, place(scope, subjects), lost, lectures), 404 if lost else 200)


def sent(html: str, status: int = 200) -> ASGIApp:
    """A page in its reader's language."""
    headers = {"cache-control": "no-cache", "vary": "accept-language"}
    return GZipMiddleware(HTMLResponse(html, status, headers), minimum_size=1000)


def place(scope: Scope, subjects: Sequence[Subject]) -> Place:
    headers, known = Headers(scope=scope), messages.names()
    asked = dict(parse_qsl(scope.get("query_string", b"").decode("latin-1")))
    spoken = [one.strip()[:2] for one in headers.get("accept-language", "").split(",")]
    wished = (one for one in (asked.get("lang"), *spoken) if one in known)
    kept = {"lang": tuple(known), THEME: ("dark", "light")}
    return Place(
        root=scope.get("root_path", ""),
        origin=ready.origin(scope.get("scheme", "http"), headers).decode("latin-1"),
        language=next(wished, "en"),
        kept={name: asked[name] for name, allowed in kept.items() if asked.get(name) in allowed},
        paths={tab.name: path for one in subjects for path, tab in one.pages.items()},
    )


def _page(
    subjects: Sequence[Subject], place: Place, lost: bool, lectures: Sequence[Lecture]
) -> str:
    said = place.said
    told = said("There is no page at this address. Here is the start page.")
    first = f'<a class="go" href="{place.address(subjects[0].path)}">{said("Start here")}</a>'
    return (
        f"{opened(place)}</head><body><header><h1>{said(site.TITLE)}</h1>{choices(place)}</header>"
        f"<main>{f'<p class=lost>{told}</p>' if lost else ''}"
        f'<div class="lead"><p class="tagline">{said(site.TAGLINE)}</p>{first}</div>'
        f'<div class="cards">{"".join(_card(one, place) for one in subjects)}</div>'
        f"{_lectures(lectures, place)}"
        f'<section class="all"><h2>{said("All pages")}</h2>'
        f"{''.join(_listed(one, place) for one in subjects)}</section></main>"
        f"<script>{read('start.js')}</script></body></html>"
    )


def _lectures(lectures: Sequence[Lecture], place: Place) -> str:
    links = "".join(
        f'<li><a href="{place.address(f"lecture/{one.name}")}">'
        f"{escape(one.title[place.language])}</a></li>"
        for one in lectures
    )
    heading = f"<h2>{place.said('Lectures')}</h2>"
    return f'<section class="lectures">{heading}<ul>{links}</ul></section>' if links else ""


def opened(place: Place, title: str = "") -> str:
    """A page up to what else its head holds. title: its own, before the site's."""
    named, about = place.said(site.TITLE), place.said(site.TAGLINE)
    title = " · ".join(filter(None, (escape(title), named)))
    picture = escape(place.origin) + place.picture(f"{previews.SITE}.png")
    return (
        f'<!doctype html><html lang="{place.language}" class="{place.kept.get(THEME, "")}"><head>'
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title}</title><meta name="description" content="{about}">'
        f'<meta property="og:title" content="{title}"><meta property="og:type" content="website">'
        f'<meta property="og:description" content="{about}">'
        f'<meta property="og:image" content="{picture}">'
        '<meta name="twitter:card" content="summary_large_image">'
        f"<style>{read('start.css')}</style>"
    )


def choices(place: Place) -> str:
    """Of still pictures, of the language, and of light or dark, which a script brings to life."""
    dark, still = place.said("Dark"), place.said("Still pictures")

    def link(language: str, name: str) -> str:
        query = escape(urlencode({**place.kept, "lang": language}))
        here = ' aria-current="true"' if language == place.language else ""
        return f'<a href="?{query}" hreflang="{language}" lang="{language}"{here}>{name}</a>'

    links = "".join(link(*one) for one in messages.names().items())
    return (
        '<div class="choices"><label class="still"><input type="checkbox" id="still">'
        f"{still}</label>"
        f'<nav aria-label="{place.said("Language")}">{links}</nav>'
        f'<button type="button" hidden aria-label="{dark}" title="{dark}">◐</button></div>'
    )


def _card(subject: Subject, place: Place) -> str:
    first = subject.pages[subject.path]
    start = STARTS.get(first.name, Start("", "", ()))
    named = place.said("Start here: {page}").replace("{page}", place.said(first.title, first.name))
    return (
        f'<section class="card"><h2>{place.said(subject.title)}</h2>{_seen(first, start, place)}'
        f'<p class="about">{place.said(start.about)}</p>'
        f'<a class="first" href="{place.address(subject.path)}">{named}</a>'
        f'<ul class="views">{"".join(_view(one, place) for one in start.views)}</ul></section>'
    )


def _seen(tab: Tab, start: Start, place: Place) -> str:
    """The picture in its frame, which is empty for as long as the opening is not computed."""
    named = previews.words(tab.name)
    if named is None:
        return '<figure class="seen"></figure>'
    still, moving = (place.picture(f"{tab.name}{kind}") for kind in (".still.png", ".webp"))
    told = f'alt="{place.said(start.picture)}" {SIDE}'
    words = "".join(_words(*one) for one in zip(("queries", "keys"), named, strict=True) if one[1])
    return (
        f'<figure class="seen{" named" if words else ""}">{words}<picture class="moving">'
        f'<source media="(prefers-reduced-motion: reduce)" srcset="{still}">'
        f'<img src="{moving}" {told}></picture>'
        f'<img class="halted" loading="lazy" src="{still}" {told}></figure>'
    )


def _words(kind: str, words: Sequence[str]) -> str:
    shown = "".join(f"<b>{escape(one)}</b>" for one in words[:MOST_WORDS])
    return f'<span class="{kind}" aria-hidden="true">{shown}</span>'


def _view(view: View, place: Place) -> str:
    """None where the site lacks that page."""
    if view.tab not in place.paths:
        return ""
    there = place.address(place.paths[view.tab], view.query)
    return f'<li><a href="{there}">{place.said(view.title)}</a></li>'


def _listed(subject: Subject, place: Place) -> str:
    links = "".join(
        f'<li><a href="{place.address(path)}">{place.said(tab.title, tab.name)}</a></li>'
        for path, tab in subject.pages.items()
    )
    return f"<div><h3>{place.said(subject.title)}</h3><ul>{links}</ul></div>"


@functools.cache
def read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")
