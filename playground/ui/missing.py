"""What a browser is told at an address that leads nowhere: where the pages are."""

from collections.abc import Sequence
from html import escape

from starlette.responses import HTMLResponse

from playground.ui import messages, site
from playground.ui.site import Subject

STYLE = """:root { color-scheme: light dark } body { font: 1.1rem/1.6 system-ui, sans-serif;
max-width: 60rem; margin: 2rem auto; padding: 0 1rem } h2 { font-size: 1.1rem; margin: 1rem 0 0 }
a { display: inline-block; padding: .5rem 1rem .5rem 0 }"""


def page(subjects: Sequence[Subject], root: str, spoken: str) -> HTMLResponse:
    """In the first known language of an Accept-Language header. root: the path of the site."""
    wished = (one.strip()[:2] for one in spoken.split(","))
    language = next((one for one in wished if one in messages.names()), "en")

    def said(text: str, tab: str = "") -> str:
        found = None if language == "en" else messages.translated(language, text, tab)
        return escape(found or text)

    def link(path: str, title: str, tab: str) -> str:
        return f'<a href="{escape(root)}/{path}">{said(title, tab)}</a>'

    listed = "".join(
        f"<h2>{said(one.title)}</h2>"
        + "".join(link(path, tab.title, tab.name) for path, tab in one.pages.items())
        for one in subjects
    )
    told = said("There is no page at this address. These are the pages:")
    return HTMLResponse(
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{said(site.TITLE)}</title>'
        f"<style>{STYLE}</style><h1>{said(site.TITLE)}</h1><p>{told}</p>{listed}</html>",
        404,
    )
