"""A small tab on synthetic pictures, for the tests of the kit: quick, and with every part used."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.request import Request, choice, die, flag, number, text
from playground.errors import BadValue
from playground.ui import chart, facts, figures, messages, page, strip, tiles
from playground.ui.chart import Chart, Cursor, Frames
from playground.ui.facts import Fact, Facts
from playground.ui.strip import Axis, Row, Strip
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.texts import phrase
from playground.ui.tiles import Group, Tiles

PHASES = 12
SIZES = 5
AT = np.arange(PHASES) / PHASES


@dataclass(frozen=True)
class Question(Request):
    shape: str = choice("wave", ("wave", "ring"), "What is drawn.", "Shape")
    seed: int = die(0, 0, 999999, "Draws the noise.", "Seed")
    noise: float = number(0.1, 0.0, 1.0, "How much noise lies over the picture.", "Noise")
    words: str = text("hello", 20, "A word of yours.", "Words")
    broken: bool = flag(False, "Ask for an answer that fails.", "Broken")


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


def pictures(question: Question, found: Answer) -> Strip:
    axes = [Axis("phase", "Phase", AT, start=3), Axis("size", "Size", [2, 3, 4, 5, 6])]
    said = [phrase("{word}, frame {i}", word=found.words, i=i) for i in range(len(found.frames))]
    return Strip(
        axes,
        [
            Row("Noisy wave", found.frames, ("phase", "size"), captions=said),
            Row("In colour", found.coloured, ("phase",), note="the wave turned over"),
            Row("At rest", found.frames[:1]),
            Row("All phases", found.coloured, ("phase",), layout="all"),
        ],
    )


def curve(question: Question, found: Answer) -> Chart:
    figure = figures.lines(AT, {"brightness": found.curve}, x="phase", y="brightness")
    return Chart(figure, Cursor("phase", AT))


def bars(question: Question, found: Answer) -> Chart:
    figure = figures.bars([f"class {i}" for i in range(6)], {"share": found.bars[0]}, y="share")
    return Chart(figure, frames=Frames("phase", {0: {"y": found.bars}}))


def said(question: Question, found: Answer) -> Facts:
    return Facts(
        [
            Fact("brightness", [f"{v:.3f}" for v in found.curve], ("phase",)),
            Fact("in range", ["yes"], tones=["good"]),
            Fact("prediction", ["changed"], tones=["bad"], help="what it says of itself"),
        ]
    )


def shapes(question: Question, found: Answer) -> Tiles:
    return Tiles([Group("Shape", ["wave", "ring"], ["wave", "ring"].index(question.shape))])


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
    for made in (messages.script, page._words):  # before, for another site of this process
        made.cache_clear()


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
        answer=answer,
        controls=(
            Control("shape"),
            Control("seed", more=True),
            Control("broken", more=True, when=("shape", ("wave",))),
        ),
        views=(
            (tiles.view("", shapes, pick=turn),),
            (strip.view("", pictures),),
            (facts.view("", said),),
            (
                chart.view("Brightness", curve, height=260),
                chart.view("Shares", bars, height=260),
            ),
        ),
        cards=lambda question: ("mnist-classifier",),
        endpoint=Endpoint(name, "A wave.", images=lambda found: {"frames": found.frames}),
        snippet="import torch\n\ntorch.manual_seed({request.seed})\n",
    )
