"""The fields that questions of this subject share."""

from typing import Any, ClassVar

from playground.engine.diffusion.network import DATASETS, LABELS
from playground.engine.flows import ANY
from playground.engine.request import Request, choice, default, die, number
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


def eta_field(help: str) -> Any:
    return number(1.0, 0.0, 1.0, help, "Noise in each step (eta)")


class Guided(Request):
    """A question whose field `toward` names the class that its guidance strengthens."""

    toward: ClassVar[str] = "label"

    def __post_init__(self) -> None:
        """A guidance that would have no effect is refused: where no class is asked for, any other
        than none and the default. BadValue."""
        super().__post_init__()
        name, guidance = self.toward, getattr(self, "guidance")  # noqa: B009 - of the subclass
        plain = (1, default(type(self), "guidance"))
        if getattr(self, name) == ANY and guidance not in plain:
            allowed = Filled("1 for {name} {any}", name=name, any=ANY)
            way_out = "Leave it out, or name a class for it to strengthen."
            raise BadValue("guidance", guidance, allowed, way_out)
