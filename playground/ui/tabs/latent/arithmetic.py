"""Arithmetic with codes: three terms, and their sum under a cursor."""

import numpy as np

from playground.engine.classes import class_names
from playground.engine.latent import arithmetic
from playground.engine.latent.arithmetic import STRENGTHS, ArithmeticRequest, ArithmeticResult
from playground.ui import chart, figures, strip
from playground.ui.tab import Control, Endpoint, Tab
from playground.ui.tabs.latent import common
from playground.ui.texts import Words, phrase, phrases
from playground.ui.views import Axis, Chart, Cursor, Row, Strip

SUM = "a + s (c - b)"
AXES = (Axis("s", "s", STRENGTHS, start=STRENGTHS.index(1.0)),)

SEEN = {
    "image": "This {a} minus the mean {b} plus the mean {c}: at s = 1 the classifier reads {read},"
    " and the nearest class mean is {near}. The chart says where the classifier changes its mind.",
    "mean": "The mean {a} minus the mean {b} plus the mean {c}: at s = 1 the classifier reads"
    " {read}, and the nearest class mean is {near}. The chart says where the classifier changes its"
    " mind.",
}

SNIPPET = """\
import torch
from playground.engine.latent.arithmetic import ArithmeticRequest, answer
from playground.models import catalog

request = {request}
result = answer(request)
model = catalog.load(result.model)
classifier = catalog.load("{request.dataset}-classifier")
means, a = torch.from_numpy(result.means), torch.from_numpy(result.codes[0])
with torch.inference_mode():
    z = a - means[request.class_b] + means[request.class_c]
    read = classifier(model.decode(z[None])).softmax(1)[0]
away = (means - z).norm(dim=1)
print(f"read as {{read.argmax()}} with p = {{read.max():.3f}}")
print(f"nearest mean: {{away.argmin()}}, {{away.min():.3f}} away")
"""


def pictures(request: ArithmeticRequest, result: ArithmeticResult) -> Strip:
    """The image, the three terms, and the sum at the cursor."""
    picture, names = result.picture, class_names(request.dataset)
    start = [] if picture is None else [common.original("Image", request.dataset, picture)]
    terms = [
        Row(sign, shown[None], captions=[term], size="small", note="decoded")
        for sign, term, shown in zip(
            ("a", "− b", "+ c"), _terms(request, result), result.terms, strict=True
        )
    ]
    said = [common.reading(request.dataset, one) for one in result.probabilities]
    nearest, far = result.distances.argmin(1), [f"{one:.2f}" for one in result.distances.min(1)]
    near = phrases("{name}, {far} away", name=[names[k] for k in nearest], far=far)
    return Strip(
        AXES,
        [
            *start,
            *terms,
            Row(SUM, result.frames, ("s",), captions=said),
            Row("Nearest mean", result.mean_images[nearest], ("s",), captions=near, size="small"),
        ],
    )


def _terms(request: ArithmeticRequest, result: ArithmeticResult) -> list[Words]:
    """What a, b and c are."""
    names = [class_names(request.dataset)[label] for label in result.classes]
    means: list[Words] = [phrase("mean of {name}", name=name) for name in names]
    return means if result.picture is None else ["this image", *means[1:]]


def film(request: ArithmeticRequest, result: ArithmeticResult) -> Strip:
    return Strip(AXES, [Row(SUM, result.frames, ("s",), layout="all")])


def read(request: ArithmeticRequest, result: ArithmeticResult) -> Chart:
    values, xs = result.probabilities, np.array(STRENGTHS)
    figure = common.class_lines(request.dataset, xs, values, "strength s", "probability")
    figure.update_yaxes(range=figures.SHARES)
    return Chart(figure, Cursor("s", STRENGTHS))


def distance(request: ArithmeticRequest, result: ArithmeticResult) -> Chart:
    values, xs = result.distances, np.array(STRENGTHS)
    figure = common.class_lines(request.dataset, xs, values, "strength s", "l2 distance of codes")
    figure.update_yaxes(rangemode="tozero")
    return Chart(figure, Cursor("s", STRENGTHS))


def seen(request: ArithmeticRequest, result: ArithmeticResult) -> Words | None:
    """What the sum is read as; of what the page opens with, the hint says more."""
    if request == ArithmeticRequest():
        return None
    names = class_names(request.dataset)
    one = STRENGTHS.index(1.0)
    terms = dict(zip("abc", (names[label] for label in result.classes), strict=True))
    near = names[int(result.distances[one].argmin())]
    said = common.reading(request.dataset, result.probabilities[one])
    return phrase(SEEN[request.start], **terms, near=near, read=said)


TAB = Tab(
    page=__name__,
    hint="A 3 minus the mean 3 plus the mean 8: drag s from 0 to 1 and the 3 closes into an 8 of"
    " its own slant and stroke. The chart says where the classifier changes its mind.",
    seen=seen,
    answer=arithmetic.answer,
    controls=(
        common.DATA,
        Control("model", names=common.KINDS),
        Control("start", names={"image": "An image", "mean": "A class's mean"}),
        common.class_control("class_a"),
        Control("index_a", when=("start", ("image",))),
        common.class_control("class_b"),
        common.class_control("class_c"),
    ),
    views=(
        (strip.view("", pictures),),
        (
            chart.view("What the classifier reads", read, height=300),
            chart.view("Distance to the class means", distance, height=300),
        ),
        (strip.view("Every strength", film, controls=False),),
    ),
    cards=lambda request: common.cards(request.dataset, f"{request.model}{arithmetic.LATENTS}"),
    endpoint=Endpoint(
        "latent_arithmetic",
        "Decode a + s (mean c - mean b) for strengths s from 0 to 2, where s = 1 is a - b + c: what"
        " the classifier reads, and how far each class's mean code is. The PNG files hold the three"
        " terms, and the sums from s = 0 on top to s = 2.",
        images=lambda result: {"terms": result.terms, "sums": result.frames},
    ),
    snippet=SNIPPET,
    examples=({"start": "mean"}, {"model": "ae"}),
)
