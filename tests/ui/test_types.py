"""What crosses from Python to the page's scripts has one shape: that of `types.d.ts`."""

import re
from typing import Any

import numpy as np
import pytest

from playground.ui import messages
from playground.ui.chart import Chart, Cursor, Frames, Grips
from playground.ui.facts import Fact, Facts
from playground.ui.figures import lines
from playground.ui.heads import Heads
from playground.ui.machine import Machine, Part
from playground.ui.particles import Particles
from playground.ui.step_by_step import StepByStep
from playground.ui.strip import Axis, Row, Strip
from playground.ui.table import Table
from playground.ui.tiles import Group, Tiles
from playground.ui.token_text import TokenText

DECLARED = (messages.LOCALE.parent / "types.d.ts").read_text(encoding="utf-8")
PICTURE = np.zeros((1, 28, 28), np.uint8)
WORDS = ["a", "b"]
EVEN = np.full((1, 1, 2, 2), 0.5, np.float32)
MOVED = np.zeros((1, 3, 2))
GRIPS = Grips("ball", "Ball", "#fff", 0, 0, 1, (0, 1), (0, 1), 0.1, [0])
STRIP = Strip([Axis("t", "t", [0])], [Row("x_t", PICTURE, ("t",))]).value()
CHART = Chart(
    lines([0, 1], {"p": [0, 1]}), Cursor("t", [0]), Frames("t", {0: {"y": [[0, 1]]}}), [GRIPS]
).value()
FACTS = Facts([Fact("norm", ["0.1"])]).value()
MACHINE = Machine([[[Part("x")]]]).value()
TILES = Tiles([Group("Example", ["0"], pictures=PICTURE)]).value()
PLANE = Particles(
    "t", edge=1.0, particles=MOVED, density=PICTURE, arrows=MOVED, points=MOVED[0]
).value()
VALUES: dict[str, dict[str, Any]] = {
    "StripValue": STRIP,
    "Axis": STRIP["axes"][0],
    "Row": STRIP["rows"][0],
    "ChartValue": CHART,
    "Cursor": CHART["cursors"][0],
    "Frames": CHART["frames"],
    "Grips": CHART["grips"][0],
    "FactsValue": FACTS,
    "Fact": FACTS["facts"][0],
    "TilesValue": TILES,
    "Group": TILES["groups"][0],
    "TableValue": Table(["psi"], [[1.0]], {}, file="psi").value(),
    "MachineValue": MACHINE,
    "Part": MACHINE["blocks"][0][0][0],
    "HeadsValue": Heads(EVEN, queries=WORDS, keys=WORDS, names=[["mixed"]], numbers={}).value(),
    "StepByStepValue": StepByStep(
        EVEN, EVEN, EVEN, np.ones((2, 2), bool), queries=WORDS, keys=WORDS
    ).value(),
    "TokenTextValue": TokenText("token", WORDS, start=1).value(),
    "ParticlesValue": PLANE,
    "Packed": PLANE["particles"],
}


def fields(interface: str) -> set[str]:
    found = re.search(rf"interface {interface}\b[^{{]*{{(.*?)\n?}}", DECLARED, re.DOTALL)
    assert found, interface
    return set(re.findall(r"(\w+)\??: ", re.sub(r"{[^}]*}|\(.*?\)", "", found[1])))


@pytest.mark.parametrize("interface", VALUES)
def test_a_value_has_the_declared_fields(interface: str) -> None:
    assert set(VALUES[interface]) == fields(interface)
