"""What a variational autoencoder's posteriors N(mean, sd^2) say about its latents, one by one."""

import math

import torch
from torch import Tensor

from playground.core import checks

#: A latent whose posterior mean varies less than this over images carries next to nothing.
INACTIVE = 0.01


def kl_to_prior(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL(N(mean, sd^2) | N(0, 1)) = (mean^2 + sd^2 - 1 - ln sd^2) / 2, element by element, in nats.

    Kingma & Welling 2014, appendix B. Raises BadValue.

    >>> import torch
    >>> kl_to_prior(torch.zeros(1, 2), torch.zeros(1, 2)).tolist()
    [[0.0, 0.0]]
    """
    wide, log = _pair(mean, log_variance)
    divergence = (wide.square() + torch.expm1(log) - log) / 2
    return checks.finite("mean", mean, divergence.to(mean.dtype), "the divergence, like the mean,")


def activity(means: Tensor) -> Tensor:
    """Var_x E[z | x]: the variance over images of posterior means [N, D] -> [D], N >= 2.

    Burda et al. 2016, section 5.2, who call a latent active where it is above 0.01.
    Raises BadValue.
    """
    if checks.floats("means", means).ndim != 2 or len(means) < 2:
        raise checks.refuse("means", means, "[N, D] of two or more images", "Encode more images.")
    return checks.finite("means", means, means.double().var(dim=0).to(means.dtype), "the variance")


def aggregate_density(mean: Tensor, log_variance: Tensor, at: Tensor) -> Tensor:
    """q(z_d) = mean over images of N(z_d; mean_d, sd_d^2): the aggregate posterior, exactly.

    mean, log_variance [N, D]; at [G] -> densities [G, D]. Makhzani et al. 2016, eq. 1.
    Raises BadValue.
    """
    wide, log = _pair(mean, log_variance)
    away = checks.matching("at", at, "mean", mean).double()[:, None, None] - wide
    if at.ndim != 1 or mean.ndim != 2:
        raise checks.refuse("at", at, "[G], with mean and log_variance [N, D]", "Flatten it.")
    # At a mean the exponent is 0 however narrow the Gaussian.
    squares = torch.where(away == 0, 0, (away.abs().log() * 2 - log).exp())
    densities = (-(squares + log) / 2).exp().mean(dim=1) / math.sqrt(2 * math.pi)
    return checks.finite("log_variance", log_variance, densities.to(mean.dtype), "the density")


def _pair(mean: Tensor, log_variance: Tensor) -> tuple[Tensor, Tensor]:
    """Both in float64."""
    checks.matching("log_variance", log_variance, "mean", checks.floats("mean", mean))
    if log_variance.shape != mean.shape:
        allowed = f"{list(mean.shape)}, like mean"
        raise checks.refuse("log_variance", log_variance, allowed, "Take both from one encoder.")
    return mean.double(), log_variance.double()
