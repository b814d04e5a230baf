"""A small tab on synthetic pictures, for the tests of the kit: quick, and with every part used."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.request import Request, choice, flag, number, text, whole
from playground.errors import BadValue
from playground.ui import chart, facts, figures, messages, strip, tiles
from playground.ui.chart import Cursor, Frames
from playground.ui.facts import Fact
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.texts import phrase
from playground.ui.tiles import Group

PHASES = 12
SIZES = 5


@dataclass(frozen=True)
class Question(Request):
    shape: str = choice("wave", ("wave", "ring"), "What is drawn.")
    seed: int = whole(0, 0, 999999, "Draws the noise.")
    noise: float = number(0.1, 0.0, 1.0, "How much noise lies over the picture.")
    words: str = text("hello", 20, "A word of yours.")
    broken: bool = flag(False, "Ask for an answer that fails.")


@dataclass(frozen=True)
class Answer:
    frames: NDArray[np.uint8]
    coloured: NDArray[np.uint8]
    curve: NDArray[np.float64]
    bars: NDArray[np.float64]
    words: str

    def report(self) -> dict[str, Any]:
        return {"curve": self.curve.tolist(), "words": self.words}


def answer(question: Question) -> Answer:
    """Deterministic pictures [PHASES * SIZES, 28, 28] of the question."""
    if question.broken:
        raise BadValue("broken", True, "false", "Leave it off.")
    rng = np.random.default_rng(question.seed)
    phase, size = np.meshgrid(np.arange(PHASES) / PHASES, 2 + np.arange(SIZES), indexing="ij")
    phase, size = phase.reshape(-1, 1, 1), size.reshape(-1, 1, 1)
    y, x = np.mgrid[-1:1:28j, -1:1:28j]
    distance = x if question.shape == "wave" else np.hypot(x, y)
    clean = 0.5 + 0.5 * np.sin(2 * np.pi * (distance * size / 2 - phase))
    noisy = np.clip(clean + question.noise * rng.standard_normal(clean.shape), 0, 1)
    frames = (noisy * 255).astype(np.uint8)
    coloured = np.stack([frames, frames[:, ::-1], 255 - frames], axis=-1)[:PHASES]
    curve = noisy.mean(axis=(1, 2)).reshape(PHASES, SIZES).mean(axis=1)
    return Answer(frames, coloured, curve, rng.dirichlet(np.ones(6), PHASES), question.words)


def paint(question: Question, found: Answer) -> dict[str, Any]:
    phases = np.arange(PHASES) / PHASES
    axes = [Axis("phase", "Phase", phases, start=3), Axis("size", "Size", [2, 3, 4, 5, 6])]
    said = [phrase("{word}, frame {i}", word=found.words, i=i) for i in range(len(found.frames))]
    return {
        "pictures": strip.value(
            axes,
            [
                Row("Noisy wave", found.frames, ("phase", "size"), captions=said),
                Row("In colour", found.coloured, ("phase",), note="the wave turned over"),
                Row("At rest", found.frames[:1]),
                Row("All phases", found.coloured, ("phase",), layout="all"),
            ],
        ),
        "curve": chart.value(
            figures.lines(phases, {"brightness": found.curve}, x="phase", y="brightness"),
            cursor=Cursor("phase", phases),
        ),
        "bars": chart.value(
            figures.bars([f"class {i}" for i in range(6)], {"share": found.bars[0]}, y="share"),
            frames=Frames("phase", {0: {"y": found.bars}}),
        ),
        "facts": facts.value(
            [
                Fact("brightness", [f"{v:.3f}" for v in found.curve], ("phase",)),
                Fact("in range", ["yes"], tones=["good"]),
                Fact("prediction", ["changed"], tones=["bad"], help="what it says of itself"),
            ]
        ),
        "tiles": tiles.value(
            [Group("Shape", ["wave", "ring"], ["wave", "ring"].index(question.shape))]
        ),
    }


def turn(question: Question, data: Any) -> Question:
    return Question(shape=["wave", "ring"][data["option"]], seed=question.seed)


FRENCH = {
    "How much noise lies over the picture.": "Le bruit posé sur l'image.",
    "A ring of noise {noise}: drag the phase.": "Un anneau au bruit {noise} : déplacez la phase.",
    "Noise": "Bruit",
    "Noisy wave": "Onde bruitée",
    "Phase": "Phase",
    "{word}, frame {i}": "{word}, image {i}",
}


def say(tab: str, french: dict[str, str]) -> None:
    """Words of a tab that no file holds."""
    catalogue: Any = messages.catalogues()["fr"]
    catalogue.setdefault(tab, {}).update(french)


def example(name: str = "waves") -> Tab:
    """The tab, under a name of its own."""
    say(name, FRENCH)
    return Tab(
        name=name,
        title=name.capitalize(),
        hint="Drag the phase: the wave moves, and its mean brightness hardly changes.",
        seen=lambda question, found: (
            phrase("A ring of noise {noise}: drag the phase.", noise=f"{question.noise:.2f}")
            if question.shape == "ring"
            else None
        ),
        request=Question,
        answer=answer,
        controls=(
            Control("shape", "Shape"),
            Control("noise", "Noise"),
            Control("words", "Words"),
            Control("seed", "Seed", kind="dice", more=True),
            Control("broken", "Broken", more=True, when=("shape", ("wave",))),
        ),
        views=(
            (View("tiles", "tiles", pick=turn),),
            (View("pictures", "strip"),),
            (View("facts", "facts"),),
            (
                View("curve", "chart", "Brightness", height=260),
                View("bars", "chart", "Shares", height=260),
            ),
        ),
        paint=paint,
        cards=lambda question: ("mnist-classifier",),
        endpoint=Endpoint(name, "A wave.", images=lambda found: {"frames": found.frames}),
        snippet=lambda question: f"import torch\n\ntorch.manual_seed({question.seed})\n",
    )
