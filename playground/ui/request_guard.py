"""The public door: what a stranger sends is refused in words before anything is done with it."""

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

import gradio as gr
from gradio.route_utils import FnIndexInferError
from starlette._utils import get_route_path
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request as HTTPRequest
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from playground.engine.request import Request, rules
from playground.errors import BadValue, PlaygroundError, UnknownName
from playground.ui import page, site
from playground.ui.ready import Ready
from playground.ui.tab import Tab

#: Bytes of a request's body at most: a question is a few hundred.
LARGEST = 5_000_000

#: What pages, gradio_client and callers of the endpoints ask for.
USED = re.compile(
    r"(GET|HEAD) /((assets|static|kit|svelte)/.*|(config|theme\.css|favicon\.ico|robots\.txt"
    r"|manifest\.json|login_check|gradio_api/(login_check|config|theme\.css|info|openapi\.json"
    r"|startup-events|app_id|queue/(data|status)|heartbeat/[\w-]{1,64}|file=(?!\w+:)[^?]*\.png"
    r"|call/.*)))/?$"
    r"|(POST|OPTIONS) /gradio_api/(queue/join|(call|run)/.*|cancel|reset)/?$"
)


class Door(gr.Blocks):
    """Blocks whose events take neither too many values nor too few, and neither files nor lists.

    `questions`: the request of each public endpoint, by its name. Its rules are asked before
    Gradio looks at the values: a dictionary there could name a file, which Gradio would fetch.
    """

    def __init__(self, questions: Mapping[str, type[Request]], **settings: Any) -> None:
        self._questions = dict(questions)
        super().__init__(**settings)

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


class SmallBodies:
    """ASGI middleware: a larger body is refused (413) before it fills the memory."""

    def __init__(self, app: ASGIApp, largest: int = LARGEST) -> None:
        self.app, self.largest = app, largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        declared = int(dict(scope["headers"]).get(b"content-length", 0))
        if declared > self.largest:
            refusal = JSONResponse({"detail": self._refusal(declared)}, 413)
            return await refusal(scope, receive, send)
        return await self.app(scope, self._counted(receive), send)

    def _counted(self, receive: Receive) -> Receive:
        """A body may also come in chunks, with no length declared."""
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self.largest:
                raise HTTPException(413, self._refusal(read))
            return message

        return counted

    def _refusal(self, size: int) -> str:
        return str(BadValue("body", size, f"at most {self.largest} bytes", "Send a question."))


class OnlyUsed:
    """ASGI middleware: of Gradio's own addresses, those that its page and its clients use.

    Closed with the rest: uploads, deep links and whatever fetches another address. A file is sent
    whole: a broken range would be an error, and another's headers its answer.
    """

    def __init__(self, app: ASGIApp, pages: Sequence[str]) -> None:
        self.app, self.pages = app, {"/", *pages}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        path = get_route_path(scope)
        if not (USED.match(f"{scope['method']} {path}") or (path.rstrip("/") or "/") in self.pages):
            return await JSONResponse({"detail": "Not Found"}, 404)(scope, receive, send)
        headers = [(name, value) for name, value in scope["headers"] if name.lower() != b"range"]
        return await self.app({**scope, "headers": headers}, receive, send)


class ScriptFirst:
    """ASGI middleware: a script at the head of every page of HTML, before any of Gradio's own."""

    def __init__(self, app: ASGIApp, script: str) -> None:
        self.app, self.script = app, f"<head><script>{script}</script>".encode()

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
            body = body.replace(b"<head>", self.script, 1)
            MutableHeaders(raw=start["headers"])["content-length"] = str(len(body))
            await send(start)
            return await send({"type": "http.response.body", "body": body})

        return sent


def _begins_a_page(message: Message) -> bool:
    headers = Headers(raw=message.get("headers", []))
    return headers.get("content-type", "").startswith("text/html")


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
        if "/call/v2/" not in request.url.path or _last(request) in questions:
            raise error
        return unknown_endpoint(request, error)

    handlers = {
        FnIndexInferError: unknown_endpoint,
        TypeError: unknown_argument,
        KeyError: missing,
    }
    paths = tuple(f"/{subject.path}" for subject in site.subjects(tabs))
    layers = [
        Middleware(SmallBodies),
        Middleware(OnlyUsed, pages=paths),
        Middleware(Ready, pages=paths, files=page.files()),
        Middleware(GZipMiddleware, minimum_size=10_000, compresslevel=5),
        Middleware(ScriptFirst, script=page.language_script()),
    ]
    return {"middleware": layers, "exception_handlers": handlers}


def _last(request: HTTPRequest) -> str:
    return request.url.path.rstrip("/").rpartition("/")[2]


def _refused(status: int, error: PlaygroundError) -> JSONResponse:
    return JSONResponse({"detail": str(error)}, status)
