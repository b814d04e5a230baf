"""What a VAE's encoder says of one image: a Gaussian, and samples z = mu + T sigma eps of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from playground.arrays import F32, Image8
from playground.core.posterior import kl_to_prior
from playground.device import generator
from playground.engine.images import (
    Picture,
    dataset_field,
    example,
    index_field,
    pixels,
    to_bytes,
)
from playground.engine.latent import spaces
from playground.engine.networks import card
from playground.engine.request import Request, choice, die, whole
from playground.engine.result import Result, answering, tells
from playground.models import catalog
from playground.models.autoencoder import Autoencoder

LATENTS = ("2", "16")
DATASETS = spaces.datasets(2, 16)
#: Scales of eps: 0 decodes the mean, 1 is the posterior itself.
TEMPERATURES = tuple(i / 4 for i in range(13))
#: VAEs of 16 latents by the weight of the KL in their loss (Higgins et al. 2017, eq. 4).
BETAS = {0.1: "vae16-beta0.1", 1.0: "vae16", 3.0: "vae16-beta3", 10.0: "vae16-beta10"}
#: Nats from which on a latent says something of the image.
SAYS = 0.1


@dataclass(frozen=True)
class ReparameterisationRequest(Request):
    """Which image, which VAE, and which noise."""

    dataset: str = dataset_field(DATASETS)
    latents: str = choice("16", LATENTS, "Numbers in a code.", "Latents")
    label: int = whole(4, 0, 9, "The image shows this class.", "Class")
    index: int = index_field(2)
    samples: int = whole(36, 4, 100, "Samples around the image's mean.", "Samples")
    seed: int = die(0, 0, 2**31 - 1, "Draws eps, which no network has a part in.", "Seed of ε")


@dataclass(frozen=True)
class Weighted(Result):
    """What a VAE that learned with another beta makes of the picture. miss: -log p(x | z), the mean
    over the request's samples at T = 1; kl [D]; both in nats. reconstruction uint8 [H, W] of the
    mean; drawn uint8 [N, H, W]: decoded z = eps of N(0, I)."""

    beta: float
    model: str
    miss: float
    kl: F32
    reconstruction: Image8
    drawn: Image8

    @property
    def says(self) -> int:
        """Latents on which more than `SAYS` nats are spent."""
        return int((self.kl > SAYS).sum())


@dataclass(frozen=True)
class SamplingResult(Result):
    """The posterior of a picture, mean, deviation and kl (nats) [D], and N samples of it.

    noise [N, D]: eps. frames uint8 [T, N, H, W] and codes [T, N, D] at each temperature; spread
    uint8 [T, H, W]: the samples' standard deviation per pixel, where 255 is half the way from
    black to white, the most there can be. agreement [T]: share of samples read as the mean's
    reconstruction is. shown: the two latents of largest kl; everyone [M, 2]: the examples' means
    in them, labels [M]. weighted: VAEs of other weights of the KL, where the data set has them.
    """

    model: str
    picture: Picture = field(metadata=tells("image"))
    reconstruction: Image8
    reading: F32 = field(metadata=tells())
    mean: F32
    deviation: F32
    kl: F32
    noise: F32 = field(metadata=tells())
    codes: F32 = field(metadata=tells())
    frames: Image8
    spread: Image8
    agreement: F32
    shown: tuple[int, int] = field(metadata=tells())
    everyone: F32 = field(metadata=tells())
    weighted: tuple[Weighted, ...]

    def numbers(self) -> dict[str, Any]:
        spread = self.spread.mean((1, 2)) / 510
        return super().numbers() | {"temperatures": TEMPERATURES, "mean_pixel_deviation": spread}


@answering
def answer(request: ReparameterisationRequest) -> SamplingResult:
    """All samples at all temperatures, in one batch. Raises BadValue."""
    space = spaces.of_kind(request.dataset, "vae", int(request.latents))
    picture, device = example(request.dataset, request.label, request.index), space.device
    image = pixels((picture,), device)
    mean, log_variance = space.network.posterior(image)
    deviation = (log_variance / 2).exp()
    drawn = torch.randn(request.samples, mean.shape[1], generator=generator(request.seed))
    noise = drawn.to(device)
    scales = torch.tensor(TEMPERATURES, device=device)[:, None, None]
    codes = mean + scales * deviation * noise
    seen = spaces.decoded(space, torch.cat([codes.flatten(0, 1), mean]))
    frames = seen.images[:-1].reshape(*codes.shape[:2], *seen.images.shape[1:])
    kl = kl_to_prior(mean, log_variance)[0]
    first, second = kl.topk(2).indices.sort().values.tolist()
    return SamplingResult(
        model=space.name,
        picture=picture,
        reconstruction=seen.images[-1],
        reading=seen.probabilities[-1],
        mean=mean[0].cpu().numpy(),
        deviation=deviation[0].cpu().numpy(),
        kl=kl.cpu().numpy(),
        noise=drawn.numpy(),
        codes=codes.cpu().numpy(),
        frames=frames,
        spread=_spread(frames),
        agreement=_agreement(seen.probabilities, frames.shape[:2]),
        shown=(first, second),
        everyone=space.examples()[:, [first, second]].cpu().numpy(),
        weighted=tuple(_weighted(weights(request), image, noise)),
    )


def weights(request: ReparameterisationRequest) -> Mapping[float, str]:
    """The cards of all betas, where the data set has them for so many latents."""
    there = {beta: card(request.dataset, name) for beta, name in BETAS.items()}
    return there if request.latents == "16" and all(map(catalog.has, there.values())) else {}


def _weighted(cards: Mapping[float, str], image: Tensor, noise: Tensor) -> Iterator[Weighted]:
    """All of them on the same image and the same chance."""
    if not cards:
        return
    networks = [catalog.load_as(Autoencoder, name, image.device) for name in cards.values()]
    mean, log_variance = (
        torch.cat(part) for part in zip(*(one.posterior(image) for one in networks), strict=True)
    )
    copies = image.expand(len(noise), -1, -1, -1)
    misses = torch.stack([one.elbo_terms(copies, noise)[0] for one in networks]).tolist()
    codes = torch.cat([mean[:, None], noise.expand(len(networks), -1, -1)], 1)
    pairs = zip(networks, codes, strict=True)
    images = torch.cat([network.decode(z) for network, z in pairs])
    decoded = np.split(to_bytes(images), len(networks))
    kl = kl_to_prior(mean, log_variance).cpu().numpy()
    for (beta, name), *found in zip(cards.items(), misses, kl, decoded, strict=True):
        miss, nats, pictures = found
        yield Weighted(beta, name, miss, nats, pictures[0], pictures[1:])


def _spread(frames: Image8) -> Image8:
    """[T, N, H, W] -> [T, H, W]: twice the standard deviation over N, so that white is the most."""
    return np.minimum(2 * frames.std(1, dtype=np.float32), 255).round().astype(np.uint8)


def _agreement(probabilities: F32, shape: tuple[int, ...]) -> F32:
    read = probabilities.argmax(1)
    return (read[:-1].reshape(shape) == read[-1]).mean(1, dtype=np.float32)
