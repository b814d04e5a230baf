"""The posterior over a training set, image by image: what the best denoiser knows by heart."""

from dataclasses import dataclass

import torch
from torch import Tensor

from playground.core import checks

#: Rows of the data that are held in float64 at a time: 25 MB of 28 x 28 images.
_BLOCK = 4096


@dataclass(frozen=True, eq=False)
class Posterior:
    """Of N states over M images."""

    mean: Tensor  #: [N, D] E[x0 | x], what the exact denoiser predicts
    entropy: Tensor  #: [N] of the weights, in nats; its exponential counts images
    likeliest: Tensor  #: [N] int64, the image of the largest weight


def posterior(data: Tensor, x: Tensor, sigma: float) -> Posterior:
    """Weights softmax_i(-|x - x_i|^2 / (2 sigma^2)) of data [M, D] for x = x0 + sigma eps [N, D].

    `exact_denoiser` gives the same mean without holding the N M weights. Computed in float64:
    at small sigma the differences of large squares decide. sigma > 0.
    Karras et al. 2022, appendix B.3. Raises BadValue.
    """
    sigma = checks.number("sigma", sigma, 1e-9, 1e12, "The limit at 0 is the nearest image.")
    if checks.floats("data", data).dim() != 2 or checks.floats("x", x).shape[1:] != data.shape[1:]:
        raise checks.refuse("x", x, f"[N, {data.shape[-1]}], as the data [M, D]", "Flatten both.")
    query, blocks = x.double(), data.split(_BLOCK)
    log_weights = torch.cat([_logits(block.double(), query) for block in blocks], 1)
    log_weights = (log_weights / sigma**2).log_softmax(1)
    weights = log_weights.exp()
    shares = weights.split(_BLOCK, 1)
    mean = sum(w @ block.double() for w, block in zip(shares, blocks, strict=True))
    # 0 log 0 is 0, whatever the logarithm underflowed to.
    entropy = -(weights * log_weights.clamp(min=-1e4)).sum(1)
    return Posterior(torch.as_tensor(mean), entropy, log_weights.argmax(1))


def _logits(block: Tensor, x: Tensor) -> Tensor:
    """-|x - x_i|^2 / 2 without |x|^2 / 2, which a row's weights share: [N, M]."""
    return x @ block.T - block.square().sum(1) / 2
