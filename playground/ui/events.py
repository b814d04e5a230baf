"""What happens when a visitor asks: newest request wins, links open, clicks ask on."""

import dataclasses
import functools
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import gradio as gr

from playground.engine.request import Request, rules
from playground.errors import BadValue, PlaygroundError
from playground.ui import answers, asking, controls, site
from playground.ui.error_notices import notice, refusal
from playground.ui.layout import Page
from playground.ui.line import Stopped, Superseded
from playground.ui.tab import Tab

T = TypeVar("T")

#: Gradio hands events on as they come: they wait in our own line (`ui/line.py`).
#: What they answer is in its final form.
AT_ONCE: dict[str, Any] = {
    "concurrency_limit": None,
    "postprocess": False,
    "api_visibility": "private",
}
#: Past Gradio's queue.
ASIDE = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}

#: What else a link holds: the page's own, Gradio's, and what social sites and newsletters append.
NO_FIELD = re.compile(r"(tab|lang|lecture|present)$|at\.|set\.|__|utm_|\w+clid$")

INSTEAD = "The page opens with its own example instead."
NOTHING_YET = "Nothing could be computed to open with. Change a setting to try again."
STOPPED_EARLY = "Stopped, as you asked. Change a setting to ask again."


def _asks(
    page: Page, triggers: Sequence[Any], wanted: Any, inputs: Sequence[Any], names: Sequence[str]
) -> None:
    """Events that ask the engine for what `wanted(current, *inputs)` says; None asks nothing.

    The newest question wins; an error leaves what is on show. `names`: the fields that the inputs
    are; where there are none, the controls are told what was asked in their place.
    """

    @functools.wraps(wanted)
    async def ask(current: Request, *given: Any) -> dict[Any, Any]:
        request = await wanted(current, *given)
        if request is None:
            return {page.current: gr.skip()}
        request = answers.possible(page.tab, request)
        return {
            **await answers.values(page, request),
            **(
                answers.agreed(page, request, dict(zip(names, given, strict=True)))
                if names
                else answers.shown(page, request)
            ),
        }

    # A component's own event ("pick") cannot be joined to others.
    subscribe = triggers[0] if len(triggers) == 1 else functools.partial(gr.on, list(triggers))
    event = subscribe(
        answers.safe(page, ask, names),
        [page.current, *inputs],
        answers.outputs(page),
        # Values come as they were sent: the request's rules judge them, and nothing rounds them.
        preprocess=False,
        trigger_mode="always_last",
        show_progress="full",
        show_progress_on=[page.extras["status"]],
        **AT_ONCE,
    )
    name = page.tab.name
    event.failure(None, js=f"() => playground.unanswered({name!r})", api_visibility="private")


def wire(page: Page) -> None:
    tab = page.tab

    def stop() -> None:
        asking.leave(tab.name)

    def anew() -> None:
        asking.leave(tab.name, Superseded())

    page.extras["stop"].click(stop, None, None, **ASIDE)
    page.extras["status"].anew(anew, None, None, **ASIDE)
    names = list(page.controls)
    changes = [t for c in page.controls.values() for t in controls.triggers(c)]
    if tab.button:
        changes = [page.extras["button"].click]

    async def change(current: Request, *values: Any) -> Request:
        asked = answers.drawn(tab, current, dict(zip(names, values, strict=True)))
        return dataclasses.replace(current, **answers.counting(tab, current, asked))

    _asks(page, changes, change, list(page.controls.values()), names)
    # While a long answer is under way, another question is not sent before it: it is called off.
    triggers = [*changes, *(die.click for die in page.dice.values() if not tab.button)]
    gr.on(triggers, None, js=f"() => playground.askedAnew({tab.name!r})", api_visibility="private")
    for name, die in page.dice.items():
        _roll(page, name, die)
    if any(view.pick for view in tab.each()):
        _pick(page)
    if tab.refine:
        _refine(page)
    _keep(page)
    _dismiss(page)


def _roll(page: Page, name: str, die: Any) -> None:
    draw = functools.partial(controls.draw, rules(page.tab.request)[name])

    async def roll(current: Request) -> Request:
        return dataclasses.replace(current, **{name: draw()})

    if page.tab.button:  # which asks, for what the die shows too
        die.click(draw, None, page.controls[name], queue=False, api_visibility="private")
    else:
        _asks(page, [die.click], roll, [], [])


def _pick(page: Page) -> None:
    async def pick(current: Request, event: gr.EventData) -> Request | None:
        found = functools.partial(picked, page.tab, current, event._data)
        asked: Request | None = await asking.asked(page.tab.name, object(), 0.0, found)
        return asked

    _asks(page, [page.views.pick], pick, [], [])


def picked(tab: Tab[Any, Any], current: Request, data: Any) -> Request | None:
    """The next question after a click. BadValue when the event's data is not what a view sends."""
    picks = {view.name: view.pick for view in tab.each() if view.pick}

    def asked(current: Request, data: Any) -> Request | None:
        found: Request | None = picks[data["view"]](current, data["data"])
        return found

    return _understood(asked, current, data)


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

    async def rest(current: Request, event: gr.EventData) -> dict[Any, Any]:
        found = functools.partial(_understood, there, current, event._data)
        where = f"{page.tab.name}: at rest"
        return {page.extras["refined"]: await asking.asked(where, object(), current.seconds, found)}

    page.extras["refined"].rest(
        answers.safe(page, rest),
        [page.current],
        [page.extras["refined"], *answers.told(page)],
        trigger_mode="always_last",
        show_progress="hidden",
        **AT_ONCE,
    )


def _share(axis: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise BadValue(axis, value, "a number from 0 to 1", "Let the pointer rest inside the map.")
    return value


def _keep(page: Page) -> None:
    tab = page.tab

    def numbers(current: Request) -> str:
        told = {"request": dataclasses.asdict(current)}
        return json.dumps(told | tab.endpoint.numbers(tab.answer(current)), indent=1)

    async def keep(current: Request) -> dict[Any, Any]:
        found = functools.partial(numbers, current)
        text = await asking.asked(f"{tab.name}: numbers", object(), current.seconds, found)
        return {page.extras["keep"]: {"name": f"{tab.name}.json", "text": text}}

    page.extras["save"].click(
        answers.safe(page, keep),
        [page.current],
        [page.extras["keep"], *answers.told(page)],
        **AT_ONCE,
    )


def _dismiss(page: Page) -> None:
    """Away with the notice: the controls say again what is on show."""

    async def back(current: Request) -> dict[Any, Any]:
        return {**answers.shown(page, current), page.extras["notice"]: None}

    page.extras["notice"].dismiss(
        answers.safe(page, back), [page.current], answers.told(page), **ASIDE
    )


def open_at(trigger: Any, page: Page) -> None:
    """What the page's link asks for, else the tab's default example."""

    async def open_(browser: gr.Request) -> dict[Any, Any]:
        request, refused = linked(page.tab, dict(browser.query_params))
        try:
            found, asked = await _opening(page, request)
        except Superseded:  # by a control that was moved meanwhile
            return {page.current: gr.skip()}
        if refused:
            found[page.extras["notice"]] = refused
        return {**found, **answers.shown(page, asked)}

    trigger(
        open_,
        None,
        answers.outputs(page),
        show_progress="full",
        show_progress_on=[page.extras["status"]],
        **AT_ONCE,
    )


def linked(tab: Tab, query: Mapping[str, str]) -> tuple[Request, dict[str, Any] | None]:
    """The link's question; for one that may not be asked the default, and a notice."""
    named = query.get("tab", tab.name)
    if site.FORMER.get(named, named) != tab.name:  # a former link to a tab that is no more
        return tab.request(), None
    fields = {site.field(tab, k): v for k, v in query.items() if not NO_FIELD.match(k)}
    try:
        return tab.request.parse(fields), None
    except Exception as error:
        return tab.request(), refusal(error, tab, fields, INSTEAD)


async def _opening(page: Page, request: Request) -> tuple[dict[Any, Any], Request]:
    """The values, and the request that they answer. One without an answer gives way to what the
    page opens with; where that has none either, the views are empty, and the page stands."""
    asked, usual = dataclasses.asdict(request), page.tab.request()
    try:
        return await answers.values(page, request), request
    except Superseded:
        raise
    except Stopped:
        told = notice(STOPPED_EARLY, calm=True)
    except Exception as error:
        told = refusal(error, page.tab, asked, NOTHING_YET if request == usual else INSTEAD)
        if request != usual:
            found, request = await _opening(page, usual)
            return {**found, page.extras["notice"]: told}, request
    current = {page.views: answers.UNSHOWN, page.current: answers.written(request)}
    return {**current, page.extras["notice"]: told}, request
