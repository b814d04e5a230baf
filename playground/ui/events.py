"""What happens when a visitor asks: newest request wins, links open, clicks ask on."""

import dataclasses
import functools
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import gradio as gr

from playground.engine import progress
from playground.engine.request import Choice, Request, default, rules
from playground.errors import BadValue, PlaygroundError
from playground.ui import controls, working
from playground.ui.layout import Page
from playground.ui.notices import noticed, told, warn
from playground.ui.tab import Tab, View
from playground.ui.working import Visit

T = TypeVar("T")

#: Events that compute share one queue, so that visitors wait in line and the machine does not.
WORK = "work"
WORKERS = 2
#: Opening the page mostly reads finished answers.
OPENING = 8


# --- answers ---------------------------------------------------------------------------------


def _values(page: Page, request: Request) -> dict[Any, Any]:
    """What each output component gets for a request."""
    painted = page.painted(request)
    values = {component: painted[name] for name, component in page.views.items()}
    for name in ("cards", "snippet"):
        if name in page.extras:
            values[page.extras[name]] = painted[name]
    link = {"tab": page.tab.name, "query": request.to_query(), "off": _off(page.tab, request)}
    link["without"] = _without(page.tab, request)
    values[page.extras["share"]] = link | {name: painted[name] for name in ("see", "hint")}
    values[page.current] = request
    shown = _shown(page, request)
    return values | {component: shown[component] for component in _dependent(page)}


def _off(tab: Tab, request: Request) -> dict[str, bool]:
    """Which controls do not matter to this request."""
    return {c.field: getattr(request, c.when[0]) not in c.when[1] for c in tab.controls if c.when}


def _without(tab: Tab, request: Request) -> dict[str, list[int]]:
    """Which radio buttons of a control cannot be asked beside the rest of the request."""
    return {
        c.field: [i for i, one in enumerate(_options(tab, c.field)) if one not in c.can(request)]
        for c in tab.controls
        if c.can
    }


def _options(tab: Tab, field: str) -> tuple[str, ...]:
    rule = rules(tab.request)[field]
    assert isinstance(rule, Choice)
    return rule.options


def _possible(tab: Tab, request: Request) -> Request:
    """The request, its options that can no longer be asked given way to those that can."""
    for c in (c for c in tab.controls if c.can):
        assert c.can
        if getattr(request, c.field) not in c.can(request):
            request = dataclasses.replace(request, **{c.field: c.can(request)[0]})
    return request


def _counting(tab: Tab, current: Request, asked: Mapping[str, Any]) -> dict[str, Any]:
    """What the controls ask; a hidden one, whatever it was left at, asks for its default."""
    counting = dict(asked)
    for control in (c for c in tab.controls if c.when):
        assert control.when
        name, (field, values) = control.field, control.when
        if asked.get(field, getattr(current, field)) not in values:
            rules(tab.request)[name].check(name, asked[name])
            counting[name] = default(tab.request, name)
    return counting


def _shown(page: Page, request: Request) -> dict[Any, Any]:
    return {component: getattr(request, name) for name, component in page.controls.items()}


def _dependent(page: Page) -> list[Any]:
    """The controls whose value may give way."""
    return [page.controls[c.field] for c in page.tab.controls if c.can]


def _outputs(page: Page, *more: Any) -> list[Any]:
    answered = [*page.views.values(), page.extras["cards"], page.extras["share"], page.current]
    answered += [page.extras["snippet"]] if "snippet" in page.extras else []
    return list(dict.fromkeys([*answered, *_dependent(page), *more]))


# --- events ----------------------------------------------------------------------------------


def _listen(page: Page, triggers: Sequence[Any], function: Any, inputs: Any, outputs: Any) -> None:
    """An event that asks the engine: newest request wins, errors leave the old picture, dimmed."""
    # A component's own event ("pick") cannot be joined to others.
    subscribe = triggers[0] if len(triggers) == 1 else functools.partial(gr.on, list(triggers))
    event = subscribe(
        noticed(working.tracked(function), page.french),
        [*inputs, page.visit],
        outputs,
        # Values come as they were sent: the request's rules judge them, and nothing rounds them.
        preprocess=False,
        trigger_mode="always_last",
        concurrency_id=WORK,
        concurrency_limit=WORKERS,
        show_progress="full",
        show_progress_on=[page.extras["status"]],
        api_visibility="private",
    )
    for outcome, stale in ((event.success, "false"), (event.failure, "true")):
        js = f"() => playground.stale({page.tab.name!r}, {stale})"
        outcome(None, js=js, api_visibility="private")


def wire(page: Page) -> None:
    # Past the queue, in which the work itself may stand.
    page.extras["stop"].click(working.stop, page.visit, None, queue=False, api_visibility="private")
    names = list(page.controls)
    changes = [t for c in page.controls.values() for t in controls.triggers(c)]
    if page.tab.button:
        changes = [page.extras["button"].click]
    inputs = [page.current, *page.controls.values()]

    def change(current: Request, *values: Any) -> dict[Any, Any]:
        asked = dict(zip(names, values, strict=True))
        request = dataclasses.replace(current, **_counting(page.tab, current, asked))
        return _values(page, _possible(page.tab, request))

    _listen(page, changes, change, inputs, _outputs(page))
    for name, die in page.dice.items():
        _roll(page, name, die)
    for view in (v for line in page.tab.views for v in line if v.pick):
        _pick(page, view)
    if page.tab.refine:
        _refine(page)
    _keep(page)


def _roll(page: Page, name: str, die: Any) -> None:
    rule = rules(page.tab.request)[name]

    def roll(current: Request) -> dict[Any, Any]:
        drawn = dataclasses.replace(current, **{name: controls.draw(rule)})
        request = _possible(page.tab, drawn)
        return {**_values(page, request), page.controls[name]: getattr(request, name)}

    _listen(page, [die.click], roll, [page.current], _outputs(page, page.controls[name]))


def _pick(page: Page, view: View) -> None:
    def pick(current: Request, event: gr.EventData) -> dict[Any, Any]:
        request = picked(view, current, event._data)
        if request is None:
            return {page.current: current}
        request = _possible(page.tab, request)
        return {**_values(page, request), **_shown(page, request)}

    outputs = _outputs(page, *page.controls.values())
    _listen(page, [page.views[view.name].pick], pick, [page.current], outputs)


def picked(view: View, current: Request, data: Any) -> Request | None:
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

    def rest(current: Request, event: gr.EventData) -> dict[str, Any]:
        return _understood(there, current, event._data)

    page.extras["refined"].rest(
        noticed(rest, page.french),
        [page.current],
        page.extras["refined"],
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

    def keep(current: Request) -> dict[str, str]:
        numbers = {"request": dataclasses.asdict(current)}
        numbers |= tab.endpoint.numbers(tab.answer(current))
        return {"name": f"{tab.name}.json", "text": json.dumps(numbers, indent=1)}

    page.extras["save"].click(
        noticed(keep, page.french),
        page.current,
        page.extras["keep"],
        concurrency_id=WORK,
        concurrency_limit=WORKERS,
        api_visibility="private",
    )


def open_when(trigger: Any, page: Page) -> None:
    """At its first `trigger`: the view that the link asks for, else the tab's default example."""

    def open_(visit: Visit, browser: gr.Request) -> dict[Any, Any]:
        if visit.opened:
            return {page.visit: visit}
        visit.opened = True
        query = dict(browser.query_params)
        mine = query.pop("tab", None) == page.tab.name
        request = linked(page.tab, query, page.french) if mine else page.tab.request()
        with progress.listening(working.Steps(visit)):
            found = _opening(page, request)
        return {**found, **_shown(page, request), page.visit: visit}

    trigger(
        open_,
        [page.visit],
        _outputs(page, *page.controls.values(), page.visit),
        show_progress="full",
        show_progress_on=[page.extras["status"]],
        concurrency_id="open",
        concurrency_limit=OPENING,
        api_visibility="private",
    )


def linked(tab: Tab, query: Mapping[str, str], french: Mapping[str, str]) -> Request:
    """The link's question; what it may not ask is said, and the default shown in its place."""
    fields = {k: v for k, v in query.items() if not k.startswith(("__", "at."))}
    try:
        return tab.request.parse(fields)
    except Exception as error:
        warn(error, french)
        return tab.request()


def _opening(page: Page, request: Request) -> dict[Any, Any]:
    """The request's values; where it cannot be answered the views say so, and the page stands."""
    try:
        return _values(page, request)
    except Exception as error:
        said = {"error": told(error, page.french)}
        return {**dict.fromkeys(page.views.values(), said), page.current: request}
