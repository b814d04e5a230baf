"""Ball explorer: who admits a generated image, and what an outlier and lost classes do."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.arrays import Image8
from playground.engine.classes import class_names
from playground.engine.truncation import balls
from playground.engine.truncation.balls import GENERATED, REAL, SHOWN, BallsRequest, BallsResult
from playground.ui import chart, facts, strip, table, tiles
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.truncation import common
from playground.ui.tabs.truncation.balls_figures import classes, comparison, plane
from playground.ui.texts import Words, phrase
from playground.ui.views import Cell, Fact, Facts, Group, Row, Strip, Table, Tiles, Tone

#: A share that changes by more is said to have noticed the outlier.
NOTICED = 0.02
#: Pictures in a line of a sheet.
COLUMNS = 4

WITHOUT = (
    "Click a point to see whose ball admits it. Then add the outlier: which measure believes it?"
)
LITTLE = (
    "Click a point to see whose ball admits it. Here the outlier changes precision by {precision},"
    " coverage by {coverage}: it lets in what lies near it, noisy images above all."
)

SNIPPET = """\
from playground.core.knn.realism import balls, realism
from playground.engine.truncation.balls import BallsRequest, answer

scene = answer({request}).scene
print("without the outlier", scene.before)
print("with it            ", scene.after)

real = balls(scene.balls["real"].centres, k={request.k})
fake = scene.balls["generated"].centres
reach = real.reach(fake)  # radius over distance: [generated, real]
print("precision", (reach >= 1).any(1).double().mean().item())
print("realism  ", realism(real, fake).scores.sort(descending=True).values[:5].tolist())
"""


def seen(request: BallsRequest, result: BallsResult) -> Words | None:
    """What the outlier does here, where precision does not fall for it."""
    if result.outlier is None:
        return WITHOUT
    before, after = result.scene.before, result.scene.after
    gain = {name: after[name] - before[name] for name in ("precision", "coverage")}
    if gain["precision"] > NOTICED > abs(gain["coverage"]):
        return None
    return phrase(LITTLE, **{name: f"{change:+.3f}" for name, change in gain.items()})


def pictures(request: BallsRequest, result: BallsResult) -> Strip:
    """The chosen image, the ball that admits or holds it, and who else is in."""
    chosen, scene = result.chosen, result.scene
    rows = [_still(result, "Chosen", chosen.side, chosen.index)]
    if chosen.side == REAL:
        rows += [
            _still(result, "On its border", REAL, chosen.rim),
            *_sheet(result, "In its ball", GENERATED, chosen.inside),
            *_sheet(result, "Balls that hold it", GENERATED, chosen.holders),
        ]
    else:
        centre = "Its ball" if chosen.reach >= 1 else "Missed ball"
        rows += [
            _still(result, centre, REAL, chosen.best),
            _still(result, "On its border", REAL, int(scene.balls[REAL].rims[chosen.best])),
            *_sheet(result, "Other balls", REAL, chosen.holders[1:]),
        ]
    return Strip([], rows)


def _still(result: BallsResult, label: str, side: str, index: int) -> Row:
    points = result.scene.points(side)
    name = class_names(result.request.dataset)[points.labels[index]]
    said = phrase("{kind} {index}: {name}", kind=side, index=index, name=name)
    if side == REAL and index == result.outlier:
        said = phrase("real {index}: the outlier", index=index)
    return Row(label, points.images[index][None], captions=[said], size="small")


def _sheet(result: BallsResult, label: str, side: str, which: NDArray[np.int64]) -> list[Row]:
    """The first members of a ball, or nothing where it is empty."""
    if not len(which):
        return []
    images = result.scene.points(side).images[which[:SHOWN]]
    note = phrase("{shown} of {count}", shown=len(images), count=len(which))
    sheet = strip.tile(images[None], min(COLUMNS, len(images)))
    return [Row(label, sheet, note=note, size="small")]


def shares(request: BallsRequest, result: BallsResult) -> Facts:
    """Who admits the chosen image, and what is true of all."""
    own = _of_generated(result) if result.chosen.side == GENERATED else _of_real(result)
    help = (
        "Balls live in 128 dimensions. All that is in a ball lies over its shadow, not all that"
        " lies over the shadow is in the ball."
    )
    variance = Fact("Variance in the plane", [f"{result.scene.share:.0%}"], help=help)
    return Facts([*own, _distance(result), variance])


def _distance(result: BallsResult) -> Fact:
    scene = result.scene
    said = [f"{scene.before['frechet']:.2f}"]
    if result.outlier is None:
        return Fact("Fréchet distance", said, help="Of the generated images to the reals.")
    said = [f"{said[0]} → {scene.after['frechet']:.2f}"]
    help = "Of the generated images to the reals, without and with the outlier."
    return Fact("Fréchet distance, without → with", said, help=help)


def _of_generated(result: BallsResult) -> list[Fact]:
    chosen, score = result.chosen, result.scene.realism[result.chosen.index]
    count = len(chosen.holders)
    said = phrase("inside {count} of {all} real balls", count=count, all=result.request.samples)
    ball = phrase(
        "radius {radius} around real {index}, {distance} away",
        radius=f"{chosen.best_radius:.2f}",
        index=chosen.best,
        distance=f"{chosen.distance:.2f}",
    )
    help = "Largest radius over distance among the smaller half of the real balls."
    return [
        Fact("Precision", [said], tones=_tone(count > 0)),
        Fact("The ball", [ball], help="The one that holds it deepest, or fails by least."),
        Fact("Realism", [f"{score:.2f}"], tones=_tone(score >= 1), help=help),
    ]


def _tone(good: bool) -> tuple[Tone]:
    return ("good" if good else "bad",)


def _of_real(result: BallsResult) -> list[Fact]:
    chosen = result.chosen
    covers, held, among = len(chosen.inside), len(chosen.holders), result.request.samples
    covered = phrase("its ball holds {count} of {all} generated", count=covers, all=among)
    recalled = phrase("inside {count} of {all} generated balls", count=held, all=among)
    return [
        Fact("Coverage", [covered], tones=_tone(covers > 0)),
        Fact("Recall", [recalled], tones=_tone(held > 0)),
        Fact("The ball", [phrase("radius {radius}", radius=f"{chosen.radius:.2f}")]),
    ]


def realism(request: BallsRequest, result: BallsResult) -> Tiles:
    """The most and the least realistic images, to press."""
    labels = ("Most realistic", "Least realistic")
    ends = zip(labels, _ends(result), strict=True)
    return Tiles([_group(result, label, which) for label, which in ends])


def _ends(result: BallsResult) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    order = result.scene.order
    return order[:SHOWN], order[::-1][:SHOWN]


def _group(result: BallsResult, label: str, which: NDArray[np.int64]) -> Group:
    scene, chosen = result.scene, result.chosen
    names: list[Words] = [
        phrase("generated {index}: R = {score}", index=int(i), score=f"{scene.realism[i]:.2f}")
        for i in which
    ]
    here = which.tolist().index(chosen.index) if chosen.index in which else None
    place = here if chosen.side == GENERATED else None
    return Group(label, names, chosen=place, pictures=scene.generated.images[which])


def pick_point(request: BallsRequest, data: Mapping[str, Any]) -> BallsRequest:
    """A click looks at that image."""
    side, index = data["custom"]
    return dataclasses.replace(request, side=side, index=index)


def pick_classes(request: BallsRequest, data: Mapping[str, Any]) -> BallsRequest:
    """A click on the curve asks for so many classes."""
    return dataclasses.replace(request, classes=round(float(data["x"])))


def pick_tile(request: BallsRequest, data: Mapping[str, Any]) -> BallsRequest:
    """A press looks at that image."""
    group, option = tiles.pressed(data)
    index = int(_ends(balls.answer(request))[group][option])
    return dataclasses.replace(request, side=GENERATED, index=index)


def measured(request: BallsRequest, result: BallsResult) -> Table:
    """A row for each number of classes drawn; last, where it is there, one with the outlier."""
    scene = result.scene
    names = list(scene.before)
    rows: list[list[Cell]] = [
        ["no", count + 1, *(float(scene.curve[name][count]) for name in names)]
        for count in range(len(scene.curve[names[0]]))
    ]
    if request.outlier:
        rows.append(["yes", request.classes, *scene.after.values()])
    constants: dict[str, Cell] = {
        **table.asked(request, data="dataset", psi="psi", images="samples", k="k"),
        **{"features": "classifier", "noisy images, %": request.spoiled},
        **table.asked(request, noise="noise", seed="seed"),
        "real images": scene.source,
    }
    columns = ["outlier", "classes drawn", *map(common.label, names)]
    return Table(columns, rows, constants, file="balls")


def _images(result: BallsResult) -> Mapping[str, Image8]:
    most, least = (result.scene.generated.images[which] for which in _ends(result))
    chosen = result.scene.points(result.chosen.side).images[result.chosen.index]
    return {"chosen": chosen, "most_realistic": most, "least_realistic": least}


TAB = Tab(
    page=__name__,
    hint="Click a point to see whose ball admits it. Then remove the outlier: precision had"
    " believed it, coverage not.",
    seen=seen,
    answer=balls.answer,
    controls=(
        common.DATA,
        Control("outlier"),
        Control("spoiled"),
        *common.more("samples", "noise", "seed", "side", "index"),
    ),
    views=(
        (
            chart.view("Features in their main plane", plane, height=430, scale=5, pick=pick_point),
            strip.view("", pictures, scale=2),
            chart.view("What one outlier changes", comparison, height=430, scale=4),
        ),
        (facts.view("", shares, name="facts"),),
        (
            chart.view(
                "Which measure notices lost classes?", classes, height=290, pick=pick_classes
            ),
            tiles.view("Realism R", realism, pick=pick_tile),
        ),
        (table.view("All that was measured", measured, name="table"),),
    ),
    cards=lambda request: common.cards("mean", request.dataset),
    endpoint=Endpoint(
        "knn_balls",
        "Compares generated with real images ball by ball: who admits or covers one image, realism"
        " scores, the measures without and with one outlier among the reals, and for a generator"
        " that draws 1 to 10 classes. The pictures: the image looked at, the most and the least"
        " realistic ones.",
        images=_images,
    ),
    snippet=SNIPPET,
    examples=({"samples": 100}, {"samples": 110, "outlier": False}),
)
