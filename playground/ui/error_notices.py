"""Errors become words in this one place: an endpoint raises them, a page shows them where they
arose, by the names that it gives to its controls."""

import functools
import itertools
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ParamSpec, TypeVar

import gradio as gr

from playground.engine.request import Text, rules
from playground.errors import BadValue, Filled, Own, PlaygroundError
from playground.ui.tab import Control, Tab
from playground.ui.texts import Words, own, phrase

P = ParamSpec("P")
R = TypeVar("R")

APOLOGY = "Something went wrong on our side. It has been logged; please try another setting."
REFUSED = "{label} = {value} is not allowed: it must be {allowed}. {way_out}"
#: Said of the control itself, which shows the value.
BRIEF = "It must be {allowed}. {way_out}"
#: What is on show meanwhile.
FORMER = "What is shown answers the question before."

log = logging.getLogger(__name__)
#: Two notices of the same words are two: the second is said as well.
_turns = itertools.count()


def noticed(function: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
    """Raise gr.Error in place of any error: our own in its words, the unexpected as an apology."""

    @functools.wraps(function)
    async def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return await function(*args, **kwargs)
        except Exception as error:
            raise gr.Error(str(explained(error)), print_exception=False) from error

    return call


def explained(error: Exception) -> PlaygroundError:
    """The error, if it is ours; an unexpected one is logged with its traceback."""
    if isinstance(error, PlaygroundError):
        return error
    log.exception("unexpected error", exc_info=error)
    return PlaygroundError(APOLOGY)


def notice(
    text: Words, *, note: Words = "", calm: bool = False, field: str = "", brief: Words = ""
) -> dict[str, Any]:
    """The value of `small_components.notice`. `note`: what is on show meanwhile; `calm`: no error;
    `field`: the control that caused it, of which `brief` is said."""
    said = {"text": text, "note": note, "calm": calm, "field": field, "brief": brief}
    return {"turn": next(_turns), **said}


def refusal(error: Exception, tab: Tab, asked: Mapping[str, Any], note: str = "") -> dict[str, Any]:
    """The error as a notice of the tab, of which these values were `asked`. Where the answer before
    is still on show, the control that asked what is refused is marked."""
    error = explained(error)
    if not isinstance(error, BadValue):
        return notice(worded(error.args[0]), note=note)
    control = _control(error, tab, asked)
    names = control.names if control else {}
    parts = {one: worded(getattr(error, one), names) for one in ("allowed", "way_out")}
    label, value = _label(error, control), _value(error, names)
    text = {"t": REFUSED, "args": {**parts, "label": label, "value": value}}
    field = control.field if control and control.field in asked and note == FORMER else ""
    return notice(text, note=note, field=field, brief={"t": BRIEF, "args": parts})


def worded(value: Any, names: Mapping[str, str] | None = None) -> Any:
    """A text of an error as words that a page translates; `names`: of a control's options."""
    if isinstance(value, Filled):
        return {"t": value.template, "args": {k: worded(v, names) for k, v in value.blanks.items()}}
    if isinstance(value, Own):
        return own(value)
    if isinstance(value, tuple):
        return [worded(one, names) for one in value]
    return (names or {}).get(value, value)


def _control(error: BadValue, tab: Tab, asked: Mapping[str, Any]) -> Control | None:
    """The control that is meant: of that name, or whose text holds what is refused (a word)."""
    named = [control for control in tab.controls if control.field == error.name]
    texts = (one for one in tab.controls if isinstance(rules(tab.request)[one.field], Text))
    part = str(error.value).casefold()
    holding = [one for one in texts if part and part in str(asked.get(one.field, "")).casefold()]
    return next(iter(named or holding), None)


def _label(error: BadValue, control: Control | None) -> Words:
    if control is None:
        return error.name
    if control.field == error.name:
        return control.label
    return phrase("{label}, {part}", label=control.label, part=error.name)


def _value(error: BadValue, names: Mapping[str, str]) -> str:
    if error.value is None or error.value == "":
        return "nothing"
    if str(error.value).startswith("data:"):
        return "this picture"
    return names.get(error.value, error.shown) if isinstance(error.value, str) else error.shown
