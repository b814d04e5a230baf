"""What a tab is: data that the shell turns into a page, its events, its link and its endpoint.

A complete tab, `ui/tabs/latent/path.py`:

    from playground.engine.latent import path
    from playground.ui import chart, figures, strip
    from playground.ui.chart import Cursor
    from playground.ui.strip import Axis, Row
    from playground.ui.tab import Control, Endpoint, Tab, View

    def paint(request: path.Request, result: path.Result) -> dict[str, Any]:
        axes = [Axis("alpha", "alpha", result.alphas, start=len(result.alphas) // 2)]
        return {
            "pictures": strip.value(axes, [
                Row("Model", result.decoded, ("alpha",)),
                Row("Pixel blend", result.blend, ("alpha",), note="an average of two photographs"),
            ]),
            "classes": chart.value(
                figures.lines(result.alphas, result.probabilities, x="alpha", y="probability"),
                cursor=Cursor("alpha", result.alphas),
            ),
        }

    TAB = Tab(
        name="latent",
        title="Path",
        subject="Latent interpolation",
        hint="Drag alpha: the model's path stays on digits, the pixel blend shows two at once.",
        request=path.Request,
        answer=path.answer,
        controls=(Control("model", "Model"), Control("path", "Path", more=True)),
        views=((View("pictures", "strip"),), (View("classes", "chart", "Classes"),)),
        paint=paint,
        cards=lambda request: (request.model, "mnist-classifier"),
        endpoint=Endpoint("interpolate", "Walk ...", images=lambda r: {"decoded": r.decoded}),
    )

and one line in `ui/tabs/__init__.py`. Frames, axes and charts of one tab share its cursors by their
axis names; the tab's name is their group.
"""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from playground.engine.request import Request
from playground.ui.texts import Words


@dataclass(frozen=True)
class Control:
    """How a field of the request is asked. Bounds, options and help come from the field's rule.

    `kind="auto"`: a list where it is `named`, a slider for numbers, radio buttons up to five
    options, else a dropdown, a checkbox, a text box, a drawing pad. `"dice"`: a number with a
    button that draws another (seeds, image numbers). `names`: how options are shown, where that
    differs from their value; `named`: so for each value of the field `like`.
    `like`: the field that names the data set which a drawing pad imitates (without: MNIST), or
    whose names a list shows; the pad of a `"mask"` imitates none, and takes what is drawn where it
    stands.
    `offered`: of a choice's options those that can work here; all where none are named.
    `more=True` puts it under "More settings". `when=("pair", ("chosen",))` shows it only while the
    field `pair` is "chosen". `can(request)`: the radio buttons that can be asked beside the rest of
    the request; no others are offered, and one that no longer can gives way to the first.
    """

    field: str
    label: str
    kind: Literal["auto", "slider", "radio", "dropdown", "number", "dice", "mask"] = "auto"
    names: Mapping[str, str] = dataclasses.field(default_factory=dict)
    named: Mapping[str, Mapping[str, str]] = dataclasses.field(default_factory=dict)
    like: str = ""
    offered: tuple[str, ...] = ()
    more: bool = False
    when: tuple[str, tuple[Any, ...]] | None = None
    can: Callable[[Any], tuple[str, ...]] | None = None


@dataclass(frozen=True)
class View:
    """A component that `paint` gives a value to. `pick` turns a click into the next question.

    `pick(request, data)`: the request on show and the event's data -> another request, or None to
    leave all as it is. What comes from the page may be anything: a wrong `data` should raise
    BadValue, KeyError, TypeError or IndexError, and is then refused with a notice.
    """

    name: str
    kind: Literal["strip", "chart", "field", "facts", "tiles", "heads", "hand", "passage", "table"]
    label: str = ""
    height: int = 320
    controls: bool = True
    scale: int = 1
    pick: Callable[[Any, Mapping[str, Any]], Request | None] | None = None


@dataclass(frozen=True)
class Link:
    """To another tab: its name, what the link says, and the fields of the question that it asks."""

    tab: str
    text: str
    query: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Endpoint:
    """The tab's question as a public endpoint: `/name`, its inputs the fields of the request.

    It returns `numbers(result)` as JSON, and each of `images(result)` as a PNG file: uint8 [H, W]
    or [H, W, 3] as it is; [F, H, W] or [F, H, W, 3] stacked from top to bottom, F * H rows high.
    """

    name: str
    description: str
    numbers: Callable[[Any], dict[str, Any]] = lambda result: result.report()
    images: Callable[[Any], Mapping[str, NDArray[np.uint8]]] = lambda result: {}


@dataclass(frozen=True)
class Tab:
    """One tab. `views` are lines of views from top to bottom, each from left to right.

    Neighbours of one `subject` share a page of the site, in which each has a tab of its own; what
    they open with is asked when a visitor first selects them, but for the first one's.
    `hint`: what to try, and what is then seen; true of what the page opens with. `seen(request,
    result)`: the sentence in its place where it depends on the answer; None leaves the hint.
    `paint` may say, as "lacking", why an answer is not whole: that is shown above the views.
    `button`: the question is costly, so that changed controls wait for a press on it.
    `see`: related tabs, which may take up what this answer shows.
    `refine(request, at)`: asked when the pointer rests between the positions of dragged cursors; at
    says how far along each axis, from 0 to 1. Answers by view: `strip.refined(rows)`,
    `chart.refined(traces)`. May raise as `View.pick` may.
    """

    name: str
    title: str
    hint: str
    request: type[Request]
    answer: Callable[[Any], Any]
    controls: tuple[Control, ...]
    views: tuple[tuple[View, ...], ...]
    paint: Callable[[Any, Any], Mapping[str, Any]]
    cards: Callable[[Any], tuple[str, ...]]
    endpoint: Endpoint
    subject: str = ""
    seen: Callable[[Any, Any], Words | None] = lambda request, result: None
    button: str = ""
    see: Callable[[Any, Any], tuple[Link, ...]] = lambda request, result: ()
    refine: Callable[[Any, Mapping[str, float]], Mapping[str, Any]] | None = None
    snippet: Callable[[Any], str] | None = None
