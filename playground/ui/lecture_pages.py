"""What is at a lecture's addresses: its page, its speaker's notes, its data, a step's short link;
and the QR code of a view."""

import io
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import segno
from starlette.datastructures import QueryParams
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Scope

from playground.ui import start
from playground.ui.lectures import Lecture, Step
from playground.ui.site import Subject
from playground.ui.start import Place

#: What the addresses here begin with.
START = "/lecture"
FOLDER = "/lecture/"
QR = "/lecture-qr"
#: Bytes of an address that a code still shows well, and that are soon laid out.
LONGEST = 600


def answer(
    lectures: Mapping[str, Lecture], subjects: Sequence[Subject], scope: Scope, path: str
) -> ASGIApp | None:
    """None where nothing is at this path."""
    place, asked = start.place(scope, subjects), QueryParams(scope.get("query_string", b""))
    if path == QR:
        return _code(place, asked.get("to", ""))
    name, _, rest = path.removeprefix(FOLDER).rstrip("/").partition("/")
    lecture = lectures.get(name.removesuffix(".json")) if path.startswith(FOLDER) else None
    if lecture is None:
        return None
    if rest:
        found = rest.isascii() and rest.isdigit() and 0 < int(rest[:9]) <= len(lecture.steps)
        there = _address(lecture, int(rest), place) if found else ""
        return RedirectResponse(there, 302) if found else None
    if name.endswith(".json"):
        headers = {"cache-control": "no-cache", "vary": "accept-language"}
        return JSONResponse(told(lecture, place), headers=headers)
    return start.sent(_notes(lecture, place) if asked.get("notes") else _page(lecture, place))


def told(lecture: Lecture, place: Place) -> dict[str, Any]:
    """The lecture as the browser needs to know it, in the reader's language."""
    steps = [_told(step, place) for step in lecture.steps]
    return {"title": lecture.title[place.language], "steps": steps}


def _told(step: Step, place: Place) -> dict[str, Any]:
    language, asked = place.language, step.predict
    return {
        "path": place.paths[step.tab],
        "query": dict(step.query),
        "title": step.title[language],
        "say": step.say[language],
        "predict": asked
        and {
            "question": asked.question[language],
            "choices": asked.choices[language],
            "right": asked.right,
            "seen": asked.seen[language],
        },
    }


def _address(lecture: Lecture, number: int, place: Place) -> str:
    """Of a step's live page; number: from 1. Not escaped."""
    step = lecture.steps[number - 1]
    query = {**step.query, "lecture": f"{lecture.name}.{number}"}
    return place.link(place.paths[step.tab], query)


def _page(lecture: Lecture, place: Place) -> str:
    said, title = place.said, lecture.title[place.language]
    steps = "".join(
        f'<li><a href="{escape(_address(lecture, number, place))}">'
        f"{escape(step.title[place.language])}</a></li>"
        for number, step in enumerate(lecture.steps, 1)
    )
    home = f'<a href="{place.address(start.PATH[1:])}">{said("All lectures and pages")}</a>'
    begin = f'<a class="go" href="{escape(_address(lecture, 1, place))}">{said("Begin")}</a>'
    return (
        f"{start.opened(place, title)}</head><body><header>{home}{start.choices(place)}</header>"
        f'<main class="lecture"><h1>{escape(title)}</h1>'
        f'<div class="lead"><p class="tagline">{escape(lecture.author)}</p>{begin}</div>'
        f"<ol>{steps}</ol></main><script>{start.read('start.js')}</script></body></html>"
    )


def _notes(lecture: Lecture, place: Place) -> str:
    """Follows the lecture that runs in another window of this browser."""
    title = lecture.title[place.language]
    waiting = place.said("Begin the lecture in another window of this browser.")
    data = place.address(f"lecture/{lecture.name}.json", {"lang": place.language})
    return (
        f"{start.opened(place, title)}</head><body>"
        f'<main class="notes" data-name="{lecture.name}" data-from="{data}">'
        f'<p class="tagline"><span id="where">{escape(title)}</span><span id="clock"></span></p>'
        f'<h1 id="title"></h1><p id="say" role="status">{waiting}</p>'
        f'<p class="tagline"><span><span id="ahead" hidden>{place.said("Next:")} </span>'
        f'<span id="next"></span></span></p></main>'
        f"<script>{start.read('lecture_notes.js')}</script></body></html>"
    )


def _code(place: Place, to: str) -> Response | None:
    """A picture of the address of one of the pages. None for any other."""
    path, address = to.partition("?")[0], f"{place.origin}{place.root}{to}"
    if len(address.encode()) > LONGEST or path not in {f"/{one}" for one in place.paths.values()}:
        return None
    made, look = io.BytesIO(), {"dark": "#000", "light": "#fff", "scale": 4}
    code = segno.make(address, micro=False)
    code.save(made, kind="svg", svgclass=None, lineclass=None, **look)
    headers = {"cache-control": "no-cache"}
    return Response(made.getvalue(), media_type="image/svg+xml", headers=headers)
