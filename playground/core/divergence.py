"""How far one distribution is from another."""

import math

import torch
from torch import Tensor

from playground.core import checks

_SUM = 1e-3


def total_variation(p: Tensor, q: Tensor) -> Tensor:
    """sum_i |p_i - q_i| / 2 in [0, 1], the mass that has to move: p, q [..., V] -> [...].

    Levin & Peres 2017, proposition 4.2. Raises BadValue.
    """
    _check(p, q)
    return ((p - q).abs().sum(-1) / 2).clamp(0, 1)


def relative_entropy(p: Tensor, q: Tensor) -> Tensor:
    """sum_i p_i log2(p_i / q_i) in bits, at least 0: p, q [..., V] -> [...].

    Infinite where q lacks what p holds. Kullback & Leibler 1951, eq. 2.2. Raises BadValue.
    """
    _check(p, q)
    # One logarithm of the ratio: several times faster than xlogy, and closer where p is nearly q.
    nats = torch.where(p > 0, p * (p / q).log(), 0)
    return (nats.sum(-1) / math.log(2)).clamp(min=0)


def _check(p: Tensor, q: Tensor) -> None:
    way_out = "Pass probabilities over the same symbols."
    for name, value in (("p", p), ("q", q)):
        sums = checks.floats(name, value).sum(-1)
        if value.min() < 0 or (sums - 1).abs().max() > _SUM:
            raise checks.refuse(name, value, "at least 0, with sums of 1", way_out)
    if p.shape[-1] != q.shape[-1]:
        raise checks.refuse("q", q, f"[..., {p.shape[-1]}], as long as p", way_out)
