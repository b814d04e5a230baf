"""Guidance: one noise under every scale, and what is gained and lost along it."""

from playground.engine.diffusion import guidance, network, quality
from playground.engine.diffusion.guidance import SCALES, GuidanceRequest, GuidanceResult
from playground.ui import chart, facts, figures, strip
from playground.ui.tab import Control, Endpoint, Link, Tab
from playground.ui.tabs.diffusion import sheets, words
from playground.ui.texts import Words, phrase
from playground.ui.views import Axis, Chart, Cursor, Fact, Facts, Frames, Row, Strip

#: The example opens on a scale where variety is not yet spent.
START = SCALES.index(2.0)
NAMES = tuple(phrase("{scale}", scale=f"{scale:g}") for scale in SCALES)
#: Shares, in [0, 1]; the others have their own unit.
SHARES = ("agreement", "precision", "recall")
#: How each measure is written, where not with two decimals.
FORMATS = {"agreement": "{:.0%}", "spread": "{:.1f}", "frechet": "{:.1f}"}
SEEN = (
    "Drag the scale: at 0, {none} of the images are read as asked, at 1, {plain}. From there to 5,"
    " variety (the spread within a class) goes from {varied} to {alike}, precision from {before} to"
    " {after}. Truncation asks the same of a GAN."
)


def _written(name: str, value: float) -> str:
    return FORMATS.get(name, "{:.2f}").format(value)


def seen(request: GuidanceRequest, result: GuidanceResult) -> Words | None:
    """What the scale gains and loses, where there are two of a class."""
    if "spread" not in result.measures:
        return None
    read, precision, spread = (
        [_written(name, value) for value in result.measure(name)]
        for name in ("agreement", "precision", "spread")
    )
    worth = {"before": precision[1], "after": precision[-1]}
    variety = {"varied": spread[1], "alike": spread[-1]}
    return phrase(SEEN, none=read[0], plain=read[1], **worth, **variety)


def grid(request: GuidanceRequest, result: GuidanceResult) -> Chart:
    columns = [str(i + 1) for i in range(guidance.SHOWN)]
    figure = sheets.labelled(result.images, columns, NAMES, x="sample", y="guidance")
    return Chart(figure, Cursor("scale", range(len(SCALES)), along="y", band=True))


def plane(request: GuidanceRequest, result: GuidanceResult) -> Chart:
    """Variety across, precision up: recall where there are enough samples for it, else spread."""
    across = "recall" if "recall" in result.measures else "spread"
    xs, ys = result.measure(across), result.measure("precision")
    figure = figures.figure(across, "precision", hovermode="closest")
    style = {"line": {"color": figures.COLOURS[0], "width": 2.5}, "cliponaxis": False}
    # A number and its format: the page writes it with the reader's decimal mark.
    scales = {"customdata": SCALES, "texttemplate": "%{customdata:~g}"}
    texts = {"mode": "lines+markers+text", "textposition": "bottom center", **scales}
    figure.add_scatter(x=xs, y=ys, name="guidance", **texts, **style)
    figures.marks(figure, [None], [None], "here", figures.COLOURS[3], size=16)
    x, y = [getattr(result.ceiling, across)], [result.ceiling.precision]
    figures.marks(figure, x, y, "real images", figures.COLOURS[2], "star", 14)
    figure.update_yaxes(range=[-0.05, 1.08])
    return Chart(figure, frames=Frames("scale", {1: {"x": xs[:, None], "y": ys[:, None]}}))


def told(request: GuidanceRequest, result: GuidanceResult) -> Facts:
    """Each measure at the cursor, and what as many real images score."""
    every = []
    for name in result.measures:
        real = phrase("real images: {value}", value=_written(name, getattr(result.ceiling, name)))
        texts = [_written(name, value) for value in result.measure(name)]
        every.append(Fact(words.MEASURES.get(name, name), texts, ("scale",), help=real))
    count = phrase("{n} samples, {m} real images", n=request.samples, m=quality.REALS)
    return Facts([*every, Fact("measured on", [count])])


def row(request: GuidanceRequest, result: GuidanceResult) -> Strip:
    note = phrase("{shown} of the {n} that are measured", shown=guidance.SHOWN, n=request.samples)
    tiled = sheets.tile(result.images, 5)
    here = Row("At the cursor", tiled, ("scale",), size="large", note=note)
    return Strip([Axis("scale", "guidance", SCALES, start=START)], [here])


def measures(request: GuidanceRequest, result: GuidanceResult) -> Chart:
    """Shares along the scale, and the spread over that of real images; dotted: real images."""
    shown = [name for name in SHARES if name in result.measures]
    curves = {words.MEASURES.get(name, name): result.measure(name) for name in shown}
    levels = [getattr(result.ceiling, name) for name in shown]
    if "spread" in result.measures:
        share = result.measure("spread") / result.ceiling.spread
        curves["spread, over that of real images"] = share
        levels.append(1.0)
    figure = figures.lines(SCALES, curves, x="guidance", y="share", markers=True)
    for index, level in enumerate(levels):
        figure.add_hline(level, line={"dash": "dot", "width": 1.5, "color": figures.COLOURS[index]})
    return Chart(figure.update_yaxes(range=[-0.03, 1.25]), Cursor("scale", SCALES))


TAB = Tab(
    page=__name__,
    hint="Drag the scale: at 0 the class is forgotten, at 1 the plain model draws it, above it"
    " samples grow more alike. Does what is lost in variety buy precision? Truncation asks it of a"
    " GAN.",
    seen=seen,
    answer=guidance.answer,
    controls=(
        words.DATASET,
        words.TURNS,
        Control("samples", kind="number"),
        Control("sampler", names=words.SAMPLERS, more=True),
    ),
    views=(
        (
            chart.view("One noise a column, one scale a row", grid, height=380, scale=3),
            chart.view("The trade-off", plane, height=380, scale=2),
        ),
        (facts.view("", told, name="facts"),),
        (
            strip.view("", row, scale=2),
            chart.view("Gained and lost (dotted: real images)", measures, scale=3),
        ),
    ),
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
    snippet='for scale, one in zip(result.report()["scales"], result.scores):\n'
    '    print(f"scale {{scale:3}}  precision {{one.precision:.2f}}  asked {{one.agreement:.0%}}")',
    examples=({"steps": 2}, {"steps": 2, "label": "7"}),
)
