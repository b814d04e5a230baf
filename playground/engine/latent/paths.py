"""Ways from one picture to another: in pixels, in an autoencoder's codes, in a GAN's w."""

from dataclasses import dataclass

import torch
from torch import Tensor

from playground.arrays import F32
from playground.caching import cached
from playground.core.interpolation import lerp, slerp, through
from playground.engine.codes import Band, Space, prior_band
from playground.engine.images import Picture, pixels
from playground.engine.latent import generated
from playground.engine.networks import Networks, card

PIXELS, AE, VAE, GAN = WAYS = ("pixels", "ae16", "vae16", "gan")
CURVE = "curve"
LINES = {"lerp": lerp, "slerp": slerp}
PATHS = (*LINES, CURVE)


@dataclass(frozen=True)
class Latents:
    """Norms of z, or of a GAN's w, along the path [F]; `usual`: of the shipped test images' codes,
    or of drawn w (5th, 50th, 95th percentile); `prior`: |z| under N(0, I) (2.5th percentile,
    sqrt(d), 97.5th), for a model that has one."""

    norms: F32
    dimensions: int
    usual: Band
    prior: Band | None


@dataclass(frozen=True)
class Way:
    """What is made of a path, before it is judged: images [F, 1, H, W] on the device.

    errors: root mean square difference of pixels between its ends and the two pictures; None
    where the ends are images of its own.
    """

    kind: str
    images: Tensor
    latents: Latents | None
    errors: tuple[float, float] | None


Pictures = tuple[Picture, ...]


def walk(points: Tensor, path: str, alphas: Tensor) -> Tensor:
    """points [2 or 3, ...]: A, B, and the third that a curve passes halfway -> [F, ...]."""
    if path == CURVE:
        return through(points[0], points[2], points[1], alphas)
    return LINES[path](points[0], points[1], alphas)


def straight(path: str) -> str:
    """Pixels and w lie on no sphere: an arc is a line there."""
    return CURVE if path == CURVE else "lerp"


def _alphas(frames: int, device: torch.device) -> Tensor:
    return torch.linspace(0, 1, frames, device=device)


@cached
def blend(pictures: Pictures, path: str, frames: int, device: torch.device) -> Way:
    """The pictures faded into each other, by a path that is `straight`."""
    images = walk(pixels(pictures, device), path, _alphas(frames, device))
    # The parabola has negative weights, so that it may leave the range of an image.
    return Way(PIXELS, images.clamp(0, 1), None, (0.0, 0.0))


@cached
def coded(networks: Networks, kind: str, pictures: Pictures, path: str, frames: int) -> Way:
    """Through the codes of an autoencoder: "ae16" or "vae16"."""
    space = Space(card(networks.dataset, kind), networks.device)
    z = walk(space.codes(pictures), path, _alphas(frames, space.device))
    images = space.network.decode(z)
    latents = Latents(
        norms=z.norm(dim=1).cpu().numpy(),
        dimensions=z.shape[1],
        usual=space.band(),
        prior=prior_band(z.shape[1]) if space.variational else None,
    )
    return Way(kind, images, latents, _errors(images, pictures))


def between_inverted(
    networks: Networks, pictures: Pictures, path: str, frames: int, steps: int
) -> Way:
    """Through the w whose images come closest to the pictures."""
    w = torch.stack([generated.inverted(networks, one, steps) for one in pictures])
    way = _synthesised(networks, w, path, frames)
    return Way(way.kind, way.images, way.latents, _errors(way.images, pictures))


def between_drawn(
    networks: Networks, labels: tuple[int, ...], seed: int, path: str, frames: int
) -> Way:
    """Through w of drawn z, of the classes asked."""
    return _synthesised(networks, generated.drawn(networks, labels, seed), path, frames)


def _synthesised(networks: Networks, points: Tensor, path: str, frames: int) -> Way:
    """w [2 or 3, W]: the points on its way."""
    w = walk(points, straight(path), _alphas(frames, points.device))
    images, usual = networks.gan.synthesis(w), generated.drawn_band(networks)
    return Way(GAN, images, Latents(w.norm(dim=1).cpu().numpy(), w.shape[1], usual, None), None)


def _errors(images: Tensor, pictures: Pictures) -> tuple[float, float]:
    away = images[[0, -1]] - pixels(pictures[:2], images.device)
    first, last = away.square().flatten(1).mean(1).sqrt().tolist()
    return first, last
