"""What a network reads in a drawing while it is drawn: asked by the pad, aside from the page's
events, and answered from the same line."""

import asyncio
from urllib.parse import parse_qsl

from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from playground.engine.reading import ReadingRequest, answer
from playground.errors import PlaygroundError
from playground.ui.error_notices import explained
from playground.ui.line import LINE, Asker, Superseded

ADDRESS = "/kit/reading"
#: What names a visit (`limits` has looked at it): its newest question is answered, none before it.
VISIT = "session_hash"
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
    visit = asked.pop(VISIT, "")
    request = ReadingRequest.parse(asked)
    address = (scope.get("client") or ("",))[0]
    asker = Asker(address, visit, "reading")
    found = LINE.ask(asker, request, request.seconds, lambda: answer(request), _silent)
    return (await asyncio.wrap_future(found)).report()


def _silent(done: int, total: int, said: str | None) -> None:
    """Nobody watches a hundredth of a second."""
