"""Mixtures of equal, round Gaussians: a density that stays in closed form at every noise level.

Data x0 = point_i + bandwidth n, i uniform. The noised x = signal x0 + noise eps is again such a
mixture, of centres signal point_i and variance v = signal^2 bandwidth^2 + noise^2; so its density,
its score and the posterior mean of x0 are exact, whatever the points.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from playground.core import checks
from playground.core.denoisers import Level, exact_denoiser
from playground.errors import BadValue

#: A flow's velocity divides by t. Below this t the state holds no trace of the data in float64.
_FIRST = 1e-9
#: Of a variance: below, float64 keeps no digits of it.
_LEAST = 1e-290
#: What is seen through a fainter signal has squares that overflow.
_FAINTEST = 1e-100


@dataclass(frozen=True, eq=False)
class Mixture:
    """points [M, D]; bandwidth > 0: the standard deviation around each. Raises BadValue."""

    points: Tensor
    bandwidth: float

    def __post_init__(self) -> None:
        checks.squarable("points", self.points)
        if self.points.dim() != 2:
            raise checks.refuse("points", self.points, "[M, D]", "One point: points[None].")
        way_out = "A point alone has no density; try 0.05."
        checks.number("bandwidth", self.bandwidth, 1e-9, 1e6, way_out)

    def draw(self, count: int, generator: torch.Generator) -> Tensor:
        """`count` samples of x0: [count, D]."""
        chosen = torch.randint(len(self.points), (count,), generator=generator)
        spread = torch.randn(count, self.points.shape[1], generator=generator, dtype=torch.float64)
        return self.points[chosen] + self.bandwidth * spread.to(self.points)

    def variance(self, signal: float, noise: float) -> float:
        """v, of each centre's Gaussian, above 0. signal, noise in [0, 1e6]. Raises BadValue."""
        signal = checks.number("signal", signal, 0.0, 1e6, "sqrt(alpha-bar), at most 1.")
        noise = checks.number("noise", noise, 0.0, 1e6, "sqrt(1 - alpha-bar), at most 1.")
        if 0 < signal < _FAINTEST:
            raise BadValue("signal", signal, f"0, or at least {_FAINTEST:g}", "0 leaves no trace.")
        found = (signal * self.bandwidth) ** 2 + noise**2
        if found < _LEAST:
            raise BadValue("noise", noise, "above 0 where signal is 0", "Nothing is left of x.")
        return found

    def score(self, x: Tensor, signal: float, noise: float) -> Tensor:
        """grad_x log p(x) of the noised data: (signal m - x) / v, [N, D].

        m is the posterior mean of the point that x came from: Karras et al. 2022, eq. 3, for the
        points alone at noise sqrt(v) / signal.
        """
        variance = self.variance(signal, noise)
        away = self._centre(x, signal, variance) * signal - x.double()
        return checks.finite("x", x, (away / variance).to(x.dtype), "its score")

    def denoise(self, x: Tensor, sigma: Level) -> Tensor:
        """E[x0 | x0 + sigma eps = x] by Tweedie's formula: x + sigma^2 score, [N, D].

        Efron 2011, eq. 1.4. sigma > 0: a float or [N].
        """
        square = torch.as_tensor(sigma, dtype=torch.float64, device=x.device).square()
        variance, wide = square + self.bandwidth**2, x.double()
        centre = exact_denoiser(self.points)(wide, variance.sqrt())
        return (wide + (square / variance).reshape(-1, 1) * (centre - wide)).to(x.dtype)

    def velocity(self, x: Tensor, t: Tensor) -> Tensor:
        """E[x0 - eps | t x0 + (1 - t) eps = x] = (x + (1 - t) score) / t, [N, D].

        Lipman et al. 2023, eq. 8, with the score of Lipman et al. 2024. t [N], the same
        for all; at t = 0, where x tells nothing, the limit.
        """
        time = max(float(t[0]), _FIRST)
        return (x + (1 - time) * self.score(x, time, 1 - time)) / time

    def log_density(self, x: Tensor, signal: float, noise: float) -> Tensor:
        """log p(x) of the noised data: [N]."""
        variance = self.variance(signal, noise)
        # Times a power of two, which costs no digit: far out squares would overflow.
        width = math.sqrt(2 * variance)
        unit = 2.0 ** -math.frexp(width)[1]
        centres = signal * self.points.to(x) * unit
        away = torch.cdist(x * unit, centres, compute_mode="donot_use_mm_for_euclid_dist")
        mixed = torch.logsumexp(-(away / (width * unit)).square(), 1)
        peak = self.points.shape[1] / 2 * math.log(2 * math.pi * variance)
        found = mixed - peak - math.log(len(self.points))
        return checks.finite("x", x, found, "its log-density")

    def density(self, xs: Tensor, ys: Tensor, signal: float, noise: float) -> Tensor:
        """The noised density on a grid of the plane: xs [W], ys [H] -> [H, W].

        Round Gaussians factor into rows and columns, so that a grid costs one small product.
        """
        deviation = math.sqrt(self.variance(signal, noise))
        across, along = (
            torch.exp(-((axis[:, None] - signal * centre) ** 2) / (2 * deviation**2))
            for axis, centre in ((xs, self.points[:, 0]), (ys, self.points[:, 1]))
        )
        return along @ across.T / (2 * math.pi * deviation**2 * len(self.points))

    def _centre(self, x: Tensor, signal: float, variance: float) -> Tensor:
        """In float64."""
        if signal == 0:
            return self.points.double().mean(0).expand_as(x)
        return exact_denoiser(self.points)(x.double() / signal, math.sqrt(variance) / signal)
