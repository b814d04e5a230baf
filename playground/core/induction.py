"""Looking at the same token elsewhere, and at what followed it last time (induction)."""

import torch
from torch import Tensor

from playground.core import checks


def prefix_matches(ids: Tensor) -> Tensor:
    """bool [..., T, T] for tokens [..., T]: True from t to s + 1 <= t where token s is token t.

    Olsson et al. 2022, "prefix matching": the token there is what came after it before.

    >>> import torch
    >>> prefix_matches(torch.tensor([5, 7, 5])).int().tolist()
    [[0, 0, 0], [0, 0, 0], [0, 1, 0]]
    """
    if ids.dtype != torch.int64 or not ids.numel():
        raise checks.refuse("ids", ids, "an int64 tensor, not empty", "Number the tokens.")
    same = (ids[..., :, None] == ids[..., None, :]).tril(-1)
    return torch.nn.functional.pad(same, (1, 0))[..., :-1]


def induction_score(weights: Tensor, ids: Tensor) -> Tensor:
    """[...]: mean weight [..., T, T] on prefix matches, over tokens [T] that were there before.

    In [0, 1]; 0 where no token comes twice. Raises BadValue.
    """
    checks.shares("weights", weights)
    return _on(weights, prefix_matches(ids))


def repeat_score(weights: Tensor, ids: Tensor, causal: bool = False) -> Tensor:
    """[...]: mean weight [..., T, T] on the same token at other places, over tokens [T] that have
    one (causal: have one before them).

    In [0, 1]; 0 where no token comes twice. Raises BadValue.
    """
    checks.shares("weights", weights)
    if ids.dtype != torch.int64 or ids.ndim != 1:
        raise checks.refuse("ids", ids, "an int64 tensor [T]", "Number the tokens.")
    same = (ids[:, None] == ids[None, :]).fill_diagonal_(False)
    return _on(weights, same.tril(-1) if causal else same)


def _on(weights: Tensor, aims: Tensor) -> Tensor:
    """Mean weight on the aims [T, T], over the queries that have one; 0 without any."""
    if weights.shape[-2:] != aims.shape:
        size = len(aims)
        raise checks.refuse("weights", weights, f"[..., {size}, {size}]", "A row a token.")
    aims = aims.to(weights.device)
    aiming = aims.any(-1)
    on_aim = (weights * aims).sum(-1)[..., aiming]
    return (on_aim.sum(-1) / max(int(aiming.sum()), 1)).clamp(0, 1)
