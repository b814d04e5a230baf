"""What pages show of an answer; what they open with is kept on disk and painted at once."""

import dataclasses
import logging
from typing import Any

from playground.engine import kept
from playground.engine.request import Request
from playground.ui.tab import Tab

log = logging.getLogger(__name__)
#: In place of a view that could not be drawn.
FAILED = "A fault of the program, which its log tells in full. The other views hold."


def shown(tab: Tab[Any, Any], request: Request) -> dict[str, Any]:
    """The values of the views by name, and the sentences that go with them, ready to send."""
    name = named(tab) if request == tab.request() else None
    if name is None:
        return painted(tab, request)
    own = kept.own()
    for folder in (kept.ships(), own):
        if folder and (found := folder.read(name)) is not None:
            return dict(found)
    values = painted(tab, request)
    if own and whole(values):
        try:
            own.write(name, values)
        except OSError as error:
            log.warning("%s: its opening is not kept: %s", tab.name, error)
    return values


def named(tab: Tab[Any, Any]) -> str | None:
    """The name under which its opening is kept; None where it cannot be told what that rests on."""
    if not tab.page.startswith("playground."):
        return None
    key = kept.key(tab.request(), {__name__, tab.page})
    return key and f"{tab.name}.{key}"


def whole(values: dict[str, Any]) -> bool:
    """Whether every view could be drawn, and of all that the page asks for."""
    return not values["lacking"] and not any(
        isinstance(value, dict) and "error" in value for value in values.values()
    )


def painted(tab: Tab[Any, Any], request: Request) -> dict[str, Any]:
    """The values, computed now. A view that fails says so in its place, and the others stand."""
    result, values = tab.answer(request), dict[str, Any]()
    for view in tab.each():
        try:
            values[view.name] = view.value(request, result)
        except Exception:
            log.exception("%s: the view %s failed at %r", tab.name, view.name, request)
            values[view.name] = {"error": FAILED}
    values["lacking"] = tab.lacking(request, result)
    values["hint"] = tab.seen(request, result) or tab.hint
    values["see"] = [dataclasses.asdict(link) for link in tab.see(request, result)]
    return values
