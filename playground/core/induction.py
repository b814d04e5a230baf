"""Induction: looking at what followed the same token last time."""

import torch
from torch import Tensor

from playground.core import checks


def prefix_matches(ids: Tensor) -> Tensor:
    """bool [..., T, T] for tokens [..., T]: True from t to s + 1 <= t where token s is token t.

    Olsson et al. 2022, "prefix matching": the token there is what came after it before.
    """
    if ids.dtype != torch.int64 or not ids.numel():
        raise checks.refuse("ids", ids, "an int64 tensor, not empty", "Number the tokens.")
    same = (ids[..., :, None] == ids[..., None, :]).tril(-1)
    return torch.nn.functional.pad(same, (1, 0))[..., :-1]


def induction_score(weights: Tensor, ids: Tensor) -> Tensor:
    """[...]: mean weight [..., T, T] on prefix matches, over tokens [T] that were there before.

    In [0, 1]; 0 where no token comes twice. Raises BadValue.
    """
    checks.floats("weights", weights)
    aims = prefix_matches(ids)
    if weights.shape[-2:] != aims.shape:
        raise checks.refuse("weights", weights, f"[..., {len(ids)}, {len(ids)}]", "A row a token.")
    again = aims.any(-1)
    on_aim = (weights * aims).sum(-1)[..., again]
    return (on_aim.sum(-1) / max(int(again.sum()), 1)).clamp(0, 1)
