"""How samplers step, a row each: a table of coefficients, or the tableau of a Runge-Kutta method.

Diffusion samplers (`samplers.sample`) are linear in what is known at a step, so that a sampler is
a table of coefficients made from alpha-bar. Flow samplers (`samplers.flow_sample`) are explicit
Runge-Kutta methods, so that a sampler is its Butcher tableau.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import torch
from torch import Tensor

from playground.core import checks
from playground.errors import BadValue, Filled, UnknownName

_DDIM = 'Use sampler="ddim".'


@dataclass(frozen=True)
class Tableau:
    """An explicit Runge-Kutta method: nodes c, stages a (row i has i entries), weights b."""

    c: tuple[float, ...]
    a: tuple[tuple[float, ...], ...]
    b: tuple[float, ...]
    order: int


#: [S+1] alpha-bar from x_T to the image, eta -> [S, 4]: what state, predicted image, predicted
#: image of the step before, and fresh noise count for in the next state.
Rule: TypeAlias = Callable[[Tensor, float], Tensor]


def ddpm(alpha_bar: Tensor, eta: float = 0.0) -> Tensor:
    """Coefficients of ancestral sampling with the posterior variance (eq. 7, "fixed small").

    Ho et al. 2020, eqs. 6 and 7, between any two levels. This is DDIM with eta = 1, and takes
    no other eta (0 stands for "not given").
    """
    if eta not in (0, 1):
        raise BadValue("eta", eta, Filled("left out for {sampler}", sampler="ddpm"), _DDIM)
    now, later = alpha_bar[:-1], alpha_bar[1:]
    alpha = now / later
    image = later.sqrt() * (1 - alpha) / (1 - now)
    state = alpha.sqrt() * (1 - later) / (1 - now)
    noise = ((1 - later) / (1 - now) * (1 - alpha)).sqrt()
    return torch.stack([state, image, torch.zeros_like(now), noise], dim=1)


def ddim(alpha_bar: Tensor, eta: float = 0.0) -> Tensor:
    """Coefficients of DDIM: deterministic for eta = 0, as noisy as DDPM for eta = 1.

    Song et al. 2021, eqs. 12 and 16, with the predicted noise written as
    (x - sqrt(alpha-bar) x0) / sqrt(1 - alpha-bar).
    """
    eta = checks.number("eta", eta, 0.0, 1.0, "0 is deterministic, 1 is DDPM.")
    now, later = alpha_bar[:-1], alpha_bar[1:]
    noise = eta * ((1 - later) / (1 - now) * (1 - now / later)).sqrt()
    state = ((1 - later - noise**2).clamp(min=0) / (1 - now)).sqrt()  # min: rounding, eta = 1
    image = later.sqrt() - state * now.sqrt()
    return torch.stack([state, image, torch.zeros_like(now), noise], dim=1)


def dpmpp_2m(alpha_bar: Tensor, eta: float = 0.0) -> Tensor:
    """Coefficients of DPM-Solver++(2M): a DDIM step along an image extrapolated in log-SNR.

    Lu et al. 2022, algorithm 2; first order on the first and the last step, where there is
    no earlier image and the log-SNR has no end.
    """
    if eta != 0:
        raise BadValue("eta", eta, Filled("0 for {sampler}", sampler="dpmpp_2m"), _DDIM)
    table = ddim(alpha_bar)
    half_log_snr = (alpha_bar[:-1].log() - (-alpha_bar[:-1]).log1p()) / 2
    h = half_log_snr.diff()
    reach = torch.zeros(len(table), dtype=table.dtype)
    reach[1:-1] = h[1:] / (2 * h[:-1])
    table[:, 2] = -reach * table[:, 1]
    table[:, 1] *= 1 + reach
    return table


def edm(alpha_bar: Tensor, eta: float = 0.0) -> Tensor:
    """Coefficients of Euler's step on the probability-flow ODE in sigma = sqrt(1/alpha-bar - 1).

    d(x / sqrt(alpha-bar)) / d sigma = eps: Karras et al. 2022, eq. 1 with sigma(t) = t. This is
    DDIM without noise, written from where Heun's correction (their algorithm 1) is added.
    """
    if eta != 0:
        allowed = Filled("0 for {sampler}", sampler="edm_euler, edm_heun")
        raise BadValue("eta", eta, allowed, _DDIM)
    return ddim(alpha_bar)


EULER = Tableau(c=(0,), a=((),), b=(1,), order=1)
HEUN = Tableau(c=(0, 1), a=((), (1,)), b=(1 / 2, 1 / 2), order=2)
MIDPOINT = Tableau(c=(0, 1 / 2), a=((), (1 / 2,)), b=(0, 1), order=2)
RK4 = Tableau(
    c=(0, 1 / 2, 1 / 2, 1),
    a=((), (1 / 2,), (0, 1 / 2), (0, 0, 1)),
    b=(1 / 6, 1 / 3, 1 / 3, 1 / 6),
    order=4,
)


@dataclass(frozen=True)
class Sampler:
    """A row of the table: how a sampler steps, how it is called, and who published it.

    rule: coefficients for `sample`, or a tableau for `flow_sample`. short: the label where there
    is little room. spacing: its own paper's timesteps. corrected: each step, but for the one to
    alpha-bar 1, ends with Heun's correction and so a second call.
    """

    rule: Rule | Tableau
    label: str
    short: str
    source: str
    spacing: str = "even"
    corrected: bool = False

    @property
    def flow(self) -> bool:
        """Whether `flow_sample` runs it."""
        return isinstance(self.rule, Tableau)

    def calls(self, steps: int) -> int:
        """How often it asks the network in so many steps."""
        if isinstance(self.rule, Tableau):
            return steps * len(self.rule.b)
        return max(2 * steps - 1, 0) if self.corrected else steps

    def steps(self, calls: int) -> int:
        """The most whole steps that so many calls allow; 0 where they allow none."""
        if isinstance(self.rule, Tableau):
            return calls // len(self.rule.b)
        return (calls + 1) // 2 if self.corrected else calls


_KUTTA = "Kutta 1901; flow: Lipman et al. 2023"
#: Every sampler by name, whichever of the two functions runs it.
SAMPLERS: dict[str, Sampler] = {
    "ddpm": Sampler(ddpm, "DDPM (ancestral)", "DDPM", "Ho et al. 2020"),
    "ddim": Sampler(ddim, "DDIM", "DDIM", "Song et al. 2021"),
    "dpmpp_2m": Sampler(dpmpp_2m, "DPM-Solver++ (2M)", "DPM++ 2M", "Lu et al. 2022"),
    "edm_euler": Sampler(edm, "Euler in sigma (EDM)", "EDM Euler", "Karras et al. 2022", "karras"),
    "edm_heun": Sampler(
        edm, "Heun in sigma (EDM)", "EDM Heun", "Karras et al. 2022", "karras", corrected=True
    ),
    "euler": Sampler(EULER, "Flow, Euler", "flow Euler", "Lipman et al. 2023"),
    "heun": Sampler(HEUN, "Flow, Heun", "flow Heun", "Heun 1900; flow: Lipman et al. 2023"),
    "midpoint": Sampler(MIDPOINT, "Flow, midpoint", "flow midpoint", _KUTTA),
    "rk4": Sampler(RK4, "Flow, RK4", "flow RK4", _KUTTA),
}


def names(*, flow: bool) -> tuple[str, ...]:
    """The samplers that `flow_sample` runs, or those that `sample` does."""
    return tuple(name for name, one in SAMPLERS.items() if one.flow == flow)


def row(name: str, flow: bool) -> Sampler:
    """The sampler of that name and family. Raises UnknownName."""
    known = names(flow=flow)
    if name not in known:
        raise UnknownName("sampler", name, known)
    return SAMPLERS[name]
