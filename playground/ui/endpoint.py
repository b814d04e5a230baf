"""A tab's question as a public, typed endpoint."""

import inspect
import uuid
from pathlib import Path
from typing import Any, Literal

import gradio as gr
from gradio.data_classes import FileData
from gradio.utils import get_upload_folder

from playground.arrays import Image8
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
from playground.ui.error_notices import noticed
from playground.ui.tab import Tab


def expose(tab: Tab, files: set[str], *, concurrency_id: str, concurrency_limit: int) -> None:
    """Add the tab's endpoint to the Blocks under construction. `files` gathers what it writes."""
    gr.api(
        function(tab, files),
        api_name=tab.endpoint.name,
        api_description=description(tab),
        concurrency_id=concurrency_id,
        concurrency_limit=concurrency_limit,
    )


def function(tab: Tab, files: set[str]) -> Any:
    """A function with the request's fields as typed parameters -> {"numbers", "images"}."""
    names = list(rules(tab.request))

    def ask(*args: Any, **kwargs: Any) -> dict[str, Any]:
        question = tab.request(**dict(zip(names, args, strict=False)), **kwargs)
        result = tab.answer(question)
        images = tab.endpoint.images(result).items()
        written = {name: _file(name, image) for name, image in images}
        files.update(file["path"] for file in written.values())
        return {"numbers": tab.endpoint.numbers(result), "images": written}

    asked = noticed(ask)
    _sign(asked, tab.request)
    asked.__name__ = tab.endpoint.name
    return asked


def description(tab: Tab) -> str:
    """The endpoint's sentence, and each field's bounds."""
    fields = [f"{name}: {allowed(rule)}. {rule.help}" for name, rule in rules(tab.request).items()]
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


def _file(name: str, image: Image8) -> dict[str, Any]:
    """A PNG in Gradio's cache, as its clients download it. [F, H, W(, 3)] is stacked downwards."""
    from PIL import Image

    flat = image
    if image.ndim == 4 or (image.ndim == 3 and image.shape[2] != 3):
        flat = image.reshape(-1, *image.shape[2:])
    folder = Path(get_upload_folder())
    folder.mkdir(parents=True, exist_ok=True)
    # A name of its own: no answer overwrites, or outlives, a file that another still offers.
    path = folder / f"{uuid.uuid4().hex}.png"
    Image.fromarray(flat).save(path)
    return FileData(path=str(path), mime_type="image/png", orig_name=f"{name}.png").model_dump()
