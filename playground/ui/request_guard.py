"""The public door: what a stranger sends is refused in words before anything is done with it."""

import html
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi.exceptions import RequestValidationError
from gradio.route_utils import FnIndexInferError
from starlette._utils import get_route_path
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request as HTTPRequest
from starlette.responses import FileResponse, JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from playground.engine.request import Request, rules
from playground.errors import BadValue, PlaygroundError, UnknownName
from playground.ui import answer_files, connections, lecture_pages, lectures, page, site, start
from playground.ui.finishing import Finished
from playground.ui.limits import FewStreams, RefusedByValue, WholeBodies
from playground.ui.ready import Ready
from playground.ui.saved_page import SavedViews
from playground.ui.site import Subject
from playground.ui.tab import Tab

#: What pages, gradio_client and callers of the endpoints ask for.
USED = re.compile(
    r"(GET|HEAD) /((assets|static|kit|svelte)/.*|(config|theme\.css|favicon\.ico|robots\.txt"
    r"|manifest\.json|login_check|gradio_api/(login_check|config|theme\.css|info|openapi\.json"
    r"|startup-events|app_id|queue/(data|status)|heartbeat/[\w-]{1,64}"
    r"|call/.*)))/?$"
    r"|(POST|OPTIONS) /gradio_api/(queue/join|(call|run)/.*|cancel|reset)/?$"
)
#: A picture of an answer, and its file.
PICTURE = re.compile(f"{answer_files.ADDRESS}({answer_files.NAME})")
#: What no such address holds: folders named twice, a way upwards, and what is no character.
ODD = re.compile(r"//|/\.|[^!-\[\]-~]")
LONGEST = 300
#: Names and numbers of hosts, with their ports; "a, b" where proxies stand in a row.
HOST = re.compile(r"[\w.:\[\]-]{1,255}(, ?[\w.:\[\]-]{1,255}){0,4}", re.ASCII)
ONE_LENGTH = ("left out where a body comes in chunks", "Send it with one of the two.")
CLOSING = {"connection": "close"}
#: What Gradio would act on, and nothing here sends.
UNHEARD = (b"range", b"x-gradio-server")


class Door(gr.Blocks):
    """Blocks whose events take neither too many values nor too few, and neither files nor lists.

    `questions`: the request of each public endpoint, by its name. Its rules are asked before
    Gradio looks at the values: a dictionary there could name a file, which Gradio would fetch.
    """

    def __init__(self, questions: Mapping[str, type[Request]], **given: Any) -> None:
        self._questions = dict(questions)
        super().__init__(**given)

    def validate_inputs(self, block_fn: Any, inputs: list[Any]) -> None:
        """Gradio's hook before an event reads its inputs. Raises gr.Error."""
        question = self._questions.get(block_fn.api_name)
        try:
            if question is not None:
                _ask(question, inputs)
            else:
                _plain(block_fn.inputs, inputs)
        except PlaygroundError as error:
            # The page reads its notices as HTML, and our errors quote what a visitor wrote.
            said = str(error) if question else html.escape(str(error), quote=False)
            raise gr.Error(said, duration=12, print_exception=False) from error

    async def postprocess_data(self, block_fn: Any, *answered: Any) -> list[Any]:
        """Gradio's hook behind an event. An endpoint's pictures become files here, once Gradio no
        longer looks for them on its disk and tells where they lie."""
        sent = await super().postprocess_data(block_fn, *answered)
        if block_fn.api_name in self._questions:
            images = sent[0]["images"]
            images.update({name: answer_files.as_file(image) for name, image in images.items()})
        return sent

    def launch(self, *args: Any, **given: Any) -> Any:
        launched = super().launch(*args, **given)
        connections.bound(self.server.config)
        return launched


def _ask(question: type[Request], inputs: list[Any]) -> None:
    names = tuple(rules(question))
    if len(inputs) != len(names):
        allowed = f"{len(names)}: {', '.join(names)}"
        raise BadValue("number of values", len(inputs), allowed, "Send one for each, in order.")
    question(**dict(zip(names, inputs, strict=True)))


def _plain(components: Sequence[Any], inputs: list[Any]) -> None:
    if len(inputs) != len(components):
        allowed = f"{len(components)}, as the page sends"
        raise BadValue("number of values", len(inputs), allowed, "Reload the page.")
    for component, value in zip(components, inputs, strict=True):
        # What is sent in place of a session's state is never read.
        if isinstance(value, (dict, list)) and not component.stateful:
            allowed = "a number, a text, true or false"
            raise BadValue("control", value, allowed, "Choose a value on the page.")


class OnlyUsed:
    """ASGI middleware: of Gradio's own addresses, those that its page and its clients use.

    Closed with the rest: uploads, deep links, whatever fetches another address, and files, of which
    only `offered`, the pictures of answers, are served. All are sent whole: to Gradio a broken
    range would be an error, and another's headers its answer.
    """

    def __init__(self, app: ASGIApp, subjects: Sequence[Subject], offered: Path) -> None:
        self.app, self.subjects, self.offered = app, subjects, offered
        tabs = {tab.name: tab for one in subjects for tab in one.pages.values()}
        self.lectures = lectures.read_all(tabs)
        self.pages = {"/", *(f"/{path}" for one in subjects for path in one.pages)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        headers = Headers(scope=scope)
        for name in ("host", "x-forwarded-host"):
            if not HOST.fullmatch(headers.get(name, "localhost")):
                told = BadValue(name, headers[name], "a host's name and port", "Leave it as it is.")
                return await _refused(400, told)(scope, receive, send)
        if "transfer-encoding" in headers and "content-length" in headers:
            # Where a proxy reads the other of the two, a second request could hide in a body.
            told = BadValue("content-length", headers["content-length"], *ONE_LENGTH)
            return await _refused(400, told, CLOSING)(scope, receive, send)
        kept = [(name, value) for name, value in scope["headers"] if name not in UNHEARD]
        app = self._app(scope)
        if app is None and "text/html" in headers.get("accept", ""):
            app = start.page(self.subjects, scope, lost=True)
        app = app or JSONResponse({"detail": "Not Found"}, 404)
        return await app({**scope, "headers": kept}, receive, send)

    def _app(self, scope: Scope) -> ASGIApp | None:
        method, path = scope["method"], get_route_path(scope)
        if path.rstrip("/") == start.PATH and method in ("GET", "HEAD"):
            return start.page(self.subjects, scope, lectures=(*self.lectures.values(),))
        if path.startswith(lecture_pages.START) and method in ("GET", "HEAD"):
            return lecture_pages.answer(self.lectures, self.subjects, scope, path)
        picture = PICTURE.fullmatch(path)
        if picture and method in ("GET", "HEAD") and (self.offered / picture[1]).is_file():
            return FileResponse(self.offered / picture[1], headers={"cache-control": "private"})
        used = USED.match(f"{method} {path}") and len(path) <= LONGEST and not ODD.search(path)
        if used or (path.rstrip("/") or "/") in self.pages:
            return self.app
        return None


def app_settings(tabs: Sequence[Tab]) -> dict[str, Any]:
    """Arguments of the web application under the page (`launch(app_kwargs=...)`)."""
    questions = {tab.endpoint.name: tab.request for tab in tabs}

    def unknown_endpoint(request: HTTPRequest, error: Exception) -> JSONResponse:
        return _refused(404, UnknownName("endpoint", _last(request), tuple(questions)))

    def unknown_argument(request: HTTPRequest, error: Exception) -> JSONResponse:
        """Gradio's own sentence points to a footer that this page does not have."""
        question = questions.get(_last(request))
        named = re.search("`(.*)`", str(error), re.DOTALL)
        if "/call/v2/" not in request.url.path or question is None or named is None:
            raise error
        return _refused(422, UnknownName("argument", named[1], tuple(rules(question))))

    def missing(request: HTTPRequest, error: Exception) -> JSONResponse:
        if isinstance(error.args[0], int) and re.search("/(queue/join|run/.*)$", request.url.path):
            allowed = "the number of one of the page's events"
            return _refused(404, BadValue("fn_index", error.args[0], allowed, "Reload the page."))
        if "/call/v2/" not in request.url.path or _last(request) in questions:
            raise error
        return unknown_endpoint(request, error)

    def unreadable(request: HTTPRequest, error: Any) -> JSONResponse:
        """Without what was sent, which may be large, or no text that can be sent back."""
        told = [{key: one[key] for key in ("type", "loc", "msg")} for one in error.errors()]
        return JSONResponse({"detail": told}, 422)

    handlers = {
        RequestValidationError: unreadable,
        FnIndexInferError: unknown_endpoint,
        TypeError: unknown_argument,
        KeyError: missing,
    }
    pages = site.pages(tabs)
    layers = [
        Middleware(OnlyUsed, subjects=site.subjects(tabs), offered=answer_files.shared().folder),
        Middleware(WholeBodies),
        Middleware(FewStreams),
        Middleware(RefusedByValue),
        Middleware(SavedViews, tabs=tabs),
        Middleware(Ready, pages=pages, files=page.files(tabs)),
        Middleware(GZipMiddleware, minimum_size=10_000, compresslevel=5),
        Middleware(Finished, head=page.head(tabs), pages=pages),
    ]
    return {"middleware": layers, "exception_handlers": handlers}


def _last(request: HTTPRequest) -> str:
    return request.url.path.rstrip("/").rpartition("/")[2]


def _refused(
    status: int, error: PlaygroundError, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    return JSONResponse({"detail": str(error)}, status, headers)
