"""A tab's question as a public, typed endpoint."""

import inspect
import itertools
from functools import partial
from typing import Any, Literal

import gradio as gr

from playground.engine.request import (
    Choice,
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
from playground.ui import asking
from playground.ui.answer_files import AnswerFiles
from playground.ui.error_notices import noticed
from playground.ui.tab import Tab

#: How an endpoint takes a picture.
AS_TEXT = ', as data URL; "" for none'
_calls = itertools.count()


def expose(tab: Tab, files: AnswerFiles) -> None:
    """Add the tab's endpoint to the Blocks under construction. `files` holds its pictures."""
    gr.api(
        function(tab, files),
        api_name=tab.endpoint.name,
        api_description=description(tab),
        concurrency_limit=None,  # it waits in our own line
    )


def function(tab: Tab, files: AnswerFiles) -> Any:
    """A function with the request's fields as typed parameters -> {"numbers", "images"}."""
    names = list(rules(tab.request))

    def answer(question: Request) -> dict[str, Any]:
        result = tab.answer(question)
        images = tab.endpoint.images(result).items()
        written = {name: files.keep(name, image) for name, image in images}
        return {"numbers": tab.endpoint.numbers(result), "images": written}

    async def ask(*args: Any, **kwargs: Any) -> dict[str, Any]:
        question = tab.request(**dict(zip(names, args, strict=False)), **kwargs)
        place = f"call {next(_calls)}"  # no call takes another's place
        found: dict[str, Any] = await asking.asked(
            place, (answer, question), question.seconds, partial(answer, question)
        )
        return found

    asked = noticed(ask)
    _sign(asked, tab.request)
    asked.__name__ = tab.endpoint.name
    return asked


def description(tab: Tab) -> str:
    """The endpoint's sentence, and each field's bounds."""
    fields = [
        f"{name}: {allowed(rule)}{AS_TEXT * isinstance(rule, Picture)}. {rule.help}"
        for name, rule in rules(tab.request).items()
    ]
    return "\n".join([tab.endpoint.description, "", *fields])


def allowed(rule: Rule) -> str:
    """What a rule allows, in words."""
    if isinstance(rule, Whole):
        return f"whole number from {rule.low} to {rule.high}"
    if isinstance(rule, Number):
        return f"number from {rule.low:g} to {rule.high:g}"
    if isinstance(rule, Choice):
        return "one of " + ", ".join(rule.options)
    if isinstance(rule, Picture):
        return rule.allowed
    return (
        f"text of at most {rule.longest} characters" if isinstance(rule, Text) else "true or false"
    )


def hint(rule: Rule) -> Any:
    """The Python type that documents a rule."""
    if isinstance(rule, Choice):
        return Literal[rule.options]
    if isinstance(rule, Whole):
        return int
    return {Number: float, Flag: bool, Text: str, Picture: str, Photo: str}[type(rule)]


def _sign(function: Any, request: type[Request]) -> None:
    """Gradio reads the endpoint's inputs and their types off the signature."""
    hints = {name: hint(rule) for name, rule in rules(request).items()}
    function.__signature__ = inspect.Signature(
        [
            inspect.Parameter(
                name,
                inspect.Parameter.POSITIONAL_OR_KEYWORD,
                default=default(request, name),
                annotation=type_,
            )
            for name, type_ in hints.items()
        ],
        return_annotation=dict[str, Any],
    )
    function.__annotations__ = {**hints, "return": dict[str, Any]}
    del function.__wrapped__
