"""Codes of an autoencoder: of chosen pictures, of all examples, and how long they usually are."""

from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import Tensor

from playground import data
from playground.caching import cached
from playground.device import pick
from playground.engine.images import Picture, pixels, tensor
from playground.engine.networks import Networks
from playground.models import catalog
from playground.models.autoencoder import Autoencoder
from playground.models.classifier import Classifier

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


@dataclass(frozen=True)
class Posterior:
    """Mean and log-variance [N, D]; a plain autoencoder's log-variance is -inf."""

    mean: Tensor
    log_variance: Tensor


@dataclass(frozen=True)
class Space:
    """The codes of the autoencoder, plain or variational, of a card; stages can be keyed by it."""

    name: str
    device: torch.device = field(default_factory=pick)

    @property
    def dataset(self) -> str:
        return catalog.card(self.name).dataset

    @property
    def network(self) -> Autoencoder:
        return catalog.load_as(Autoencoder, self.name, self.device)

    @property
    def classifier(self) -> Classifier:
        """What reads the data set's images."""
        return Networks(self.dataset, self.device).classifier

    @property
    def variational(self) -> bool:
        """Whether codes were drawn towards N(0, I)."""
        return bool(catalog.card(self.name).arguments.get("variational", False))

    @cached
    def codes(self, pictures: tuple[Picture, ...]) -> Tensor:
        """Codes (posterior means) of pictures [N, D]."""
        return self.network.encode(pixels(pictures, self.device))

    @cached
    def posteriors(self) -> Posterior:
        """The posteriors of all shipped examples of the data set."""
        images = tensor(data.examples(self.dataset).images, self.device)
        chunks = [self.network.posterior(chunk) for chunk in images.split(CHUNK)]
        mean, log_variance = (torch.cat(parts) for parts in zip(*chunks, strict=True))
        return Posterior(mean, log_variance)

    def examples(self) -> Tensor:
        """Codes (posterior means) of all shipped examples of the data set [N, D]."""
        return self.posteriors().mean

    @cached
    def band(self) -> Band:
        """Norms of the codes of all examples: 5th, 50th and 95th percentile."""
        return band(self.examples())


def fitted(codes: Tensor) -> Callable[[Tensor], Tensor]:
    """z [..., D] ~ N(0, I) -> codes with the mean and covariance of `codes` [N, D]."""
    wide = codes.double()
    # A root of the covariance that also stands where a latent is a mixture of others.
    variances, axes = torch.linalg.eigh(torch.cov(wide.T))
    root = variances.clamp_min(0).sqrt()[:, None] * axes.T
    return lambda z: (wide.mean(0) + z.double() @ root).to(z.dtype)


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
