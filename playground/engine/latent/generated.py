"""Latents w of a conditional GAN: found for given pictures by inversion, or drawn."""

import torch
from torch import Tensor

from playground.caching import cached
from playground.core.inversion import invert
from playground.device import generator
from playground.engine import progress
from playground.engine.codes import Band, band
from playground.engine.images import Picture, card, classifier, pixels
from playground.models import catalog
from playground.models.gan import Generator

#: Drawn latents among which a second start is looked for: the one whose image is closest.
DRAWN = 64
#: Draws of w from which its usual norms are read.
NORMS = 1000


def network(dataset: str, device: torch.device) -> Generator:
    """The generator of a data set."""
    return catalog.load_as(Generator, card(dataset, "gan"), device)


@cached
def inverted(dataset: str, picture: Picture, steps: int, device: torch.device) -> Tensor:
    """w [W] whose image comes closest to the picture, in pixels and the classifier's features.

    The class is the one that the classifier reads. Two starts: the mean of w over that class, as
    Abdal et al. 2019 recommend for real images, and the closest of a few draws.
    """
    judge = classifier(dataset, device)
    image = pixels((picture,), device)
    label = judge(image).argmax(1)
    inversion = invert(
        network(dataset, device).synthesis,
        image,
        _starts(network(dataset, device), image, label),
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
def drawn(dataset: str, labels: tuple[int, ...], seed: int, device: torch.device) -> Tensor:
    """w [N, W] of z ~ N(0, I) drawn by the seed, one of each class asked."""
    gan = network(dataset, device)
    z = torch.randn(len(labels), gan.latents, generator=generator(seed))
    return gan.mapping(z.to(device), torch.tensor(labels, device=device))


@cached
def drawn_band(dataset: str, device: torch.device) -> Band:
    """Norms of w for z ~ N(0, I), classes in turn: 5th, 50th and 95th percentile."""
    gan = network(dataset, device)
    z = torch.randn(NORMS, gan.latents, generator=generator(0))
    labels = torch.arange(NORMS, device=device) % gan.classes
    return band(gan.mapping(z.to(device), labels))
