"""The posterior over a training set, image by image: what the best denoiser knows by heart."""

from dataclasses import dataclass

import torch
from torch import Tensor

from playground.core import checks
from playground.core.origins import Cloud

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

    `exact_denoiser` gives the same mean without holding the N M weights. Computed in float64,
    around an origin that keeps the digits (see `origins`). sigma > 0.
    Karras et al. 2022, appendix B.3. Raises BadValue.
    """
    sigma = checks.number("sigma", sigma, 1e-9, 1e12, "The limit at 0 is the nearest image.")
    if checks.floats("data", data).dim() != 2 or checks.floats("x", x).shape[1:] != data.shape[1:]:
        raise checks.refuse("x", x, f"[N, {data.shape[-1]}], as the data [M, D]", "Flatten both.")
    cloud, query = Cloud("data", data), checks.squarable("x", x)
    mean, entropy = torch.empty_like(query), torch.empty_like(query[:, 0])
    likeliest = torch.empty_like(entropy, dtype=torch.int64)
    for rows, origin in cloud.origins(query, torch.full_like(entropy, sigma)):
        found = _around(origin, data, query[rows], sigma)
        mean[rows], entropy[rows], likeliest[rows] = found.mean, found.entropy, found.likeliest
    return Posterior(mean, entropy, likeliest)


def _around(origin: Tensor, data: Tensor, x: Tensor, sigma: float) -> Posterior:
    blocks = data.split(_BLOCK)
    logits = torch.cat([_logits(block.double() - origin, x - origin) for block in blocks], 1)
    log_weights = (logits / sigma**2).log_softmax(1)
    weights = log_weights.exp()
    shares = zip(weights.split(_BLOCK, 1), blocks, strict=True)
    mean = sum(w @ block.double() for w, block in shares)
    # 0 log 0 is 0, whatever the logarithm underflowed to.
    entropy = -(weights * log_weights.clamp(min=-1e4)).sum(1)
    return Posterior(torch.as_tensor(mean), entropy, log_weights.argmax(1))


def _logits(block: Tensor, x: Tensor) -> Tensor:
    """-|x - x_i|^2 / 2 without |x|^2 / 2, which a row's weights share: [N, M]."""
    return x @ block.T - block.square().sum(1) / 2
