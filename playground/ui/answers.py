"""What an event answers: the values of a page's components, or a notice in their place."""

import dataclasses
import functools
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import gradio as gr

from playground.engine.request import Request, default, rules
from playground.errors import BadValue
from playground.ui.asking import painted
from playground.ui.error_notices import FORMER, notice, refusal
from playground.ui.layout import Page
from playground.ui.line import Stopped, Superseded
from playground.ui.tab import Tab

#: The value of views that have none: they say so in their places.
UNSHOWN = {"error": ""}


async def values(page: Page, request: Request) -> dict[Any, Any]:
    """What each output component gets for a request."""
    found = await painted(page, request)
    values = {page.views: found["file"].told()}
    lacking = found.get("lacking")
    values[page.extras["notice"]] = notice(lacking) if lacking else None
    for name in ("cards", "snippet"):
        values[page.extras[name]] = found[name]
    link: dict[str, Any] = {"query": request.to_query(), "off": _off(page.tab, request)}
    link["offered"] = offered(page.tab, request)
    values[page.extras["share"]] = link | {name: found[name] for name in ("see", "hint")}
    values[page.current] = written(request)
    # The controls whose value may give way.
    for control in (c for c in page.tab.controls if c.can):
        values[page.controls[control.field]] = getattr(request, control.field)
    return values


def written(request: Request) -> str:
    """The question as the page carries it, so that the server need not remember it."""
    return json.dumps(request.to_query())


def read(tab: Tab, text: Any) -> Request:
    """The question that the page carries; what it opens with where it carries none."""
    try:
        fields = json.loads(text or "{}")
        return tab.request.parse({name: str(value) for name, value in fields.items()})
    except (AttributeError, RecursionError, TypeError, json.JSONDecodeError) as error:
        raise BadValue("question", text, "as the page has it", "Reload the page.") from error


def _off(tab: Tab, request: Request) -> dict[str, bool]:
    """Which controls do not matter to this request."""
    return {c.field: getattr(request, c.when[0]) not in c.when[1] for c in tab.controls if c.when}


def offered(tab: Tab, request: Request) -> dict[str, list[Any]]:
    """Which options of a control can be asked beside the rest of the request."""
    return {c.field: list(c.can(request)) for c in tab.controls if c.can}


def possible(tab: Tab, request: Request) -> Request:
    """The request, its options that can no longer be asked given way to those that can."""
    for c in (c for c in tab.controls if c.can):
        assert c.can
        if getattr(request, c.field) not in c.can(request):
            request = dataclasses.replace(request, **{c.field: c.can(request)[0]})
    return request


def counting(tab: Tab, current: Request, asked: Mapping[str, Any]) -> dict[str, Any]:
    """What the controls ask; a hidden one, whatever it was left at, asks for its default."""
    counting = dict(asked)
    for control in (c for c in tab.controls if c.when):
        assert control.when
        name, (field, values) = control.field, control.when
        if asked.get(field, getattr(current, field)) not in values:
            rules(tab.request)[name].check(name, asked[name])
            counting[name] = default(tab.request, name)
    return counting


def drawn(tab: Tab, current: Request, asked: Mapping[str, Any]) -> dict[str, Any]:
    """What the controls ask, a picture and what it sets being of one mind: the newer one's."""
    agreed = dict(asked)
    for control in (c for c in tab.controls if c.sets):
        assert control.sets
        name, (field, value) = control.field, control.sets
        if asked[name] != getattr(current, name):
            agreed[field] = value if asked[name] else default(tab.request, field)
        elif asked[field] != value:
            agreed[name] = default(tab.request, name)
    return agreed


def agreed(page: Page, request: Request, asked: Mapping[str, Any]) -> dict[Any, Any]:
    """The controls of which `drawn` has made something else than they ask."""
    pairs = [(c.field, c.sets[0]) for c in page.tab.controls if c.sets]
    changed = {n for pair in pairs for n in pair if n in asked and asked[n] != getattr(request, n)}
    return {page.controls[name]: getattr(request, name) for name in changed}


def shown(page: Page, request: Request) -> dict[Any, Any]:
    return {component: getattr(request, name) for name, component in page.controls.items()}


def outputs(page: Page) -> list[Any]:
    extras = (page.extras[name] for name in ("cards", "share", "snippet"))
    return [page.views, *extras, page.current, *told(page)]


def told(page: Page) -> list[Any]:
    """Where what went otherwise is said."""
    return [page.extras["notice"], *page.controls.values()]


def safe(
    page: Page, function: Callable[..., Awaitable[dict[Any, Any]]], names: Sequence[str] = ()
) -> Any:
    """`function` of the current question; in place of any error a notice, and all that is on show
    stays. `names`: of the fields whose values follow the question among its arguments."""

    @functools.wraps(function)
    async def call(current: str, *given: Any) -> dict[Any, Any]:
        said = page.extras["notice"]
        try:
            request = read(page.tab, current)
        except Exception as error:
            return {said: refusal(error, page.tab, {}, FORMER)}
        try:
            return await function(request, *given)
        except Superseded:
            return {said: gr.skip()}
        except Stopped as error:
            return {**shown(page, request), said: notice(str(error), calm=True)}
        except Exception as error:
            asked = dict(zip(names, given, strict=False))
            return {said: refusal(error, page.tab, asked, FORMER)}

    return call
