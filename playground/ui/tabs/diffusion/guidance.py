"""Guidance: one noise under every scale, and what is gained and lost along it."""

from typing import Any

from playground.engine.diffusion import guidance, network, quality
from playground.engine.diffusion.guidance import SCALES, GuidanceRequest, GuidanceResult
from playground.ui import chart, facts, figures, strip
from playground.ui.chart import Cursor, Frames
from playground.ui.facts import Fact
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Link, Tab, View
from playground.ui.tabs.diffusion import sheets, words
from playground.ui.texts import Words, phrase

#: The example opens on a scale where variety is not yet spent.
START = SCALES.index(2.0)
NAMES = tuple(phrase("{scale}", scale=f"{scale:g}") for scale in SCALES)
#: Shares, in [0, 1]; the others have their own unit.
SHARES = ("agreement", "precision", "recall")
DIGITS = {
    "agreement": "{:.0%}",
    "precision": "{:.2f}",
    "spread": "{:.1f}",
    "recall": "{:.2f}",
    "coverage": "{:.2f}",
    "frechet": "{:.1f}",
}
HINT = (
    "Drag the scale: at 0 the class is forgotten, at 1 the plain model draws it, above it samples"
    " grow more alike. Does what is lost in variety buy precision? Truncation asks it of a GAN."
)
SEEN = (
    "Drag the scale: at 0 {none} of the images are read as asked, at 1 {plain}. From there to 5,"
    " variety (the spread within a class) goes from {varied} to {alike}, precision from {before} to"
    " {after}. Truncation makes such a bargain with a GAN."
)
LABELS = {"agreement": "read as asked", "spread": "spread", "frechet": "FID"}

SNIPPET = """\
from playground.engine.diffusion.guidance import SCALES, GuidanceRequest, answer

result = answer({request})
for scale, score in zip(SCALES, result.scores):
    print(f"scale {{scale:3}}  precision {{score.precision:.2f}}  spread {{score.spread:.1f}}")
"""


def seen(request: GuidanceRequest, result: GuidanceResult) -> Words | None:
    """What the scale gains and loses, where there are two of a class."""
    if "spread" not in result.measures:
        return None
    read, precision, spread = (
        [DIGITS[name].format(value) for value in result.measure(name)]
        for name in ("agreement", "precision", "spread")
    )
    ends = {
        "before": precision[1],
        "after": precision[-1],
        "varied": spread[1],
        "alike": spread[-1],
    }
    return phrase(SEEN, none=read[0], plain=read[1], **ends)


def paint(request: GuidanceRequest, result: GuidanceResult) -> dict[str, Any]:
    """A row for each scale, the row at the cursor, and the measures along it."""
    places = list(range(len(SCALES)))
    rows = Cursor("scale", places, along="y", band=True)
    columns = [str(i + 1) for i in range(guidance.SHOWN)]
    return {
        "grid": chart.value(
            sheets.labelled(result.images, columns, NAMES, x="sample", y="guidance"), rows
        ),
        "row": _row(request, result),
        "facts": facts.value(_facts(request, result)),
        "measures": chart.value(_measures(result), Cursor("scale", SCALES)),
        "plane": chart.value(*_plane(result)),
    }


def _row(request: GuidanceRequest, result: GuidanceResult) -> dict[str, Any]:
    note = phrase("{shown} of the {n} that are measured", shown=guidance.SHOWN, n=request.samples)
    row = Row(
        "At the cursor", strip.tile(result.images, 5, ink=128), ("scale",), size="large", note=note
    )
    return strip.value([Axis("scale", "guidance", SCALES, start=START)], [row])


def _facts(request: GuidanceRequest, result: GuidanceResult) -> list[Fact]:
    """Each measure at the cursor, and what as many real images score."""
    told = []
    for name in result.measures:
        write = DIGITS[name].format
        real = phrase("real images: {value}", value=write(getattr(result.ceiling, name)))
        texts = [write(value) for value in result.measure(name)]
        told.append(Fact(LABELS.get(name, name), texts, ("scale",), help=real))
    count = phrase("{n} samples, {m} real images", n=request.samples, m=quality.REALS)
    return [*told, Fact("measured on", [count])]


def _measures(result: GuidanceResult) -> Any:
    """Shares along the scale, and the spread over that of real images; dotted: real images."""
    shown = [name for name in SHARES if name in result.measures]
    curves = {LABELS.get(name, name): result.measure(name) for name in shown}
    levels = [getattr(result.ceiling, name) for name in shown]
    if "spread" in result.measures:
        curves["spread, over that of real images"] = (
            result.measure("spread") / result.ceiling.spread
        )
        levels.append(1.0)
    drawn = figures.lines(SCALES, curves, x="guidance", y="share", markers=True)
    for index, level in enumerate(levels):
        drawn.add_hline(level, line={"dash": "dot", "width": 1.5, "color": figures.COLOURS[index]})
    drawn.update_yaxes(range=[-0.03, 1.25])
    return drawn


def _plane(result: GuidanceResult) -> tuple[Any, None, Frames]:
    """Variety across, precision up: recall where there are enough samples for it, else spread."""
    across = "recall" if "recall" in result.measures else "spread"
    real = {name: getattr(result.ceiling, name) for name in (across, "precision")}
    xs, ys = result.measure(across), result.measure("precision")
    drawn = figures.figure(LABELS.get(across, across), "precision", hovermode="closest")
    line = {"color": figures.COLOURS[0], "width": 2.5}
    drawn.add_scatter(
        x=xs,
        y=ys,
        mode="lines+markers+text",
        text=NAMES,
        textposition="bottom center",
        line=line,
        name="guidance",
        cliponaxis=False,
    )
    here = {"size": 16, "color": figures.COLOURS[3]}
    drawn.add_scatter(x=[None], y=[None], mode="markers", marker=here, name="here")
    star = {"size": 14, "symbol": "star", "color": figures.COLOURS[2]}
    drawn.add_scatter(
        x=[real[across]], y=[real["precision"]], mode="markers", marker=star, name="real images"
    )
    drawn.update_yaxes(range=[-0.05, 1.08])
    return drawn, None, Frames("scale", {1: {"x": xs[:, None], "y": ys[:, None]}})


TAB = Tab(
    name="diffusion-guidance",
    title="Guidance",
    subject=words.SUBJECT,
    hint=HINT,
    seen=seen,
    request=GuidanceRequest,
    answer=guidance.answer,
    controls=(
        *words.dataset_control(),
        words.turns_control(),
        Control("samples", "Images measured", kind="number"),
        Control("steps", "Steps"),
        Control("seed", "Seed of the noise", kind="dice"),
        Control("sampler", "Sampler", kind="dropdown", names=words.SAMPLERS, more=True),
    ),
    views=(
        (
            View("grid", "chart", "One noise a column, one scale a row", height=380, scale=3),
            View("plane", "chart", "The trade-off", height=380, scale=2),
        ),
        (View("facts", "facts"),),
        (
            View("row", "strip", scale=2),
            View("measures", "chart", "Gained and lost (dotted: real images)", scale=3),
        ),
    ),
    paint=paint,
    cards=lambda request: network.cards(request.dataset),
    endpoint=Endpoint(
        "guidance_sweep",
        "Samples from one noise under six guidance scales, and measures agreement with the asked"
        " class, precision and spread against real images; from 100 samples on recall, coverage"
        " and Fréchet distance too.",
        images=lambda result: {"grid": sheets.sheet(result.images)},
    ),
    button="Measure",
    see=lambda request, result: (Link("truncation", "Such a bargain with a GAN: truncation"),),
    snippet=lambda request: SNIPPET.format(request=request),
)
