"""Controls from rules: a field's bounds, options and help are written once, in its request."""

import random
from typing import Any

import gradio as gr

from playground.engine.request import (
    Choice,
    Die,
    Flag,
    Number,
    Photo,
    Picture,
    Request,
    Rule,
    Text,
    Whole,
    default,
    rules,
)
from playground.ui import pad
from playground.ui.tab import Control
from playground.ui.texts import label

#: Above this many positions a slider cannot be aimed at.
AIMABLE = 1000
#: Up to this many options stand side by side.
SIDE_BY_SIDE = 5


def build(request: type[Request], control: Control, group: str) -> gr.components.Component:
    """The component that asks for a field, showing its default."""
    rule = rules(request)[control.field]
    value, classes = default(request, control.field), ["pg-field", css(group, control)]
    common = {"value": value, "elem_classes": classes}
    if isinstance(rule, Photo):
        return pad.photo(group, caption=control.label, help=rule.help, **common)
    if isinstance(rule, Picture):
        network = default(request, control.like) if control.like else "mnist"
        network = "mask" if control.kind == "mask" else network
        said = {"caption": control.label, "help": rule.help, "network": network}
        return pad.component(group, folded=control.kind == "folded", **said, **common)
    common |= {"label": label(control.label, group), "info": label(rule.help, group)}
    asked = kind(rule, control)
    like = default(request, control.like) if control.like else ""
    listed = options(rule, control, like) if asked in ("radio", "dropdown") else []
    can = control.can(request()) if control.can else [option for _, option in listed]
    choices = [(label(said, group), option) for said, option in listed if option in can]
    return _component(rule, asked, choices, common)


def css(group: str, control: Control) -> str:
    """The class by which the page finds a field, to hide it while it does not matter."""
    return f"pg-field-{group}-{control.field}"


def kind(rule: Rule, control: Control) -> str:
    """Which component asks for it."""
    if control.kind != "auto":
        return control.kind
    if control.named:
        return "dropdown"
    if isinstance(rule, Die):
        return "dice"
    if isinstance(rule, Choice):
        return "radio" if len(rule.options) <= SIDE_BY_SIDE else "dropdown"
    if isinstance(rule, Whole):
        return "slider" if rule.high - rule.low <= AIMABLE else "number"
    if isinstance(rule, Picture):
        return "pad"
    return {Number: "slider", Flag: "checkbox", Text: "text"}[type(rule)]


def options(rule: Rule, control: Control, like: Any) -> list[tuple[str, Any]]:
    """All of a list, what each is called and its value, where `control.like` is `like`."""
    assert isinstance(rule, (Choice, Whole))
    all_ = range(rule.low, rule.high + 1) if isinstance(rule, Whole) else rule.options
    names = {**control.names, **control.named.get(like, {})}
    return [(names.get(str(option), str(option)), option) for option in all_]


def _component(
    rule: Rule, kind: str, choices: list[tuple[Any, Any]], common: dict[str, Any]
) -> Any:
    if choices:
        common["visible"] = len(choices) > 1
        return gr.Radio(choices, **common) if kind == "radio" else gr.Dropdown(choices, **common)
    if isinstance(rule, (Whole, Number)):
        step = 1 if isinstance(rule, Whole) else rule.step
        if kind == "slider":
            return gr.Slider(rule.low, rule.high, step=step, **common)
        precision = 0 if isinstance(rule, Whole) else None
        return gr.Number(minimum=rule.low, maximum=rule.high, precision=precision, **common)
    if isinstance(rule, Text):
        return gr.Textbox(max_length=rule.longest, submit_btn=True, **common)
    return gr.Checkbox(**common)


def triggers(component: Any) -> list[Any]:
    """The events by which a person changes it; a text counts when it is finished."""
    if isinstance(component, gr.Textbox):
        return [component.submit, component.blur]
    return [component.input]


def draw(rule: Rule) -> int:
    """Another value of a whole-number field, at random: what its die button shows next."""
    if not isinstance(rule, Whole):
        raise TypeError(f"a die draws whole numbers, not {type(rule).__name__}")
    return random.randint(rule.low, rule.high)
