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
    """
    mean = checks.floats("mean", mean)
    log_variance = checks.matching("log_variance", log_variance, "mean", mean)
    return (mean.square() + torch.expm1(log_variance) - log_variance) / 2


def activity(means: Tensor) -> Tensor:
    """Var_x E[z | x]: the variance over images of posterior means [N, D] -> [D], N >= 2.

    Burda et al. 2016, section 5.2, who call a latent active where it is above 0.01.
    Raises BadValue.
    """
    if checks.floats("means", means).ndim != 2 or len(means) < 2:
        raise checks.refuse("means", means, "[N, D] of two or more images", "Encode more images.")
    return means.var(dim=0)


def aggregate_density(mean: Tensor, log_variance: Tensor, at: Tensor) -> Tensor:
    """q(z_d) = mean over images of N(z_d; mean_d, sd_d^2): the aggregate posterior, exactly.

    mean, log_variance [N, D]; at [G] -> densities [G, D]. Makhzani et al. 2016, eq. 1.
    Raises BadValue.
    """
    mean = checks.floats("mean", mean)
    log_variance = checks.matching("log_variance", log_variance, "mean", mean)
    at = checks.matching("at", at, "mean", mean)
    steps = (at[:, None, None] - mean) * (-log_variance / 2).exp()
    peaks = (-log_variance / 2).exp() / math.sqrt(2 * math.pi)
    return (peaks * (-steps.square() / 2).exp()).mean(dim=1)
