"""Ball explorer: who admits a generated image, and what an outlier and lost classes do."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.diffusion.network import class_names
from playground.engine.truncation.balls import (
    GENERATED,
    REAL,
    SHOWN,
    BallsRequest,
    BallsResult,
    answer,
)
from playground.ui import chart, facts, strip, table, tiles
from playground.ui.facts import Fact
from playground.ui.strip import Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.table import Cell
from playground.ui.tabs.truncation import balls_figures as drawing
from playground.ui.tabs.truncation import common
from playground.ui.tabs.truncation.balls_words import HINT, LITTLE, WITHOUT
from playground.ui.texts import DATASETS, Words, phrase
from playground.ui.tiles import Group

#: A share that changes by more is said to have noticed the outlier.
NOTICED = 0.02
#: Pictures in a line of a sheet.
COLUMNS = 4


def paint(request: BallsRequest, result: BallsResult) -> dict[str, Any]:
    """The plane, the chosen image with its ball, and what the measures make of it."""
    return {
        "plane": chart.value(drawing.plane(result)),
        "pictures": strip.value([], _pictures(result)),
        "facts": facts.value(_facts(result)),
        "comparison": chart.value(drawing.comparison(result)),
        "classes": chart.value(drawing.classes(result)),
        "realism": tiles.value(_extremes(result)),
        "table": _table(request, result),
    }


def _table(request: BallsRequest, result: BallsResult) -> dict[str, Any]:
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
        "data": request.dataset,
        "psi": request.psi,
        "images": request.samples,
        "k": request.k,
        "features": "classifier",
        "noisy images, %": request.spoiled,
        "noise": request.noise,
        "seed": request.seed,
        "real images": scene.source,
    }
    columns = ["outlier", "classes drawn", *map(common.label, names)]
    return table.value(columns, rows, constants, file="balls")


def _pictures(result: BallsResult) -> list[Row]:
    """The chosen image, the ball that admits or holds it, and who else is in."""
    chosen, scene = result.chosen, result.scene
    own = _still(result, "Chosen", chosen.side, chosen.index)
    if chosen.side == REAL:
        return [
            own,
            _still(result, "On its border", REAL, chosen.rim),
            *_sheet(result, "In its ball", GENERATED, chosen.inside),
            *_sheet(result, "Balls that hold it", GENERATED, chosen.holders),
        ]
    centre = "Its ball" if chosen.reach >= 1 else "Missed ball"
    rim = int(scene.balls[REAL].rims[chosen.best])
    return [
        own,
        _still(result, centre, REAL, chosen.best),
        _still(result, "On its border", REAL, rim),
        *_sheet(result, "Other balls", REAL, chosen.holders[1:]),
    ]


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
    return [
        Row(label, strip.tile(images[None], min(COLUMNS, len(images))), note=note, size="small")
    ]


def _facts(result: BallsResult) -> list[Fact]:
    scene = result.scene
    share = "Balls live in 128 dimensions. All that is in a ball lies over its shadow, not all"
    return [
        *(_of_generated(result) if result.chosen.side == GENERATED else _of_real(result)),
        _distance(result),
        Fact(
            "Variance in the plane",
            [f"{scene.share:.0%}"],
            help=f"{share} that lies over the shadow is in the ball.",
        ),
    ]


def _distance(result: BallsResult) -> Fact:
    without, present = (
        f"{one['frechet']:.2f}" for one in (result.scene.before, result.scene.after)
    )
    if result.outlier is None:
        return Fact("Fréchet distance", [without], help="Of the generated images to the reals.")
    return Fact(
        "Fréchet distance, without → with",
        [f"{without} → {present}"],
        help="Of the generated images to the reals, without and with the outlier.",
    )


def seen(request: BallsRequest, result: BallsResult) -> Words | None:
    """What the outlier does here, where precision does not fall for it."""
    if result.outlier is None:
        return WITHOUT
    gain = {
        one: result.scene.after[one] - result.scene.before[one] for one in ("precision", "coverage")
    }
    if gain["precision"] > NOTICED > abs(gain["coverage"]):
        return None
    return phrase(LITTLE, **{one: f"{change:+.3f}" for one, change in gain.items()})


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
    return [
        Fact("Precision", [said], tones=["good" if count else "bad"]),
        Fact("The ball", [ball], help="The one that holds it deepest, or fails by least."),
        Fact(
            "Realism",
            [f"{score:.2f}"],
            tones=["good" if score >= 1 else "bad"],
            help="Largest radius over distance among the smaller half of the real balls.",
        ),
    ]


def _of_real(result: BallsResult) -> list[Fact]:
    chosen = result.chosen
    covered, held, among = len(chosen.inside), len(chosen.holders), result.request.samples
    inside = phrase("its ball holds {count} of {all} generated", count=covered, all=among)
    return [
        Fact("Coverage", [inside], tones=["good" if covered else "bad"]),
        Fact(
            "Recall",
            [phrase("inside {count} of {all} generated balls", count=held, all=among)],
            tones=["good" if held else "bad"],
        ),
        Fact("The ball", [phrase("radius {radius}", radius=f"{chosen.radius:.2f}")]),
    ]


def _extremes(result: BallsResult) -> list[Group]:
    """The most and the least realistic images, to press."""
    order = result.scene.order
    ends = {"Most realistic": order[:SHOWN], "Least realistic": order[::-1][:SHOWN]}
    return [_group(result, label, which) for label, which in ends.items()]


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
    order = answer(request).scene.order
    ends = (order[:SHOWN], order[::-1][:SHOWN])
    group, option = tiles.pressed(data)
    index = int(ends[group][option])
    return dataclasses.replace(request, side=GENERATED, index=index)


def snippet(request: BallsRequest) -> str:
    """The question in a dozen lines of PyTorch."""
    asked = ", ".join(f"{name}={getattr(request, name)!r}" for name in request.to_query())
    return f"""from playground.core.knn.realism import balls, realism
from playground.engine.truncation.balls import BallsRequest, answer

scene = answer(BallsRequest({asked})).scene
print("without the outlier", scene.before)
print("with it            ", scene.after)

real = balls(scene.balls["real"].centres, k={request.k})
fake = scene.balls["generated"].centres
reach = real.reach(fake)  # radius over distance: [generated, real]
print("precision", (reach >= 1).any(1).double().mean().item())
print("realism  ", realism(real, fake).scores.sort(descending=True).values[:5])
"""


def _images(result: BallsResult) -> Mapping[str, NDArray[np.uint8]]:
    order = result.scene.order
    generated = result.scene.generated.images
    return {
        "chosen": result.scene.points(result.chosen.side).images[result.chosen.index],
        "most_realistic": generated[order[:SHOWN]],
        "least_realistic": generated[order[::-1][:SHOWN]],
    }


TAB = Tab(
    name="truncation-balls",
    title="Balls",
    subject=common.SUBJECT,
    hint=HINT,
    seen=seen,
    request=BallsRequest,
    answer=answer,
    controls=(
        Control("dataset", "Data", kind="dropdown", names=DATASETS),
        Control("outlier", "Outlier among the reals"),
        Control("spoiled", "Noisy images, %"),
        Control("classes", "Classes drawn"),
        Control("psi", "psi of the generator"),
        Control("k", "k of the nearest neighbours"),
        Control("samples", "Images of each kind", kind="number", more=True),
        Control("noise", "Noise", more=True),
        Control("seed", "Seed", kind="dice", more=True),
        Control("side", "Image looked at", more=True),
        Control("index", "Its number", kind="number", more=True),
    ),
    views=(
        (
            View("plane", "chart", "Features in their main plane", 430, scale=5, pick=pick_point),
            View("pictures", "strip", scale=2),
            View("comparison", "chart", "What one outlier changes", 430, scale=4),
        ),
        (View("facts", "facts"),),
        (
            View("classes", "chart", "Which measure notices lost classes?", 290, pick=pick_classes),
            View("realism", "tiles", "Realism R", pick=pick_tile),
        ),
        (View("table", "table", "All that was measured"),),
    ),
    paint=paint,
    cards=lambda request: common.cards("mean", request.dataset),
    endpoint=Endpoint(
        "knn_balls",
        "Compares generated with real images ball by ball: who admits or covers one image, realism"
        " scores, the measures without and with one outlier among the reals, and for a generator"
        " that draws 1 to 10 classes. The pictures: the image looked at, the most and the least"
        " realistic ones.",
        images=_images,
    ),
    snippet=snippet,
)
