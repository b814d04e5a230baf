"""The page: title, tabs, and for each tab its controls, views, card, link, events and endpoint."""

import dataclasses
import functools
import json
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from playground.caching import stage
from playground.engine.request import Request, rules
from playground.errors import BadValue, PlaygroundError
from playground.ui import chart, controls, endpoint, facts, parts, strip, tiles, working
from playground.ui.door import Door
from playground.ui.notices import noticed, told, warn
from playground.ui.tab import Control, Tab, View
from playground.ui.texts import label
from playground.ui.working import Wish

TITLE = "Deep Learning Playground"
TAGLINE = "Drag a slider and see what a network does: real models, real data, computed here."

#: Events that compute share one queue, so that visitors wait in line and the machine does not.
WORK = "work"
WORKERS = 2
#: Opening the page mostly reads finished answers.
OPENING = 8
#: Endpoints' files are looked at every hour, and deleted when older than that [s].
CLEANING = (3600, 3600)
#: Painted answers a tab keeps: a lecture hall opens the same view many times.
KEPT = 16

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Page:
    """A built tab: its components by name, and its cached painter."""

    tab: Tab
    controls: dict[str, Any]
    dice: dict[str, Any]
    views: dict[str, Any]
    current: gr.State
    wish: gr.State
    extras: dict[str, Any]
    painted: Callable[[Request], dict[str, Any]]


@dataclass(frozen=True)
class Built:
    """The whole page; launch it with `page.launch_settings(tabs)`.

    `warm_up()` computes what every tab opens with, in the background.
    """

    demo: gr.Blocks
    warm_up: Callable[[], threading.Thread]


def build(tabs: Sequence[Tab]) -> Built:
    """The page of these tabs."""
    questions = {tab.endpoint.name: tab.request for tab in tabs}
    settings = {"title": TITLE, "analytics_enabled": False, "delete_cache": CLEANING}
    files: set[str] = set()
    with Door(questions, **settings) as demo:
        demo.temp_file_sets.append(files)
        parts.prose(("h1", "pg-title", TITLE), ("p", "pg-tagline", TAGLINE))
        with gr.Tabs(overflow_behavior="wrap"):
            pages = [_page(tab) for tab in tabs]
        names = json.dumps([tab.name for tab in tabs])
        demo.load(None, js=f"() => playground.begin({names})", api_visibility="private")
        for page in pages:
            _wire(page)
            _open(demo, page)
            endpoint.expose(page.tab, files, concurrency_id=WORK, concurrency_limit=WORKERS)
    # Closed to calls past the queue: they would not wait in line.
    demo.queue(default_concurrency_limit=OPENING, max_size=128, api_open=False)
    return Built(demo, lambda: _warm_up(pages))


def _warm_up(pages: Sequence[Page]) -> threading.Thread:
    def compute() -> None:
        for page in pages:
            try:
                page.painted(page.tab.request())
            except Exception as error:
                log.warning("%s: no opening example: %s", page.tab.name, error)

    thread = threading.Thread(target=compute, name="warm-up", daemon=True)
    thread.start()
    return thread


# --- components ------------------------------------------------------------------------------


def _page(tab: Tab) -> Page:
    with gr.Tab(label(tab.title), id=tab.name, elem_id=f"tab-{tab.name}") as holder:
        parts.prose(("p", "pg-hint", tab.hint))
        with gr.Row(equal_height=False):
            with gr.Column(scale=1, min_width=270, elem_classes="pg-panel"):
                asked, dice = _controls(tab)
            with gr.Column(
                scale=4, min_width=320, elem_classes=["pg-stage", f"pg-views-{tab.name}"]
            ):
                work = _work()
                views = _views(tab)
        extras = {**work, **_extras(tab)}
        current, wish = gr.State(tab.request()), gr.State(Wish())
    holder.select(None, js=f"() => playground.open({tab.name!r})", api_visibility="private")
    return Page(tab, asked, dice, views, current, wish, extras, stage(KEPT)(_painter(tab)))


def _controls(tab: Tab) -> tuple[dict[str, Any], dict[str, Any]]:
    asked: dict[str, Any] = {}
    dice: dict[str, Any] = {}
    for control in (c for c in tab.controls if not c.more):
        _control(tab, control, asked, dice)
    more = [c for c in tab.controls if c.more]
    if more:
        with gr.Accordion(label("More settings"), open=False):
            for control in more:
                _control(tab, control, asked, dice)
    return asked, dice


def _control(tab: Tab, control: Control, asked: dict[str, Any], dice: dict[str, Any]) -> None:
    if control.kind != "dice":
        asked[control.field] = controls.build(tab.request, control, tab.name)
        return
    with gr.Row(elem_classes=["pg-dice", controls.css(tab.name, control)]):
        asked[control.field] = controls.build(tab.request, control, tab.name)
        dice[control.field] = gr.Button("⚄", elem_classes="pg-die", min_width=44, scale=0)


def _work() -> dict[str, Any]:
    """How far the work under way is, and a button to stop it; both show only meanwhile."""
    with gr.Row(elem_classes="pg-work"):
        status = gr.HTML(elem_classes="pg-status")
        stop = gr.Button(label("Stop"), elem_classes="pg-stop", size="sm", min_width=88, scale=0)
    return {"status": status, "stop": stop}


def _views(tab: Tab) -> dict[str, Any]:
    views: dict[str, Any] = {}
    for line in tab.views:
        with gr.Row(equal_height=False):
            for view in line:
                with gr.Column(scale=view.scale, min_width=280):
                    views[view.name] = _view(tab, view)
    return views


def _view(tab: Tab, view: View) -> gr.HTML:
    if view.kind == "strip":
        return strip.component(tab.name, heading=view.label, controls=view.controls)
    if view.kind == "chart":
        return chart.component(tab.name, heading=view.label, height=view.height)
    return {"facts": facts, "tiles": tiles}[view.kind].component(tab.name, heading=view.label)


def _extras(tab: Tab) -> dict[str, Any]:
    extras: dict[str, Any] = {}
    with gr.Row(elem_classes="pg-foot"):
        extras["share"] = parts.share()
        extras["save"] = gr.Button(label("Numbers as JSON"), size="sm")
        extras["keep"] = parts.keep()
    with gr.Accordion(label("Model card"), open=False):
        extras["cards"] = parts.cards()
    if tab.snippet:
        with gr.Accordion(label("Reproduce it in PyTorch"), open=False):
            extras["snippet"] = gr.Code(language="python", interactive=False, show_label=False)
    return extras


# --- answers ---------------------------------------------------------------------------------


def _painter(tab: Tab) -> Callable[[Request], dict[str, Any]]:
    """A request -> the values of the views, the cards and the snippet, all ready to send."""

    def paint(request: Request) -> dict[str, Any]:
        values = dict(tab.paint(request, tab.answer(request)))
        values["cards"] = parts.described(tab.cards(request))
        if tab.snippet:
            values["snippet"] = tab.snippet(request)
        return values

    return paint


def _values(page: Page, request: Request) -> dict[Any, Any]:
    """What each output component gets for a request."""
    painted = page.painted(request)
    values = {component: painted[name] for name, component in page.views.items()}
    for name in ("cards", "snippet"):
        if name in page.extras:
            values[page.extras[name]] = painted[name]
    link = {"tab": page.tab.name, "query": request.to_query()}
    values[page.extras["share"]] = {**link, "off": _off(page.tab, request)}
    values[page.current] = request
    return values


def _off(tab: Tab, request: Request) -> dict[str, bool]:
    """Which controls do not matter to this request."""
    return {c.field: getattr(request, c.when[0]) not in c.when[1] for c in tab.controls if c.when}


def _shown(page: Page, request: Request) -> dict[Any, Any]:
    return {component: getattr(request, name) for name, component in page.controls.items()}


def _outputs(page: Page) -> list[Any]:
    answered = [*page.views.values(), page.extras["cards"], page.extras["share"], page.current]
    return answered + ([page.extras["snippet"]] if "snippet" in page.extras else [])


# --- events ----------------------------------------------------------------------------------


def _listen(page: Page, triggers: Sequence[Any], function: Any, inputs: Any, outputs: Any) -> None:
    """An event that asks the engine: newest request wins, errors leave the old picture, dimmed."""
    # A component's own event ("pick") cannot be joined to others.
    subscribe = triggers[0] if len(triggers) == 1 else functools.partial(gr.on, list(triggers))
    event = subscribe(
        noticed(working.tracked(function)),
        [*inputs, page.wish],
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


def _wire(page: Page) -> None:
    # Past the queue, in which the work itself may stand.
    page.extras["stop"].click(working.stop, page.wish, None, queue=False, api_visibility="private")
    names = list(page.controls)
    changes = [t for c in page.controls.values() for t in controls.triggers(c)]
    inputs = [page.current, *page.controls.values()]

    def change(current: Request, *values: Any) -> dict[Any, Any]:
        asked = dict(zip(names, values, strict=True))
        return _values(page, dataclasses.replace(current, **asked))

    _listen(page, changes, change, inputs, _outputs(page))
    for name, die in page.dice.items():
        _roll(page, name, die)
    for view in (v for line in page.tab.views for v in line if v.pick):
        _pick(page, view)
    _keep(page)


def _roll(page: Page, name: str, die: Any) -> None:
    rule = rules(page.tab.request)[name]

    def roll(current: Request) -> dict[Any, Any]:
        request = dataclasses.replace(current, **{name: controls.draw(rule)})
        return {**_values(page, request), page.controls[name]: getattr(request, name)}

    _listen(page, [die.click], roll, [page.current], [*_outputs(page), page.controls[name]])


def _pick(page: Page, view: View) -> None:
    def pick(current: Request, event: gr.EventData) -> dict[Any, Any]:
        request = _picked(view, current, event._data)
        if request is None:
            return {page.current: current}
        return {**_values(page, request), **_shown(page, request)}

    outputs = [*_outputs(page), *page.controls.values()]
    _listen(page, [page.views[view.name].pick], pick, [page.current], outputs)


def _picked(view: View, current: Request, data: Any) -> Request | None:
    """The next question after a click. BadValue when the event's data is not what a view sends."""
    assert view.pick is not None
    try:
        return view.pick(current, data)
    except PlaygroundError:
        raise
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise BadValue("click", data, "one of the view's own points", "Click again.") from error


def _keep(page: Page) -> None:
    tab = page.tab

    def keep(current: Request) -> dict[str, str]:
        numbers = {"request": dataclasses.asdict(current)}
        numbers |= tab.endpoint.numbers(tab.answer(current))
        return {"name": f"{tab.name}.json", "text": json.dumps(numbers, indent=1)}

    page.extras["save"].click(
        noticed(keep),
        page.current,
        page.extras["keep"],
        concurrency_id=WORK,
        concurrency_limit=WORKERS,
        api_visibility="private",
    )


def _open(demo: gr.Blocks, page: Page) -> None:
    """At page load: the view that the link asks for, else the tab's default example."""

    def open_(visit: gr.Request) -> dict[Any, Any]:
        query = dict(visit.query_params)
        mine = query.pop("tab", None) == page.tab.name
        request = _linked(page.tab, query) if mine else page.tab.request()
        return {**_opening(page, request), **_shown(page, request)}

    demo.load(
        open_,
        None,
        [*_outputs(page), *page.controls.values()],
        show_progress="hidden",
        concurrency_id="open",
        concurrency_limit=OPENING,
        api_visibility="private",
    )


def _linked(tab: Tab, query: Mapping[str, str]) -> Request:
    """The link's question; what it may not ask is said, and the default shown in its place."""
    fields = {k: v for k, v in query.items() if not k.startswith(("__", "at."))}
    try:
        return tab.request.parse(fields)
    except Exception as error:
        warn(error)
        return tab.request()


def _opening(page: Page, request: Request) -> dict[Any, Any]:
    """The request's values; where it cannot be answered the views say so, and the page stands."""
    try:
        return _values(page, request)
    except Exception as error:
        said = {"error": told(error)}
        return {**dict.fromkeys(page.views.values(), said), page.current: request}
