"""Facts: a line of measured values under the cursor, each a label, a number and a verdict.

facts.value([Fact("l2 norm", [f"{n:.3f}" for n in norms], axes=("eps",), tones=["good", ...])])
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import gradio as gr

from playground.ui.texts import Words

Tone = Literal["plain", "good", "bad"]


@dataclass(frozen=True)
class Fact:
    """`texts`: one a position of `axes` (C order), or just one. `tones`: as many, or just one."""

    label: Words
    texts: Sequence[Words]
    axes: tuple[str, ...] = ()
    tones: Sequence[Tone] = ("plain",)
    help: Words = ""


def value(facts: Sequence[Fact]) -> dict[str, Any]:
    """What the component paints."""
    for fact in facts:
        if not fact.texts or len(fact.tones) not in (1, len(fact.texts)):
            raise ValueError(
                f"fact {fact.label!r}: {len(fact.texts)} texts, {len(fact.tones)} tones"
            )
    return {"facts": [_fact(fact) for fact in facts]}


def component(group: str, **html: Any) -> gr.HTML:
    """A line of facts that shares the cursor of `group`."""
    return gr.HTML(
        value=None,
        html_template="<div class='pg-mount'></div>",
        js_on_load="playground.facts(element, props, trigger, watch);",
        apply_default_css=False,
        group=group,
        **html,
    )


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "label": fact.label,
        "texts": list(fact.texts),
        "axes": list(fact.axes),
        "tones": list(fact.tones),
        "help": fact.help,
    }
