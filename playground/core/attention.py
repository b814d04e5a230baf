"""Scaled dot-product attention opened up, its flow through layers, and what each head does."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from playground.core import checks
from playground.errors import BadValue, UnknownName

_TEMPERATURES = (1e-9, 1e9)

#: How `rollout` makes one map of all heads [..., H, T, T] -> [..., T, T].
FUSIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "mean": lambda weights: weights.mean(-3),
    "max": lambda weights: weights.amax(-3),
    "min": lambda weights: weights.amin(-3),
}


@dataclass(frozen=True, eq=False)
class Attention:
    """One attention, opened up. Row = query, column = key."""

    output: Tensor  #: [..., Tq, Dv]
    weights: Tensor  #: [..., Tq, Tk], rows sum to 1
    scores: Tensor  #: [..., Tq, Tk], q k^T / sqrt(D), before temperature, mask and softmax


@dataclass(frozen=True, eq=False)
class HeadStatistics:
    """What each head does on average over its rows; every entry is in [0, 1]."""

    entropy: Tensor  #: [...] as of `row_entropy`: 0 = one key, 1 = all keys that may be seen alike
    previous: Tensor  #: [...] weight on the token before (rows that have one)
    next: Tensor  #: [...] weight on the token after (rows that have one)
    diagonal: Tensor  #: [...] weight on the token itself
    first: Tensor  #: [...] weight on the first token, the usual sink


@dataclass(frozen=True, eq=False)
class Agreement:
    """How well attention [..., T, S] agrees with a gold alignment; every entry is in [0, 1]."""

    top: Tensor  #: [...] share of the queries whose most attended key is gold
    mass: Tensor  #: [...] weight on gold keys, mean over the queries


def attention(
    q: Tensor, k: Tensor, v: Tensor, *, mask: Tensor | None = None, temperature: float = 1.0
) -> Attention:
    """softmax(q k^T / (sqrt(D) temperature)) v, with everything on the way.

    q [..., Tq, D], k [..., Tk, D], v [..., Tk, Dv], of one dtype; mask bool, broadcastable to
    [..., Tq, Tk], True = may look; temperature > 0, below 1 sharpens. Half precision is computed in
    float32. Vaswani et al. 2017, eq. 1. Raises BadValue, also for scores beyond the dtype, and for
    a query that may look nowhere: it has no softmax.

    >>> import torch
    >>> q = k = torch.eye(2)
    >>> attention(q, k, k).weights
    tensor([[0.6698, 0.3302],
            [0.3302, 0.6698]])
    """
    temperature = checks.number("temperature", temperature, *_TEMPERATURES, "1 is usual.")
    _check_shapes(q, k, v)
    wide_q, wide_k, wide_v = (checks.widened(one) for one in (q, k, v))
    scores = (wide_q / q.shape[-1] ** 0.5) @ wide_k.mT
    found = checks.finite("q", q, scores.to(q.dtype), "its product with k")
    logits = scores
    if mask is not None:
        _check_mask(mask, scores)
        logits = scores.masked_fill(~mask, -torch.inf)
    # The largest is subtracted first: a tiny temperature then tends to argmax, not to inf - inf.
    weights = ((logits - logits.amax(-1, keepdim=True)) / temperature).softmax(-1)
    output = checks.finite("v", v, (weights @ wide_v).to(v.dtype), "its weighted sum")
    return Attention(output, weights.to(q.dtype), found)


def _check_shapes(q: Tensor, k: Tensor, v: Tensor) -> None:
    for name, value in (("q", q), ("k", k), ("v", v)):
        if checks.matching(name, value, "q", q).dim() < 2:
            raise checks.refuse(name, value, "[..., T, D]", "One token: x[None].")
    way_out = "q [..., Tq, D], k [..., Tk, D], v [..., Tk, Dv]."
    if k.shape[-1] != q.shape[-1]:
        raise checks.refuse("k", k, f"[..., Tk, {q.shape[-1]}], as wide as q", way_out)
    if v.shape[-2] != k.shape[-2]:
        raise checks.refuse("v", v, f"[..., {k.shape[-2]}, Dv], as long as k", way_out)
    try:
        np.broadcast_shapes(q.shape[:-2], k.shape[:-2], v.shape[:-2])
    except ValueError:
        shapes = tuple(tuple(one.shape) for one in (q, k, v))
        raise BadValue("shapes", shapes, "alike before the last two", way_out) from None


def _check_mask(mask: Tensor, scores: Tensor) -> None:
    if not isinstance(mask, Tensor) or mask.dtype != torch.bool:
        raise checks.refuse("mask", mask, "a bool tensor, True = may look", "Compare it with 0.")
    try:
        full = mask.expand_as(scores)
    except RuntimeError:
        allowed = f"broadcastable to {tuple(scores.shape)}"
        raise checks.refuse("mask", mask, allowed, "Rows are queries.") from None
    blind = (~full.any(-1)).nonzero()
    if len(blind):
        row = blind[0].tolist()
        allowed = "True for at least one key of every query"
        raise BadValue("mask", f"all False at {row}", allowed, "Drop that query, or let it look.")


def rollout(weights: Tensor, *, residual: float = 0.5, fusion: str = "mean") -> Tensor:
    """How much of each input token reaches each output token: A_L ... A_2 A_1.

    A_l = residual I + (1 - residual) fused heads of layer l, rows normalised again (max and min
    do not keep their sum). weights [..., L, H, T, T] -> [..., T, T], rows sum to 1; residual in
    [0, 1]; fusion of FUSIONS. Abnar & Zuidema 2020, eq. 1. Raises BadValue, UnknownName.

    >>> import torch
    >>> uniform = torch.full((1, 1, 2, 2), 0.5)  # one layer, one head
    >>> rollout(uniform).tolist()
    [[0.75, 0.25], [0.25, 0.75]]
    """
    residual = checks.number("residual", residual, 0.0, 1.0, "0.5 is Abnar & Zuidema's.")
    if not isinstance(fusion, str) or fusion not in FUSIONS:
        raise UnknownName("fusion", fusion, list(FUSIONS))
    _check_weights(weights, dims=4)
    fused = FUSIONS[fusion](weights.double())
    eye = torch.eye(fused.shape[-1], dtype=fused.dtype, device=fused.device)
    mixed = residual * eye + (1 - residual) * fused
    sums = mixed.sum(-1, keepdim=True)
    if not sums.all():
        way_out = "Use another fusion, or some residual."
        raise BadValue("fusion", fusion, "one that leaves weight in every row", way_out)
    flow = eye
    for layer in (mixed / sums).unbind(-3):
        flow = layer @ flow
    return flow.to(weights.dtype)


def head_statistics(weights: Tensor, *, mask: Tensor | None = None) -> HeadStatistics:
    """Where every head looks: weights [..., T, T], rows sum to 1 -> five tensors [...].

    For [L, H, T, T] each is [L, H]. mask as in `attention`; without one, a head whose weights above
    the diagonal are all exactly 0 is causal, and any other may look everywhere. A sequence of one
    token has no entropy and no neighbours: 0. Raises BadValue.

    >>> uniform = torch.ones(16, 16).tril() / torch.arange(1, 17)[:, None]
    >>> head_statistics(uniform).entropy
    tensor(1.)
    """
    _check_weights(weights, dims=2)
    p = weights if weights.dtype == torch.float64 else weights.float()
    if mask is None:
        onward = p.triu(1).flatten(-2).any(-1)[..., None, None]
        mask = onward | torch.ones_like(p, dtype=torch.bool).tril()
    stripes = (_stripe(p, offset) for offset in (-1, 1, 0))
    found = _unit(torch.stack([_entropy(p, mask), *stripes, p[..., 0].mean(-1)]))
    entropy, previous, following, diagonal, first = found.unbind()
    return HeadStatistics(entropy, previous, following, diagonal, first)


def row_entropy(weights: Tensor, mask: Tensor | None = None) -> Tensor:
    """Mean over rows of -sum_k p_k log p_k / log n: weights [..., Tq, Tk] -> [...] in [0, 1].

    n keys may be seen by a row: those that are True in the mask, broadcastable to the weights, or
    all. 0 = one key each, 1 = all n alike. A row that may see a single key has no choice and is
    left out; without any other row it is 0. Raises BadValue.

    >>> import torch
    >>> row_entropy(torch.tensor([[[[0.5, 0.5], [1.0, 0.0]]]])).tolist()
    [[0.5]]
    """
    checks.shares("weights", weights)
    return _entropy(weights, mask)


def _entropy(weights: Tensor, mask: Tensor | None) -> Tensor:
    """Of weights that were looked at."""
    seen = mask.expand_as(weights).sum(-1) if mask is not None else weights.shape[-1]
    keys = torch.as_tensor(seen, device=weights.device)
    # log is several times faster than torch.special.entr; what is clamped weighs nothing.
    logs = weights.clamp_min(torch.finfo(weights.dtype).tiny).log()
    shares = -torch.linalg.vecdot(weights, logs) / keys.clamp_min(2).to(weights).log()
    choosing = (keys > 1).expand_as(shares)
    return _unit((shares * choosing).sum(-1) / choosing.sum(-1).clamp_min(1))


def agreement(weights: Tensor, gold: Tensor) -> Agreement:
    """Attention as an alignment: weights [..., T, S], gold bool [T, S] (True = is translated by).

    A query without a gold key counts as a miss. Raises BadValue.

    >>> import torch
    >>> gold = torch.tensor([[True, False], [False, True]])
    >>> agreement(torch.tensor([[0.75, 0.25], [0.75, 0.25]]), gold)
    Agreement(top=tensor(0.5000), mass=tensor(0.5000))
    """
    checks.shares("weights", weights)
    if (
        not isinstance(gold, Tensor)
        or gold.dtype != torch.bool
        or gold.shape != weights.shape[-2:]
        or not gold.numel()
    ):
        allowed = f"a bool tensor {tuple(weights.shape[-2:])}"
        raise checks.refuse("gold", gold, allowed, "One row a query, one column a key.")
    best = weights.argmax(-1, keepdim=True)
    top = gold.expand_as(weights).gather(-1, best)[..., 0].to(weights.dtype)
    mass = (weights * gold).sum(-1)
    return Agreement(_unit(top.mean(-1)), _unit(mass.mean(-1)))


def _stripe(weights: Tensor, offset: int) -> Tensor:
    """Mean weight on the key `offset` away, over the queries that have such a key; 0 if none."""
    stripe = weights.diagonal(offset, -2, -1)
    return stripe.sum(-1) / max(stripe.shape[-1], 1)


def _unit(value: Tensor) -> Tensor:
    return value.clamp(0, 1)  # rows sum to 1 only up to rounding


def _check_weights(weights: Tensor, dims: int) -> None:
    way_out = "Pass what attention() returns as .weights."
    shape = checks.kind("weights", weights).shape
    if len(shape) < dims or shape[-1] != shape[-2]:
        allowed = "[..., L, H, T, T]" if dims == 4 else "[..., T, T]"
        raise checks.refuse("weights", weights, allowed, way_out)
    checks.shares("weights", weights)
