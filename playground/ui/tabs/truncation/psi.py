"""Truncation: quality against diversity, under the strength's cursor."""

from typing import Any

from playground.engine.truncation import psi, real
from playground.engine.truncation.psi import TruncationRequest, TruncationResult
from playground.ui import chart, figures, strip
from playground.ui.chart import Cursor
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.texts import phrase

METHODS = {
    "mean": "Toward the mean of w (StyleGAN)",
    "soft": "Soft: psi z (Glow's temperature)",
    "hard": "Hard: |z| at most c (BigGAN)",
}

#: The example opens here: most quality is gained, and most variety is still there.
START = {"mean": 0.7, "soft": 0.7, "hard": 1.0}

MEASURES = {"precision": "precision", "recall": "recall", "coverage": "coverage"}

SNIPPET = """\
from playground.engine.truncation.psi import TruncationRequest, answer

result = answer({request})
for psi, p, r in zip(result.strengths, result.precision, result.recall):
    print(f"psi {{psi:.2f}}  precision {{p:.3f}}  recall {{r:.3f}}")
"""


def paint(request: TruncationRequest, result: TruncationResult) -> dict[str, Any]:
    """The samples, the curves, and the path in the plane of precision and recall."""
    knob = "c" if request.method == "hard" else "psi"
    cursor = Cursor("strength", list(result.strengths))
    return {
        "samples": _samples(request, result, knob),
        "measures": chart.value(_curves(result, knob), cursor),
        "plane": chart.value(*_plane(result)),
        "distance": chart.value(_distance(result, knob), cursor),
    }


def _samples(request: TruncationRequest, result: TruncationResult, knob: str) -> dict[str, Any]:
    start = result.strengths.index(START[request.method])
    note = phrase(
        "the same latents at every {knob}; 60 of the {samples} that are measured",
        knob=knob,
        samples=request.samples,
    )
    row = Row(
        METHODS[request.method],
        strip.tile(result.samples, 10),
        ("strength",),
        size="large",
        note=note,
    )
    return strip.value([Axis("strength", knob, result.strengths, start=start)], [row])


def _curves(result: TruncationResult, knob: str) -> Any:
    """Precision, recall and coverage, with what real images score as dotted lines."""
    curves = {label: getattr(result, name) for name, label in MEASURES.items()}
    drawn = figures.lines(result.strengths, curves, x=knob, y="share", markers=True)
    for index, name in enumerate(MEASURES):
        colour = figures.COLOURS[index]
        drawn.add_hline(result.ceiling[name], line={"dash": "dot", "width": 1.5, "color": colour})
    drawn.update_yaxes(range=[-0.03, 1.05])
    return drawn


def _plane(result: TruncationResult) -> tuple[Any, None, chart.Frames]:
    """Recall across, precision up: the path of the knob, and a disc that follows the cursor."""
    from plotly.graph_objects import Scatter

    drawn = figures.lines(
        result.recall, {"generator": result.precision}, x="recall", y="precision", markers=True
    )
    here = {"size": 16, "color": figures.COLOURS[3]}
    drawn.add_trace(Scatter(x=[None], y=[None], mode="markers", marker=here, name="here"))
    real = {"size": 14, "symbol": "star", "color": figures.COLOURS[2]}
    ceiling = result.ceiling
    drawn.add_trace(
        Scatter(
            x=[ceiling["recall"]],
            y=[ceiling["precision"]],
            mode="markers",
            marker=real,
            name="real against real",
        )
    )
    drawn.update_layout(hovermode="closest")
    drawn.update_xaxes(range=[-0.03, 1.05])
    drawn.update_yaxes(range=[-0.03, 1.05])
    moving = {1: {"x": result.recall[:, None], "y": result.precision[:, None]}}
    return drawn, None, chart.Frames("strength", moving)


def _distance(result: TruncationResult, knob: str) -> Any:
    drawn = figures.lines(
        result.strengths,
        {"Fréchet distance": result.frechet},
        x=knob,
        y="FID",
        markers=True,
        log_y=True,
    )
    floor = max(result.ceiling["frechet"], 1e-3)
    line = {"dash": "dot", "width": 1.5, "color": figures.COLOURS[0]}
    drawn.add_scatter(
        x=[result.strengths[0], result.strengths[-1]],
        y=[floor, floor],
        mode="lines",
        line=line,
        name="real against real",
    )
    return drawn


def _sheets(result: TruncationResult) -> dict[str, Any]:
    return {"samples": strip.tile(result.samples, 10)}


TAB = Tab(
    name="truncation",
    title="Truncation",
    hint=(
        "Drag psi from 1 toward 0: the digits grow cleaner and more alike, precision climbs and"
        " recall falls. Dotted lines are what real images score against other real images."
    ),
    request=TruncationRequest,
    answer=psi.answer,
    controls=(
        Control("method", "Truncation", kind="dropdown", names=METHODS),
        Control("digit", "Digit", kind="dropdown", names={"all": "all ten"}),
        Control("samples", "Images measured", kind="number"),
        Control("seed", "Seed of the latents", kind="dice"),
        Control("k", "k of the nearest neighbours", more=True),
    ),
    views=(
        (
            View("samples", "strip", scale=3),
            View("measures", "chart", "Quality and diversity", height=330, scale=3),
        ),
        (
            View("plane", "chart", "The trade-off: precision against recall", height=300),
            View("distance", "chart", "Distance to the real images (lower is better)", height=300),
        ),
    ),
    paint=paint,
    cards=lambda request: (psi.MODEL, real.classifier(psi.DATASET)),
    endpoint=Endpoint(
        "truncate",
        "Generates the same latents at every strength of truncation and measures precision,"
        " recall, density, coverage and Fréchet distance against as many real images.",
        images=_sheets,
    ),
    snippet=lambda request: SNIPPET.format(request=request),
    french={
        "Truncation": "Troncature",
        "Drag psi from 1 toward 0: the digits grow cleaner and more alike, precision climbs and"
        " recall falls. Dotted lines are what real images score against other real images.": (
            "Faites glisser psi de 1 vers 0 : les chiffres deviennent plus nets et plus semblables,"
            " la précision monte et le rappel baisse. En pointillés : ce que des images réelles"
            " obtiennent face à d'autres images réelles."
        ),
        "Digit": "Chiffre",
        "all ten": "les dix",
        "mean: toward the mean of w; soft: psi z; hard: |z| <= c.": (
            "vers la moyenne de w ; douce : psi z ; dure : |z| <= c."
        ),
        "A digit, or all of them.": "Un chiffre, ou tous.",
        "500 answers in seconds; 5000 is what papers would take.": (
            "500 répond en quelques secondes ; 5000 est l'usage des articles."
        ),
        "The k-th neighbour is a ball's radius; 3 and 5 are usual.": (
            "Le k-ième voisin donne le rayon d'une boule ; 3 et 5 sont usuels."
        ),
        "Any whole number; each gives other latents.": (
            "Un nombre entier ; chacun donne d'autres latents."
        ),
        "Images measured": "Images mesurées",
        "Seed of the latents": "Graine des latents",
        "k of the nearest neighbours": "k des plus proches voisins",
        METHODS["mean"]: "Vers la moyenne de w (StyleGAN)",
        METHODS["soft"]: "Douce : psi z (température de Glow)",
        METHODS["hard"]: "Dure : |z| au plus c (BigGAN)",
        "the same latents at every {knob}; 60 of the {samples} that are measured": (
            "les mêmes latents pour chaque {knob} ; 60 des {samples} mesurés"
        ),
        "precision": "précision",
        "recall": "rappel",
        "coverage": "couverture",
        "share": "part",
        "generator": "générateur",
        "here": "ici",
        "real against real": "réel contre réel",
        "Fréchet distance": "distance de Fréchet",
        "Quality and diversity": "Qualité et diversité",
        "The trade-off: precision against recall": "Le compromis : précision contre rappel",
        "Distance to the real images (lower is better)": (
            "Distance aux images réelles (plus bas est mieux)"
        ),
    },
)
