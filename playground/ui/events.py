"""What happens when a visitor asks: newest request wins, links open, clicks ask on."""

import dataclasses
import functools
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import gradio as gr

from playground.engine.request import Request, rules
from playground.errors import BadValue, PlaygroundError
from playground.ui import answers, controls, progress, site
from playground.ui.error_notices import notice, refusal
from playground.ui.layout import Page
from playground.ui.progress import Stopped, Visit
from playground.ui.tab import Tab
from playground.ui.view import View

T = TypeVar("T")

#: Events that compute share one queue, so that visitors wait in line and the machine does not.
WORK = "work"
WORKERS = 2
#: Opening the page mostly reads finished answers.
OPENING = 8

INSTEAD = "The page opens with its own example instead."
NOTHING_YET = "Nothing could be computed to open with. Change a setting to try again."
STOPPED_EARLY = "Stopped, as you asked. Change a setting to ask again."


def _listen(
    page: Page, triggers: Sequence[Any], function: Any, inputs: Any, names: Sequence[str] = ()
) -> None:
    """An event that asks the engine: newest request wins, an error leaves what is on show."""
    # A component's own event ("pick") cannot be joined to others.
    subscribe = triggers[0] if len(triggers) == 1 else functools.partial(gr.on, list(triggers))
    event = subscribe(
        answers.safe(page, progress.tracked(function), names),
        [*inputs, page.visit],
        answers.outputs(page),
        # Values come as they were sent: the request's rules judge them, and nothing rounds them.
        preprocess=False,
        trigger_mode="always_last",
        concurrency_id=WORK,
        concurrency_limit=WORKERS,
        show_progress="full",
        show_progress_on=[page.extras["status"]],
        api_visibility="private",
    )
    event.failure(
        None, js=f"() => playground.unanswered({page.tab.name!r})", api_visibility="private"
    )


def wire(page: Page) -> None:
    # Past the queue, in which the work itself may stand.
    page.extras["stop"].click(
        progress.stop, page.visit, None, queue=False, api_visibility="private"
    )
    names = list(page.controls)
    changes = [t for c in page.controls.values() for t in controls.triggers(c)]
    if page.tab.button:
        changes = [page.extras["button"].click]
    inputs = [page.current, *page.controls.values()]

    def change(current: Request, *values: Any) -> dict[Any, Any]:
        asked = dict(zip(names, values, strict=True))
        request = dataclasses.replace(current, **answers.counting(page.tab, current, asked))
        return answers.values(page, answers.possible(page.tab, request))

    _listen(page, changes, change, inputs, names)
    for name, die in page.dice.items():
        _roll(page, name, die)
    for view in (v for v in page.tab.each() if v.pick):
        _pick(page, view)
    if page.tab.refine:
        _refine(page)
    _keep(page)
    _dismiss(page)


def _roll(page: Page, name: str, die: Any) -> None:
    draw = functools.partial(controls.draw, rules(page.tab.request)[name])

    def roll(current: Request) -> dict[Any, Any]:
        request = answers.possible(page.tab, dataclasses.replace(current, **{name: draw()}))
        return {**answers.values(page, request), **answers.shown(page, request)}

    if page.tab.button:  # which asks, for what the die shows too
        die.click(draw, None, page.controls[name], queue=False, api_visibility="private")
    else:
        _listen(page, [die.click], roll, [page.current])


def _pick(page: Page, view: View[Any, Any]) -> None:
    def pick(current: Request, event: gr.EventData) -> dict[Any, Any]:
        request = picked(view, current, event._data)
        if request is None:
            return {page.current: current}
        request = answers.possible(page.tab, request)
        return {**answers.values(page, request), **answers.shown(page, request)}

    _listen(page, [page.views[view.name].pick], pick, [page.current])


def picked(view: View[Any, Any], current: Request, data: Any) -> Request | None:
    """The next question after a click. BadValue when the event's data is not what a view sends."""
    assert view.pick is not None
    return _understood(view.pick, current, data)


def _understood(function: Callable[[Any, Any], T], current: Request, data: Any) -> T:
    """What a page makes of a click. BadValue when the event's data is not what a view sends."""
    try:
        return function(current, data)
    except PlaygroundError:
        raise
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise BadValue("click", data, "one of the view's own points", "Click again.") from error


def _refine(page: Page) -> None:
    """A pointer at rest between positions: what is exactly there, beside the answer on show."""

    def there(current: Request, data: Any) -> dict[str, Any]:
        assert page.tab.refine is not None
        at = {axis: _share(axis, data["at"][axis]) for axis in data["at"]}
        return {"at": at, "views": page.tab.refine(current, at)}

    def rest(current: Request, event: gr.EventData) -> dict[Any, Any]:
        return {page.extras["refined"]: _understood(there, current, event._data)}

    page.extras["refined"].rest(
        answers.safe(page, rest),
        [page.current],
        [page.extras["refined"], *answers.told(page)],
        trigger_mode="always_last",
        concurrency_id=WORK,
        concurrency_limit=WORKERS,
        show_progress="hidden",
        api_visibility="private",
    )


def _share(axis: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise BadValue(axis, value, "a number from 0 to 1", "Let the pointer rest inside the map.")
    return value


def _keep(page: Page) -> None:
    tab = page.tab

    def keep(current: Request) -> dict[Any, Any]:
        numbers = {"request": dataclasses.asdict(current)}
        numbers |= tab.endpoint.numbers(tab.answer(current))
        file = {"name": f"{tab.name}.json", "text": json.dumps(numbers, indent=1)}
        return {page.extras["keep"]: file}

    page.extras["save"].click(
        answers.safe(page, keep),
        [page.current],
        [page.extras["keep"], *answers.told(page)],
        concurrency_id=WORK,
        concurrency_limit=WORKERS,
        api_visibility="private",
    )


def _dismiss(page: Page) -> None:
    """Away with the notice: the controls say again what is on show."""

    def back(current: Request) -> dict[Any, Any]:
        return {**answers.shown(page, current), page.extras["notice"]: None}

    # Past the queue, in which work may stand.
    where = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
    page.extras["notice"].dismiss(back, [page.current], answers.told(page), **where)


def open_when(trigger: Any, page: Page) -> None:
    """At its first `trigger`: the view that the link asks for, else the tab's default example."""

    def open_(visit: Visit, browser: gr.Request) -> dict[Any, Any]:
        if visit.opened:
            return {page.visit: visit}
        visit.opened = True
        query = dict(browser.query_params)
        named = query.pop("tab", "")
        mine = site.FORMER.get(named, named) == page.tab.name
        request, refused = linked(page.tab, query) if mine else (page.tab.request(), None)
        found = _opening(page, request, visit)
        if refused:
            found[page.extras["notice"]] = refused
        return {**found, **answers.shown(page, found[page.current]), page.visit: visit}

    trigger(
        open_,
        [page.visit],
        [*answers.outputs(page), page.visit],
        show_progress="full",
        show_progress_on=[page.extras["status"]],
        concurrency_id="open",
        concurrency_limit=OPENING,
        api_visibility="private",
    )


def linked(tab: Tab, query: Mapping[str, str]) -> tuple[Request, dict[str, Any] | None]:
    """The link's question; for one that may not be asked the default, and a notice."""
    fields = {
        site.field(tab, k): v
        for k, v in query.items()
        if k != "lang" and not k.startswith(("__", "at.", "set."))
    }
    try:
        return tab.request.parse(fields), None
    except Exception as error:
        return tab.request(), refusal(error, tab, fields, INSTEAD)


def _opening(page: Page, request: Request, visit: Visit) -> dict[Any, Any]:
    """The request's values. One without an answer gives way to what the page opens with; where that
    has none either, the views are empty, and the page stands."""
    asked, usual = dataclasses.asdict(request), page.tab.request()
    try:
        return progress.tracked(answers.values)(page, request, visit)
    except Stopped:
        told = notice(STOPPED_EARLY, calm=True)
    except Exception as error:
        told = refusal(error, page.tab, asked, NOTHING_YET if request == usual else INSTEAD)
        if request != usual:
            return {**_opening(page, usual, visit), page.extras["notice"]: told}
    empty = dict.fromkeys(page.views.values(), answers.UNSHOWN)
    return {**empty, page.extras["notice"]: told, page.current: request}
