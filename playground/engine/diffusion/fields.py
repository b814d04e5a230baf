"""The fields that questions of this subject share."""

from typing import Any

from playground.engine.diffusion.network import ANY, DATASETS, LABELS
from playground.engine.request import choice, default, die, number
from playground.errors import BadValue, Filled


def dataset_field(datasets: tuple[str, ...] = DATASETS) -> Any:
    return choice(datasets[0], datasets, "What the network was trained to draw.", "Data set")


def label_field(value: str = "3") -> Any:
    return choice(value, (ANY, *LABELS), "A class, or any for none in particular.", "Class")


def guidance_field(value: float = 2.0) -> Any:
    return number(
        value,
        0.0,
        5.0,
        "1 is the plain model; above it the class is clearer, variety less.",
        "Guidance scale",
        step=0.1,
    )


def seed_field(value: int = 0) -> Any:
    return die(
        value, 0, 2**31 - 1, "Any whole number; each gives other noise.", "Seed of the noise"
    )


def check_guidance(request: Any, name: str = "label") -> None:
    """Refuse a guidance, other than none or the default, where no class is asked. BadValue."""
    plain = (1, default(type(request), "guidance"))
    if getattr(request, name) == ANY and request.guidance not in plain:
        way_out = "Leave it out, or name a class for it to strengthen."
        raise BadValue(
            "guidance", request.guidance, Filled("1 for {name} {any}", name=name, any=ANY), way_out
        )
