"""Which latents a generator should draw from: weights of z, known before anything is drawn.

Latents drawn in proportion to v(z) p(z) give images of density v p_hat; with v(z) = r(G(z)), the
ratio r = p / p_hat of real to generated, that is p. Issenhuth et al. 2022 (latent reweighting)
train v against a critic; here it is fitted to an r that is known already.
"""

import math

from torch import Tensor

from playground.core import checks
from playground.core.glm import POISSON, Linear, fit

#: The least ridge: beside it the data decide alone.
_LEAST = 1e-12


def latent_reweighting(features: Tensor, d: Tensor, *, ridge: float) -> Linear:
    """The v(z) = exp(weights . f(z) + bias) with the least mean of v - r log v, r = e^d.

    That minimum, over all v, is E[r | f(z)] (Poisson regression, McCullagh & Nelder 1989, section
    6.2). features f(z) [N, D] of latents from the prior; d [N] the log-ratio of their images; ridge
    > 0 holds the weights of standardised features -> log v as a Linear. Raises BadValue.
    """
    if checks.floats("features", features).ndim != 2:
        raise checks.refuse("features", features, "of shape [N, D]", "Give one row a latent.")
    if checks.floats("d", d).shape != features.shape[:1]:
        raise checks.refuse("d", d, f"of shape [{len(features)}]", "Give one for each latent.")
    log_ratio = d.detach().double()
    # Taken out of r and of the ridge, and given back to log v, so that no r overflows.
    top = float(log_ratio.max())
    held = checks.number("ridge", ridge, _LEAST, 1e6, "1 leaves many features their say.")
    held *= math.exp(min(max(-top, math.log(_LEAST / held)), 200.0))
    fitted = fit(features, (log_ratio - top).exp(), POISSON, ridge=max(held, _LEAST))
    return Linear(fitted.weights, fitted.bias + top)
