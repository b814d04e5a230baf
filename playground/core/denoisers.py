"""What a denoiser predicts (eps, x0, v or velocity), and how one prediction becomes another.

A state is x = signal * x0 + noise * eps. Every prediction is a fixed combination of x0 and eps,
so that a state and one prediction give both. On a variance-preserving schedule signal =
sqrt(alpha-bar) and noise = sqrt(1 - alpha-bar); on a flow signal = t and noise = 1 - t.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import torch
from torch import Tensor

from playground.core import checks, schedules
from playground.core.modes import evaluating
from playground.core.origins import Cloud
from playground.errors import BadValue, UnknownName

Level: TypeAlias = float | Tensor
Denoiser: TypeAlias = Callable[[Tensor, Level], Tensor]
Model: TypeAlias = Callable[[Tensor, Tensor], Tensor]

# Bytes that the exact denoiser may use beyond its arguments and its answer.
_BUDGET = 32 * 2**20
#: The least noise whose square float64 still tells from nothing.
_LEAST = 1e-140


@dataclass(frozen=True, eq=False)
class Parts:
    """What a state is made of, as a prediction sees it."""

    image: Tensor  #: x0
    noise: Tensor  #: eps


#: (signal, noise) -> (p, q): the prediction is p x0 + q eps.
PREDICTIONS: dict[str, Callable[[Tensor, Tensor], tuple[Tensor | int, Tensor | int]]] = {
    "eps": lambda signal, noise: (0, 1),
    "x0": lambda signal, noise: (1, 0),
    "v": lambda signal, noise: (-noise, signal),  # Salimans & Ho 2022, appendix D
    "velocity": lambda signal, noise: (1, -1),  # Lipman et al. 2023
}


def split(prediction: Tensor, x: Tensor, *, kind: str, signal: Level, noise: Level) -> Parts:
    """x0 and eps of a state x [N, ...] and a prediction of it, `kind` of PREDICTIONS.

    signal, noise >= 0: floats or [N]. Solves [signal noise; p q] [x0; eps] = [x; prediction].
    Raises UnknownName, and BadValue where the prediction does not tell (eps at signal 0, x0 at
    noise 0).

    >>> import torch
    >>> noise, x = torch.tensor([[1.0]]), torch.tensor([[1.4]])
    >>> split(noise, x, kind="eps", signal=0.8, noise=0.6).image
    tensor([[1.0000]])
    """
    p, q, signal, noise = _system(kind, x, signal, noise)
    determinant = signal * q - noise * p
    if not determinant.all():
        level = {"signal": signal.min().item(), "noise": noise.min().item()}
        allowed = f"one at which {kind} tells x0 and eps apart"
        raise BadValue("level", level, allowed, "Predict v or velocity there.")
    wide_x, wide = checks.widened(x), checks.widened(prediction)
    image = (q * wide_x - noise * wide) / determinant
    eps = (signal * wide - p * wide_x) / determinant
    return Parts(
        *(checks.finite("prediction", prediction, one.to(x.dtype)) for one in (image, eps))
    )


def convert(
    prediction: Tensor, x: Tensor, *, source: str, target: str, signal: Level, noise: Level
) -> Tensor:
    """A prediction of kind `source` as one of kind `target`: [N, ...]. Raises as `split` does."""
    parts = split(prediction, x, kind=source, signal=signal, noise=noise)
    p, q, _, _ = _system(target, x, signal, noise)
    found = p * checks.widened(parts.image) + q * checks.widened(parts.noise)
    return checks.finite("prediction", prediction, found.to(x.dtype))


def _system(
    kind: str, x: Tensor, signal: Level, noise: Level
) -> tuple[Tensor | int, Tensor | int, Tensor, Tensor]:
    if not isinstance(kind, str) or kind not in PREDICTIONS:
        raise UnknownName("prediction", kind, list(PREDICTIONS))
    signal, noise = _per_row("signal", signal, x), _per_row("noise", noise, x)
    return *PREDICTIONS[kind](signal, noise), signal, noise


def _per_row(name: str, value: Level, x: Tensor) -> Tensor:
    """A level, one for all or [N], shaped to multiply x [N, ...]; finite, >= 0. Raises BadValue."""
    wide = torch.promote_types(x.dtype, torch.float32)
    level = torch.as_tensor(value, dtype=wide, device=x.device)
    if level.dim() > 1 or (level.dim() == 1 and len(level) != len(x)):
        allowed = f"a number, or [{len(x)}]: one per row of x"
        raise checks.refuse(name, level, allowed, "Give one per row.")
    if not (torch.isfinite(level) & (level >= 0)).all():
        raise BadValue(name, value, "finite and at least 0", "Levels are amplitudes.")
    return level.reshape(-1, *[1] * (x.dim() - 1))


def guided(conditional: Tensor, unconditional: Tensor, scale: float) -> Tensor:
    """Classifier-free guidance: unconditional + scale (conditional - unconditional).

    0 is unconditional, 1 conditional (both exactly), above 1 exaggerates what the condition
    adds. Two predictions of one kind, same shape. Ho & Salimans 2022, eq. 6 with scale = 1 + w.
    Raises BadValue.

    >>> import torch
    >>> guided(torch.tensor([2.0]), torch.tensor([1.0]), 3.0).tolist()
    [4.0]
    """
    scale = checks.number("scale", scale, -1e6, 1e6, "1 is no guidance, 2-5 is usual.")
    checks.alike("unconditional", unconditional, "conditional", conditional)
    if conditional.shape != unconditional.shape:
        allowed = f"{list(conditional.shape)}, like the conditional prediction"
        raise checks.refuse("unconditional", unconditional, allowed, "Predict both from one x.")
    found = torch.lerp(checks.widened(unconditional), checks.widened(conditional), scale)
    made = found.to(conditional.dtype)
    if not made.isfinite().all():  # as it is wherever a prediction is not: which, is asked then
        checks.floats("unconditional", unconditional)
        checks.finite("scale", scale, made, "the guided prediction")
    return made


def flow_as_eps(velocity: Model, alphas_cumprod: Tensor) -> Model:
    """A flow network velocity(x, t) as eps_model(x, t), t int64 [N], of a given VP schedule.

    With a = sqrt(alpha-bar) and s = sqrt(1 - alpha-bar), the VP state a x0 + s eps divided by
    a + s is the flow state t x0 + (1 - t) eps at t = a / (a + s); there eps = x - t velocity.
    One network so serves every sampler, on any schedule. Raises BadValue.
    """
    level = schedules.levels(alphas_cumprod)
    total = level.sqrt() + (1 - level).sqrt()
    table = _Table(torch.stack([level.sqrt() / total, total]))

    def eps_model(x: Tensor, t: Tensor) -> Tensor:
        now, scale = table.at(t, x)
        flow_state = x / _spread(scale, x)
        with evaluating(velocity):
            return flow_state - _spread(now, x) * velocity(flow_state, now)

    return eps_model


def denoiser_as_eps(denoiser: Denoiser, alphas_cumprod: Tensor) -> Model:
    """A denoiser(x, sigma) of x0 + sigma eps as eps_model(x, t) of a given VP schedule.

    The VP state divided by sqrt(alpha-bar) has sigma = sqrt((1 - alpha-bar) / alpha-bar).
    Karras et al. 2022, table 1. Raises BadValue.
    """
    level = schedules.levels(alphas_cumprod)
    table = _Table(torch.stack([level.sqrt(), ((1 - level) / level).sqrt()]))

    def eps_model(x: Tensor, t: Tensor) -> Tensor:
        signal, sigma = table.at(t, x)
        state = x / _spread(signal, x)
        with evaluating(denoiser):
            return (state - denoiser(state, sigma)) / _spread(sigma, x)

    return eps_model


class _Table:
    """Columns of numbers by timestep [C, T]; they travel to a device once."""

    def __init__(self, columns: Tensor) -> None:
        self.columns = {columns.device: columns}

    def at(self, t: Tensor, x: Tensor) -> Tensor:
        """In x's dtype, on x's device: [C, N]."""
        if x.device not in self.columns:
            self.columns[x.device] = next(iter(self.columns.values())).to(x.device)
        return self.columns[x.device][:, t.to(x.device)].to(x.dtype)


def _spread(row: Tensor, x: Tensor) -> Tensor:
    return row.reshape(-1, *[1] * (x.dim() - 1))


def exact_denoiser(data: Tensor) -> Denoiser:
    """The best denoiser for a finite training set: D(x, sigma) = E[x0 | x0 + sigma eps = x].

    D = sum_i w_i x_i, w = softmax_i(-|x - x_i|^2 / (2 sigma^2)); data [M, ...], x [N, ...],
    sigma > 0 a float or [N]. Computed in float64, around an origin that keeps the digits (see
    `origins`), in blocks of the data that use at most about 32 MB whatever M is. Karras et al.
    2022, appendix B.3. Raises BadValue.

    >>> import torch
    >>> denoise = exact_denoiser(torch.tensor([[-1.0], [1.0]]))
    >>> denoise(torch.tensor([[0.0], [0.5]]), 0.5).flatten()
    tensor([0.0000, 0.9640])
    """
    if checks.floats("data", data).dim() < 2:
        raise checks.refuse("data", data, "[M, ...], one point a row", "One point: data[None].")
    cloud = Cloud("data", data.flatten(1))

    def denoise(x: Tensor, sigma: Level) -> Tensor:
        query = checks.squarable("x", x)
        if x.dim() != data.dim() or x.shape[1:] != data.shape[1:]:
            allowed = f"[N, {', '.join(map(str, data.shape[1:]))}], as the data"
            raise checks.refuse("x", x, allowed, "Resize x.")
        levels = _per_row("sigma", sigma, x).flatten().double().expand(len(x))
        if not _LEAST <= levels.min() <= levels.max() <= 1 / _LEAST:
            allowed = f"from {_LEAST:g} to {1 / _LEAST:g}"
            raise BadValue("sigma", sigma, allowed, "The limit at 0 is the nearest image.")
        mean, flat = torch.empty_like(query.flatten(1)), query.flatten(1)
        for rows, origin in cloud.origins(flat, levels):
            variance = levels[rows, None].square()
            mean[rows] = _posterior_mean(cloud.points, flat[rows], variance, origin)
        return mean.to(x.dtype).reshape(x.shape)

    return denoise


def _posterior_mean(points: Tensor, x: Tensor, variance: Tensor, origin: Tensor) -> Tensor:
    """softmax-weighted mean of points [M, D] for x [N, D], variance [N, 1], in one pass.

    Keeps the largest logit so far and rescales what was summed under a smaller one (Milakov &
    Gimelshein 2018), so that no exponent is above 0. |x|^2 is common to a row and left out.
    """
    rows = max(1, _BUDGET // (8 * (3 * points.shape[1] + 3 * len(x))))
    x = x - origin
    top = x.new_full((len(x), 1), -torch.inf)
    total, mean = torch.zeros_like(top), torch.zeros_like(x)
    for block in points.split(rows):
        block = block.to(x)
        near = block - origin
        logits = (x @ near.T - near.square().sum(1) / 2) / variance
        higher = torch.maximum(top, logits.amax(1, keepdim=True))
        weights = (logits - higher).exp_()
        shrink = (top - higher).exp()
        total = total * shrink + weights.sum(1, keepdim=True)
        mean = torch.addmm(mean * shrink, weights, block)
        top = higher
    return mean / total
