"""What a network reads in a drawing while it is drawn: asked by the pad, aside from the page's
events, and answered from the same line."""

import functools
from urllib.parse import parse_qsl

from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from playground.engine.reading import Reading, ReadingRequest, answer
from playground.errors import PlaygroundError
from playground.ui import asking
from playground.ui.error_notices import explained
from playground.ui.line import Superseded

ADDRESS = "/kit/reading"
#: Bytes of a question at most; a picture takes one or two thousand.
LONGEST = 8_000


async def respond(scope: Scope) -> Response:
    """The numbers of `engine.reading`, for the fields of its request and the name of a visit;
    nothing where that visit has asked anew meanwhile."""
    try:
        told, status = await _read(scope), 200
    except Superseded:
        return Response(status_code=204)
    except Exception as error:
        told, status = {"detail": str(explained(error))}, 400
    return JSONResponse(told, status, {"cache-control": "no-store"})


async def _read(scope: Scope) -> dict[str, object]:
    if len(scope["query_string"]) > LONGEST:
        raise PlaygroundError(f"A question of more than {LONGEST} bytes is no picture of 28 x 28.")
    asked = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    asked.pop(asking.VISIT, None)
    request = ReadingRequest.parse(asked)
    compute = functools.partial(answer, request)
    read: Reading = await asking.aside(scope, "reading", request, request.seconds, compute)
    return read.report()
