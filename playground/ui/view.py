"""A view: a part of an answer that draws itself.

    chart.view("Classes", classes)     # where classes(request, result) -> Chart

What fills it says what kind it is: a `Strip`, `Chart`, `Facts`, `Table`, `Tiles`, `Particles`,
`Heads`, `Machine`, `StepByStep` or `TokenText`, each drawn in the page by the script of its module.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

import gradio as gr

from playground.engine.request import Request

Asked = TypeVar("Asked", bound=Request)
Answered = TypeVar("Answered")
Kind = TypeVar("Kind")

#: The value of a view that has nothing to show here: it takes no room.
ABSENT: Mapping[str, Any] = {"absent": True}


class Painted(Protocol):
    """What fills a view."""

    def value(self) -> dict[str, Any]:
        """What the page's script draws, as JSON-able values. ValueError where parts do not fit."""


#: Gives what fills a view of that kind, or None for nothing.
Draw = Callable[[Asked, Answered], Kind | None]
#: A pick turns a click into the next question: the request on show and the event's data -> another
#: request, or None to leave all as it is. What comes from the page may be anything: a wrong `data`
#: should raise BadValue, KeyError, TypeError or IndexError, and is then refused with a notice.
Pick = Callable[[Asked, Mapping[str, Any]], Asked | None]


@dataclass(frozen=True)
class View(Generic[Asked, Answered]):
    """Made by a kind's `view(heading, draw, ...)`. `draw(request, result)` gives what fills it, or
    None for nothing. `name`: by which links, tests and `Tab.refine` know it, unless told otherwise
    that of `draw`. `scale`: its width beside its neighbours'."""

    heading: str
    draw: Callable[[Asked, Answered], Painted | None]
    script: str
    name: str = ""
    scale: int = 1
    pick: Pick[Asked] | None = None
    props: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.name:
            object.__setattr__(self, "name", self.draw.__name__.lstrip("_"))

    def value(self, request: Asked, result: Answered) -> Mapping[str, Any]:
        """What its component shows of an answer."""
        filled = self.draw(request, result)
        return ABSENT if filled is None else filled.value()

    def described(self) -> dict[str, Any]:
        """What the page's script needs to draw it."""
        named: dict[str, Any] = {"heading": self.heading, "view": self.name, "script": self.script}
        named["asks"] = self.pick is not None
        return {**named, "scale": self.scale, **self.props}


def stage(group: str, lines: Sequence[Sequence[View[Any, Any]]]) -> gr.HTML:
    """All views of a tab, which share the cursors of `group`: one component, since each costs a
    browser time. Its value tells where theirs are (`ViewFile.told`), or why there are none; `pick`
    tells of a click, the view's name and its data."""
    described = [[view.described() for view in line] for line in lines]
    return mounted("stage", "pick", group=group, lines=described)


def mounted(script: str, event: str = "", value: Any = None, **props: Any) -> gr.HTML:
    """A component drawn by `playground.<script>` in the page, which may trigger `event`."""
    return gr.HTML(
        value=value,
        html_template="<div class='pg-mount'></div>",
        js_on_load=f"playground.{script}(element, props, trigger, watch); /* '{event}' */",
        apply_default_css=False,
        **props,
    )
