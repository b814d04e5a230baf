"""The charts of the reparameterisation: noise, codes and the posterior of one image."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.latent.reparameterisation import TEMPERATURES, SamplingResult
from playground.ui import figures

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

#: Points of a drawn ellipse.
ROUND = 73
#: A Gaussian of two dimensions has 86 % of its mass within this many deviations.
REACH = 2.0


def noise(result: SamplingResult) -> "Figure":
    """eps in the two latents on show, with the circle of two deviations."""
    first, second = result.shown
    drawn = _plane(f"ε{first + 1}", f"ε{second + 1}")
    circle = REACH * _circle()
    drawn.add_trace(_curve(circle, figures.COLOURS[3], "2 deviations"))
    drawn.add_trace(_dots(result.noise[:, [first, second]], figures.COLOURS[0], "ε", 7))
    drawn.update_yaxes(scaleanchor="x")
    return drawn


def codes(result: SamplingResult) -> tuple["Figure", dict[int, dict[str, Any]]]:
    """The samples among the examples' means, and what their traces show at each temperature."""
    first, second = result.shown
    both = [first, second]
    drawn = _plane(f"z{first + 1}", f"z{second + 1}")
    drawn.add_trace(_dots(result.everyone, figures.COLOURS[6], "means of test images", 3))
    scale = np.array(TEMPERATURES)[:, None, None]
    ellipses = result.mean[both] + scale * REACH * result.deviation[both] * _circle()
    samples = result.codes[:, :, both]
    one = TEMPERATURES.index(1.0)
    drawn.add_trace(_curve(ellipses[one], figures.COLOURS[3], "2 T σ"))
    drawn.add_trace(_dots(samples[one], figures.COLOURS[0], "samples", 7))
    frames: dict[int, dict[str, Any]] = {
        1: {"x": ellipses[:, :, 0], "y": ellipses[:, :, 1]},
        2: {"x": samples[:, :, 0], "y": samples[:, :, 1]},
    }
    drawn.update_yaxes(scaleanchor="x")
    return drawn, frames


def posterior(result: SamplingResult) -> "Figure":
    """mu of each latent with two sigma to both sides, over the band of the prior."""
    from plotly.graph_objects import Scatter

    drawn = figures.figure("latent", "z", hovermode="closest")
    drawn.add_hrect(y0=-2, y1=2, fillcolor=figures.COLOURS[2], opacity=0.15, line_width=0)
    names = _names(result)
    drawn.add_trace(
        Scatter(
            x=names,
            y=result.mean,
            mode="markers",
            name="μ ± 2 σ",
            marker={"size": 8, "color": figures.COLOURS[0]},
            error_y={"array": 2 * result.deviation, "color": figures.COLOURS[0], "thickness": 2},
        )
    )
    mark = {"symbol": "square", "size": 12, "color": figures.COLOURS[2], "opacity": 0.4}
    drawn.add_trace(Scatter(x=[None], y=[None], mode="markers", name="prior ± 2", marker=mark))
    drawn.update_xaxes(type="category", showgrid=False)
    return drawn


def kl(result: SamplingResult) -> "Figure":
    """Nats that this image's posterior spends on each latent."""
    return figures.bars(_names(result), {"KL": result.kl}, x="latent", y="KL (nats)", highest=None)


def _names(result: SamplingResult) -> list[str]:
    return [f"z{latent + 1}" for latent in range(len(result.mean))]


def _plane(x: str, y: str) -> "Figure":
    return figures.figure(x, y, hovermode="closest")


def _circle() -> NDArray[np.float64]:
    angles = np.linspace(0, 2 * np.pi, ROUND)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def _curve(points: NDArray[Any], colour: str, name: str) -> Any:
    from plotly.graph_objects import Scatter

    line = {"color": colour, "width": 2.5}
    return Scatter(x=points[:, 0], y=points[:, 1], mode="lines", name=name, line=line)


def _dots(points: NDArray[Any], colour: str, name: str, size: int) -> Any:
    from plotly.graph_objects import Scatter

    marker = {"color": colour, "size": size, "opacity": 0.85 if size > 3 else 0.5}
    return Scatter(x=points[:, 0], y=points[:, 1], mode="markers", name=name, marker=marker)
