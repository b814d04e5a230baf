"""Codes of an autoencoder: of chosen pictures, of all examples, and how long they usually are."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from playground import data
from playground.caching import cached
from playground.engine.images import Picture, pixels, tensor
from playground.models import catalog
from playground.models.autoencoder import Autoencoder

#: Images in one pass through an encoder: a thousand at once would only take memory.
CHUNK = 128
#: What the name of the card of a model's learned prior ends in.
LEARNED = "-prior"


@dataclass(frozen=True)
class Band:
    """Where norms |z| usually lie."""

    low: float
    middle: float
    high: float


def autoencoder(model: str, device: torch.device) -> Autoencoder:
    """The network of a card, plain or variational."""
    return catalog.load_as(Autoencoder, model, device)


def variational(model: str) -> bool:
    """Whether the card's codes were drawn towards N(0, I)."""
    return bool(catalog.cards()[model].arguments.get("variational", False))


@cached
def codes(model: str, pictures: tuple[Picture, ...], device: torch.device) -> Tensor:
    """Codes (posterior means) of pictures [N, D]."""
    return autoencoder(model, device).encode(pixels(pictures, device))


@dataclass(frozen=True)
class Posterior:
    """Mean and log-variance [N, D]; a plain autoencoder's log-variance is -inf."""

    mean: Tensor
    log_variance: Tensor


def example_codes(model: str, device: torch.device) -> Tensor:
    """Codes (posterior means) of all shipped examples of the model's data set [N, D]."""
    return posteriors(model, device).mean


def fitted(codes: Tensor) -> Callable[[Tensor], Tensor]:
    """z [..., D] ~ N(0, I) -> codes with the mean and covariance of `codes` [N, D]."""
    wide = codes.double()
    # A root of the covariance that also stands where a latent is a mixture of others.
    variances, axes = torch.linalg.eigh(torch.cov(wide.T))
    root = variances.clamp_min(0).sqrt()[:, None] * axes.T
    return lambda z: (wide.mean(0) + z.double() @ root).to(z.dtype)


@cached
def posteriors(model: str, device: torch.device) -> Posterior:
    """The posteriors of all shipped examples of the model's data set."""
    images = tensor(data.examples(catalog.cards()[model].dataset).images, device)
    network = autoencoder(model, device)
    chunks = [network.posterior(chunk) for chunk in images.split(CHUNK)]
    mean, log_variance = (torch.cat(parts) for parts in zip(*chunks, strict=True))
    return Posterior(mean, log_variance)


@cached
def codes_band(model: str, device: torch.device) -> Band:
    """Norms of the codes of all examples: 5th, 50th and 95th percentile."""
    return band(example_codes(model, device))


def band(points: Tensor) -> Band:
    """5th, 50th and 95th percentile of the norms of points [N, D]."""
    marks = torch.tensor([0.05, 0.5, 0.95])
    return Band(*torch.quantile(points.norm(dim=1).cpu(), marks).tolist())


def prior_band(dimensions: int) -> Band:
    """sqrt(d), and 95 % of |z| for z ~ N(0, I): (1 - 2/9d -+ 1.96 sqrt(2/9d))^(3/2) sqrt(d).

    Wilson and Hilferty, The distribution of chi-square, 1931 (within 1 % for d >= 2 above,
    d >= 8 below).
    """
    spread = 2 / (9 * dimensions)
    shell = dimensions**0.5
    low, high = (max(0.0, 1 - spread + q * spread**0.5) ** 1.5 * shell for q in (-1.96, 1.96))
    return Band(low, shell, high)


def decoder(flow: str) -> str:
    """The card of the autoencoder whose codes a normalizing flow draws."""
    return flow.removesuffix(LEARNED)
