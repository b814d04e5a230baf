"""A tab's question as a public, typed endpoint."""

import inspect
from collections.abc import Mapping
from typing import Any, Literal

import gradio as gr
import numpy as np
from gradio.data_classes import FileData
from gradio.processing_utils import save_pil_to_cache
from numpy.typing import NDArray

from playground.engine.request import (
    Choice,
    Flag,
    Number,
    Request,
    Rule,
    Text,
    Whole,
    default,
    rules,
)
from playground.ui.notices import noticed
from playground.ui.tab import Tab


def expose(tab: Tab, *, concurrency_id: str, concurrency_limit: int) -> None:
    """Add the tab's endpoint to the Blocks under construction."""
    gr.api(
        function(tab),
        api_name=tab.endpoint.name,
        api_description=description(tab),
        concurrency_id=concurrency_id,
        concurrency_limit=concurrency_limit,
    )


def function(tab: Tab) -> Any:
    """A function with the request's fields as typed parameters -> {"numbers", "images"}."""
    names = list(rules(tab.request))

    def ask(*args: Any, **kwargs: Any) -> dict[str, Any]:
        question = tab.request(**dict(zip(names, args, strict=False)), **kwargs)
        result = tab.answer(question)
        images = {name: _file(image) for name, image in tab.endpoint.images(result).items()}
        return {"numbers": tab.endpoint.numbers(result), "images": images}

    asked = noticed(ask, escape=False)
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
    return (
        f"text of at most {rule.longest} characters" if isinstance(rule, Text) else "true or false"
    )


def hint(rule: Rule) -> Any:
    """The Python type that documents a rule."""
    if isinstance(rule, Choice):
        return Literal[rule.options]
    return {Whole: int, Number: float, Flag: bool, Text: str}[type(rule)]


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


def _file(image: NDArray[np.uint8]) -> Mapping[str, Any]:
    """A PNG in Gradio's cache, as its clients download it. [F, H, W(, 3)] is stacked downwards."""
    from PIL import Image

    flat = image
    if image.ndim == 4 or (image.ndim == 3 and image.shape[2] != 3):
        flat = image.reshape(-1, *image.shape[2:])
    path = save_pil_to_cache(Image.fromarray(flat), cache_dir=_cache(), format="png")
    return FileData(path=path, mime_type="image/png", orig_name="image.png").model_dump()


def _cache() -> str:
    from gradio.utils import get_upload_folder

    return get_upload_folder()
