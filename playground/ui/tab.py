"""What a tab is: data that the shell turns into a page, its events, its link and its endpoint.

`ui/tabs/diffusion/race.py` is a complete one, from top to bottom as the page looks: its words, a
function for each view, and a `TAB` that lists them. A word in `ui/tabs/__init__.py` adds it.
Frames, axes and charts of one tab share its cursors by their axis names; the tab's name is their
group.
"""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, get_type_hints

from playground.arrays import Image8
from playground.engine.request import rules
from playground.ui.texts import Words
from playground.ui.view import Answered, Asked, View


@dataclass(frozen=True)
class Control:
    """How a field of the request is asked, where that differs from what its rule says.

    `kind="auto"`: a list where it is `named`, a slider for numbers, radio buttons up to five
    options, else a dropdown, a checkbox, a text box, a drawing pad, a number with a die.
    `names`: how options are shown, where that differs from their value; `named`: so for each value
    of the field `like`.
    `like`: the field that names the data set which a drawing pad imitates (without: MNIST), or the
    network that reads what is drawn, or whose names a list shows; the pad of a `"mask"` imitates
    none, and takes what is drawn where it stands. A `"folded"` pad is a button until it is pressed.
    `more=True` puts it under "More settings". `when=("pair", ("chosen",))` shows it only while the
    field `pair` is "chosen". `sets=("from_a", "own")`: a picture that is taken up sets that field
    to that value, and none back to its default; another value there clears the picture.
    `can(request)`: the options that can be asked beside the rest of the request; no others are
    offered, and one that no longer can gives way to the first.
    """

    field: str
    label: str = ""
    kind: Literal["auto", "slider", "radio", "dropdown", "number", "mask", "folded"] = "auto"
    names: Mapping[str, str] = dataclasses.field(default_factory=dict)
    named: Mapping[str, Mapping[str, str]] = dataclasses.field(default_factory=dict)
    like: str = ""
    more: bool = False
    when: tuple[str, tuple[Any, ...]] | None = None
    sets: tuple[str, Any] | None = None
    can: Callable[[Any], tuple[Any, ...]] | None = None


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
    images: Callable[[Any], Mapping[str, Image8]] = lambda result: {}


#: What each folder of tabs is about.
SUBJECTS = {
    "latent": "Latent interpolation",
    "diffusion": "Diffusion",
    "attention": "Attention",
    "adversarial": "Adversarial attacks",
    "truncation": "Truncation",
}


@dataclass(frozen=True)
class Tab(Generic[Asked, Answered]):
    """One tab. `views` are lines of views from top to bottom, each from left to right.

    `page`: its module, `__name__`, after which it is called: that of tabs/latent/four_corners.py is
    "latent-four-corners", titled Four corners, of the subject Latent interpolation.

    Neighbours of one `subject` share a page of the site, in which each has a tab of its own; what
    they open with is asked when a visitor first selects them, but for the first one's.
    `answer`: its annotation says what is asked, the `request`.
    `controls`: those named come first; the rest follow in the order of the request, each field with
    its rule's label (a field without one is asked by other means, such as a click).
    `hint`: what to try, and what is then seen; true of what the page opens with. `seen(request,
    result)`: the sentence in its place where it depends on the answer; None leaves the hint.
    `lacking(request, result)`: why an answer is not whole, which is shown above the views.
    `button`: the question is costly, so that changed controls wait for a press on it.
    `see`: related tabs, which may take up what this answer shows.
    `refine(request, at)`: asked when the pointer rests between the positions of dragged cursors; at
    says how far along each axis, from 0 to 1. Answers by view: `strip.refined(rows)`,
    `chart.refined(traces)`. May raise as a `Pick` may.
    `snippet`: Python that gives the page's numbers, `{request}` standing for the question. One that
    does not begin with an import goes on where `result` is the answer.
    `examples`: the fields of two or more cheap questions that differ, and of each form that an
    answer takes; what holds for a page is tried on them.
    """

    hint: str
    answer: Callable[[Asked], Answered]
    views: tuple[tuple[View[Asked, Answered], ...], ...]
    endpoint: Endpoint
    snippet: str
    cards: Callable[[Asked], tuple[str, ...]] = lambda request: ()
    examples: tuple[Mapping[str, Any], ...] = ()
    controls: tuple[Control, ...] = ()
    page: str = ""
    name: str = ""
    title: str = ""
    subject: str = ""
    seen: Callable[[Asked, Answered], Words | None] = lambda request, result: None
    lacking: Callable[[Asked, Answered], Words | None] = lambda request, result: None
    button: str = ""
    see: Callable[[Asked, Answered], tuple[Link, ...]] = lambda request, result: ()
    refine: Callable[[Asked, Mapping[str, float]], Mapping[str, Any]] | None = None
    request: type[Asked] = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        asked, *_ = get_type_hints(self.answer).values()
        object.__setattr__(self, "request", asked)
        self._call()
        named = {control.field for control in self.controls}
        ruled = rules(self.request).items()
        more = [Control(name) for name, rule in ruled if rule.label and name not in named]
        whole = [
            _labelled(one, rules(self.request)[one.field].label) for one in [*self.controls, *more]
        ]
        object.__setattr__(self, "controls", tuple(whole))

    def _call(self) -> None:
        """What is left out of its names is that of its module."""
        folder, _, module = self.page.rpartition("tabs.")[2].partition(".")
        called = {
            "name": f"{folder}-{module}".replace("_", "-"),
            "title": module.replace("_", " ").capitalize(),
            "subject": SUBJECTS.get(folder, ""),
        }
        for field, said in called.items():
            object.__setattr__(self, field, getattr(self, field) or said)

    def each(self) -> Iterator[View[Asked, Answered]]:
        """Its views, one by one."""
        return (view for line in self.views for view in line)

    def painted(self, request: Asked, result: Answered) -> dict[str, Any]:
        """What every view shows of an answer, by its name."""
        return {view.name: view.value(request, result) for view in self.each()}

    def reproduced(self, request: Asked) -> str:
        """Python that gives this answer's numbers."""
        said = self.snippet.format(request=request)
        if said.startswith(("import ", "from ")):
            return said
        asked = f"from {self.answer.__module__} import {type(request).__name__}, answer"
        return f"{asked}\n\nresult = answer({request})\n{said}\n"


def _labelled(control: Control, label: str) -> Control:
    return control if control.label else dataclasses.replace(control, label=label)
