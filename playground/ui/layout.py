"""A tab laid out: its controls, its views, and what stands below them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from playground.caching import cached
from playground.engine.request import Request, rules
from playground.ui import controls, openings, small_components, view_files
from playground.ui.tab import Control, Tab
from playground.ui.texts import label
from playground.ui.view import stage


@dataclass(frozen=True)
class Page:
    """A built tab: its components by name, and its cached painter."""

    tab: Tab
    controls: dict[str, Any]
    dice: dict[str, Any]
    views: Any
    current: gr.Textbox
    extras: dict[str, Any]
    painted: Callable[[Request], dict[str, Any]]


def lay(tab: Tab) -> Page:
    with gr.Column(elem_id=f"tab-{tab.name}", elem_classes="pg-tab"):
        small_components.hint(tab.hint, tab.name)
        with gr.Row(equal_height=False):
            with gr.Column(scale=1, min_width=270, elem_classes="pg-panel"):
                small_components.fold()
                asked, dice = _controls(tab)
                said = label(tab.button, tab.name) if tab.button else ""
                button = gr.Button(said, variant="primary") if said else None
            shown = ["pg-stage", f"pg-views-{tab.name}"]
            with gr.Column(scale=4, min_width=320, elem_classes=shown):
                work = {**_work(tab.name), "notice": small_components.notice(tab.name)}
                views = stage(tab.name, tab.views)
        extras = {**work, **_extras(tab), **({"button": button} if button else {})}
        _follow(tab, asked, extras["share"])
        # The question on show travels with each event: the server keeps nothing of a visitor.
        current = gr.Textbox(visible="hidden")
    painted = cached(_painter(tab))
    return Page(tab, asked, dice, views, current, extras, painted)


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


def _follow(tab: Tab, asked: dict[str, Any], share: gr.HTML) -> None:
    """Lists and pads that go by other controls, or by the question on show, which `share` knows."""
    for control in (c for c in tab.controls if c.can or (c.named and c.like in asked)):
        rule = rules(tab.request)[control.field]
        like = [asked[control.like]] if control.like else []
        named = {value: controls.options(rule, control, value) for value in control.named or ("",)}
        about = f"{tab.name!r}, {control.field!r}, {json.dumps(named)}"
        gr.on(
            [share.change, *(one.change for one in like)],
            None,
            [share, *like],
            asked[control.field],
            js=f"(said, name = '') => playground.offer({about}, said, name)",
            api_visibility="private",
        )
    for control in (c for c in tab.controls if c.like in asked and not c.named):
        js = f"(name) => playground.imitate({tab.name!r}, name)"
        asked[control.like].change(None, asked[control.like], js=js, api_visibility="private")
    for control in (c for c in tab.controls if c.sets):
        assert control.sets
        field, value = control.sets
        about = f"{tab.name!r}, {control.field!r}"
        js = f"(said) => {{ if (said === {json.dumps(value)}) playground.unfold({about}); }}"
        asked[field].change(None, asked[field], js=js, api_visibility="private")


def _control(tab: Tab, control: Control, asked: dict[str, Any], dice: dict[str, Any]) -> None:
    if controls.kind(rules(tab.request)[control.field], control) != "dice":
        asked[control.field] = controls.build(tab.request, control, tab.name)
        return
    with gr.Row(elem_classes=["pg-dice", controls.css(tab.name, control)]):
        asked[control.field] = controls.build(tab.request, control, tab.name)
        dice[control.field] = gr.Button("⚄", elem_classes="pg-die", min_width=44, scale=0)


def _work(group: str) -> dict[str, Any]:
    """How far the work under way is, and a button to stop it; both show only meanwhile."""
    with gr.Row(elem_classes="pg-work"):
        status = small_components.work(group)
        stop = gr.Button(label("Stop"), elem_classes="pg-stop", size="sm", min_width=88, scale=0)
    return {"status": status, "stop": stop}


def _extras(tab: Tab) -> dict[str, Any]:
    extras: dict[str, Any] = {}
    with gr.Row(elem_classes="pg-foot"):
        extras["share"] = small_components.share()
        extras["save"] = gr.Button(label("Numbers as JSON"), size="sm")
        extras["keep"] = small_components.keep()
        if tab.refine:
            extras["refined"] = small_components.refined(tab.name)
    extras["cards"] = small_components.cards()
    extras["snippet"] = small_components.snippet()
    return extras


def _painter(tab: Tab[Any, Any]) -> Callable[[Request], dict[str, Any]]:
    """A request -> the file of the views' values, the cards and the snippet, all ready to send."""

    def paint(request: Request) -> dict[str, Any]:
        shown = openings.shown(tab, request)
        # Kept with the rest, so that the pages that are told of it find it.
        file = view_files.write({view.name: shown.pop(view.name) for view in tab.each()})
        view_files.answer_with(tab.name, request, file)
        if request == tab.request():
            view_files.open_with(tab.name, file)
        cards = small_components.described(tab.cards(request))
        return shown | {"file": file, "cards": cards, "snippet": tab.reproduced(request)}

    return paint
