"""One replica of a small site, as a process of its own: `python replica.py NAME`.

Its answers say which replica gave them (`x-replica`) and whom it takes its visitor for (`x-seen`).
"""

import sys
from typing import Any

from kit_example import example
from kit_subject import plane, sketch
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from playground.ui import page, request_guard, shell

TABS = (example("waves"), sketch(), plane())


class Signed:
    """ASGI middleware: every answer bears the replica's name and the visitor's address."""

    def __init__(self, app: ASGIApp, name: str) -> None:
        self.app, self.name = app, name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def signed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["x-replica"] = self.name
                headers["x-seen"] = f"{scope['scheme']} {scope['client'][0]}"
            await send(message)

        await self.app(scope, receive, signed)


def main(name: str) -> None:
    settings: dict[str, Any] = request_guard.app_settings(TABS)
    settings["middleware"] = [Middleware(Signed, name=name), *settings["middleware"]]
    shell.build(TABS).demo.launch(
        app_kwargs=settings,
        quiet=True,
        _frontend=False,
        footer_links=[],
        **page.launch_settings(),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
