"""How far one distribution is from another."""

import math

import torch
from torch import Tensor

from playground.core import checks

_SUM = 1e-3


def total_variation(p: Tensor, q: Tensor) -> Tensor:
    """sum_i |p_i - q_i| / 2 in [0, 1], the mass that has to move: p, q [..., V] -> [...].

    Levin & Peres 2017, proposition 4.2. Raises BadValue.

    >>> import torch
    >>> total_variation(torch.tensor([0.5, 0.5]), torch.tensor([0.75, 0.25])).item()
    0.25
    """
    wide_p, wide_q = _checked(p, q)
    return ((wide_p - wide_q).abs().sum(-1) / 2).clamp(0, 1).to(p.dtype)


def relative_entropy(p: Tensor, q: Tensor) -> Tensor:
    """sum_i p_i log2(p_i / q_i) in bits, at least 0: p, q [..., V] -> [...].

    Infinite where q lacks what p holds. Kullback & Leibler 1951. Raises BadValue.

    >>> import torch
    >>> relative_entropy(torch.tensor([1.0, 0.0]), torch.tensor([0.5, 0.5])).item()
    1.0
    """
    wide_p, wide_q = _checked(p, q)
    # One logarithm of the ratio: several times faster than xlogy, and closer where p is nearly q.
    ratio = wide_p / wide_q
    logs = torch.where(ratio.isinf(), wide_p.log() - wide_q.log(), ratio.log())
    nats = torch.where(wide_p > 0, wide_p * logs, 0)
    return (nats.sum(-1) / math.log(2)).clamp(min=0).to(p.dtype)


def _checked(p: Tensor, q: Tensor) -> tuple[Tensor, Tensor]:
    """Both in float64."""
    way_out = "Pass probabilities over the same symbols."
    for name, value in (("p", p), ("q", q)):
        if checks.matching(name, value, "p", p).ndim == 0 or value.shape[-1] != p.shape[-1]:
            raise checks.refuse(name, value, "[..., V], both over the same V symbols", way_out)
        sums = value.sum(-1, dtype=torch.float64)
        if (value.min() < 0) | ((sums - 1).abs().max() > _SUM):
            raise checks.refuse(name, value, "at least 0, with sums of 1", way_out)
    return p.double(), q.double()
