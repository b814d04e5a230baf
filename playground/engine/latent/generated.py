"""Latents w of a conditional GAN: found for given pictures by inversion, or drawn."""

import torch
from torch import Tensor

from playground.caching import cached
from playground.core.inversion import invert
from playground.device import generator
from playground.engine import progress
from playground.engine.codes import Band, band
from playground.engine.images import Picture, pixels
from playground.engine.networks import Networks
from playground.models.gan import Generator

#: Drawn latents among which a second start is looked for: the one whose image is closest.
DRAWN = 64
#: Draws of w from which its usual norms are read.
NORMS = 1000


@cached
def inverted(networks: Networks, picture: Picture, steps: int) -> Tensor:
    """w [W] whose image comes closest to the picture, in pixels and the classifier's features.

    The class is the one that the classifier reads. Two starts: the mean of w over that class, as
    Abdal et al. 2019 recommend for real images, and the closest of a few draws.
    """
    judge, gan = networks.classifier, networks.gan
    image = pixels((picture,), networks.device)
    inversion = invert(
        gan.synthesis,
        image,
        _starts(gan, image, judge(image).argmax(1)),
        features=judge.features,
        steps=steps,
        watch=lambda step, made: progress.report(step + 1, steps),
    )
    return inversion.latents[0]


def _starts(gan: Generator, image: Tensor, label: Tensor) -> Tensor:
    """[2, 1, W]."""
    z = torch.randn(DRAWN, gan.latents, generator=generator(0)).to(image.device)
    latents = gan.mapping(z, label.expand(DRAWN))
    away = (gan.synthesis(latents) - image).square().flatten(1).sum(1)
    return torch.stack([gan.w_mean[label], latents[away.argmin()][None]])


@cached
def drawn(networks: Networks, labels: tuple[int, ...], seed: int) -> Tensor:
    """w [N, W] of z ~ N(0, I) drawn by the seed, one of each class asked."""
    gan, device = networks.gan, networks.device
    z = torch.randn(len(labels), gan.latents, generator=generator(seed))
    return gan.mapping(z.to(device), torch.tensor(labels, device=device))


@cached
def drawn_band(networks: Networks) -> Band:
    """Norms of w for z ~ N(0, I), classes in turn: 5th, 50th and 95th percentile."""
    classes = networks.gan.classes
    return band(drawn(networks, tuple(i % classes for i in range(NORMS)), 0))
