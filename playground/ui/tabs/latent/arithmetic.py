"""Arithmetic with codes: three terms, and their sum under a cursor."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.classes import CLASSES
from playground.engine.latent import spaces
from playground.engine.latent.arithmetic import (
    LATENTS,
    STRENGTHS,
    ArithmeticRequest,
    ArithmeticResult,
    answer,
)
from playground.ui import chart, strip
from playground.ui.chart import Cursor
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.tabs.latent import common
from playground.ui.tabs.latent.arithmetic_words import SEEN
from playground.ui.texts import Words, phrase


def paint(request: ArithmeticRequest, result: ArithmeticResult) -> dict[str, Any]:
    """The answer as values of the views."""
    axes = [Axis("s", "s", STRENGTHS, start=STRENGTHS.index(1.0))]
    cursor = Cursor("s", STRENGTHS)
    strengths = np.array(STRENGTHS)
    read = common.class_lines(
        result.dataset, strengths, result.probabilities, "strength s", "probability"
    )
    read.update_yaxes(range=[-0.03, 1.03])
    far = common.class_lines(
        result.dataset, strengths, result.distances, "strength s", "l2 distance of codes"
    )
    far.update_yaxes(rangemode="tozero")
    return {
        "pictures": strip.value(axes, _pictures(result)),
        "film": strip.value(axes, [Row("a + s (c - b)", result.frames, ("s",), layout="all")]),
        "read": chart.value(read, cursor),
        "distance": chart.value(far, cursor),
    }


def _pictures(result: ArithmeticResult) -> list[Row]:
    """The image, the three terms, and the sum at the cursor."""
    picture = result.picture
    start = [] if picture is None else [common.original("Image", result.dataset, picture)]
    terms = [
        Row(sign, shown[None], captions=[said], size="small", note="decoded")
        for sign, said, shown in zip(("a", "− b", "+ c"), _terms(result), result.terms, strict=True)
    ]
    notes = [common.reading(result.dataset, one) for one in result.probabilities]
    sum_ = Row("a + s (c - b)", result.frames, ("s",), captions=notes)
    nearest = Row("Nearest mean", _nearest(result), ("s",), captions=_named(result), size="small")
    return [*start, *terms, sum_, nearest]


def _terms(result: ArithmeticResult) -> list[Words]:
    """What a, b and c are."""
    names = [spaces.classes(result.dataset)[label] for label in result.classes]
    means: list[Words] = [phrase("mean of {name}", name=name) for name in names]
    return means if result.picture is None else ["this image", *means[1:]]


def _nearest(result: ArithmeticResult) -> NDArray[np.uint8]:
    return result.mean_images[result.distances.argmin(1)]


def _named(result: ArithmeticResult) -> list[Words]:
    names = spaces.classes(result.dataset)
    return [
        phrase("{name}, {far} away", name=names[int(far.argmin())], far=f"{far.min():.2f}")
        for far in result.distances
    ]


def seen(request: ArithmeticRequest, result: ArithmeticResult) -> Words | None:
    """What the sum is read as; of what the page opens with, the hint says more."""
    if request == ArithmeticRequest():
        return None
    names = spaces.classes(result.dataset)
    one = STRENGTHS.index(1.0)
    terms = dict(zip("abc", (names[label] for label in result.classes), strict=True))
    near = names[int(result.distances[one].argmin())]
    read = common.reading(result.dataset, result.probabilities[one])
    return {"t": SEEN[request.start], "args": {**terms, "near": near, "read": read}}


def snippet(request: ArithmeticRequest) -> str:
    """The sum in a dozen lines of PyTorch."""
    asked = ", ".join(f"{name}={getattr(request, name)!r}" for name in request.to_query())
    return f"""import torch
from playground.engine.latent.arithmetic import ArithmeticRequest, answer
from playground.models import catalog

found = answer(ArithmeticRequest({asked}))
model = catalog.load(found.model)
classifier = catalog.load("{request.dataset}-classifier")
means, start = torch.from_numpy(found.means), torch.from_numpy(found.codes[0])
with torch.inference_mode():
    z = start - means[{request.class_b}] + means[{request.class_c}]
    print(classifier(model.decode(z[None])).softmax(1).max(1))
    print((means - z).norm(dim=1).argmin())
"""


def _images(result: ArithmeticResult) -> Mapping[str, NDArray[np.uint8]]:
    return {"terms": result.terms, "sums": result.frames}


TAB = Tab(
    name="latent-arithmetic",
    title="Arithmetic",
    subject=common.SUBJECT,
    hint="A 3 minus the mean 3 plus the mean 8: drag s from 0 to 1 and the 3 closes into an 8 of"
    " its own slant and stroke. The chart says where the classifier changes its mind.",
    seen=seen,
    request=ArithmeticRequest,
    answer=answer,
    controls=(
        common.DATA,
        Control("model", "Model", names=common.KINDS),
        Control("start", "a is", names={"image": "An image", "mean": "A class's mean"}),
        Control("class_a", "Class of a", named=CLASSES, like="dataset"),
        Control("index_a", "Example", kind="dice", when=("start", ("image",))),
        Control("class_b", "Class of b", named=CLASSES, like="dataset"),
        Control("class_c", "Class of c", named=CLASSES, like="dataset"),
    ),
    views=(
        (View("pictures", "strip"),),
        (
            View("read", "chart", "What the classifier reads", height=300),
            View("distance", "chart", "Distance to the class means", height=300),
        ),
        (View("film", "strip", "Every strength", controls=False),),
    ),
    paint=paint,
    cards=lambda request: common.cards(
        request.dataset, f"{request.dataset}-{request.model}{LATENTS}"
    ),
    endpoint=Endpoint(
        "latent_arithmetic",
        "Decode a + s (mean c - mean b) for strengths s from 0 to 2, where s = 1 is a - b + c: what"
        " the classifier reads, and how far each class's mean code is. The PNG files hold the three"
        " terms, and the sums from s = 0 on top to s = 2.",
        images=_images,
    ),
    snippet=snippet,
)
