"""What both families of samplers share: the record of a path, and the checks on what goes in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

import torch
from torch import Tensor

from playground.core import checks
from playground.errors import BadValue


@dataclass(frozen=True, eq=False)
class Trajectory:
    """Everything that a sampler saw. S steps; `...` is the shape of x."""

    states: Tensor  #: [S+1, ...] from the start to the result
    denoised: Tensor  #: [S, ...] predicted image at each step
    noise: Tensor  #: [S, ...] predicted noise at each step
    times: Tensor  #: [S+1] timesteps (int64; -1 = alpha-bar 1), or flow times (float64)
    evaluations: int  #: model calls


#: Called after every step: how many are done, of how many.
OnStep: TypeAlias = Callable[[int, int], object]


def allocate(x: Tensor, times: Tensor, evaluations: int) -> Trajectory:
    """Room for a whole trajectory from x, so that no second copy of it is ever held."""
    steps = len(times) - 1
    states, denoised, noise = (x.new_empty((n, *x.shape)) for n in (steps + 1, steps, steps))
    states[0] = x
    return Trajectory(states, denoised, noise, times, evaluations)


def check_state(x: Tensor) -> None:
    """Refuse a start that is no batch of floats."""
    if checks.floats("x", x).dim() < 1:
        raise checks.refuse("x", x, "[N, ...]", "One state: x[None].")


def vector(name: str, value: Tensor | Iterable[float], kind: str) -> Tensor:
    """A list or tensor of numbers as a one-dimensional tensor. Raises BadValue."""
    way_out = f"Pass a list or a one-dimensional tensor of {kind}."
    try:
        made = value if isinstance(value, Tensor) else torch.as_tensor(list(value))
    except (TypeError, ValueError, RuntimeError, OverflowError):
        raise BadValue(name, value, f"a sequence of {kind}", way_out) from None
    if made.dim() != 1 or made.dtype == torch.bool or made.is_complex():
        raise BadValue(name, value, f"one-dimensional, of {kind}", way_out)
    return made


def same_shape(name: str, value: Tensor, x: Tensor) -> Tensor:
    """`value`, if it is a tensor shaped like x. Raises BadValue."""
    if not isinstance(value, Tensor) or value.shape != x.shape:
        raise checks.refuse(name, value, f"a tensor {list(x.shape)}, like x", "Return one like x.")
    return value
