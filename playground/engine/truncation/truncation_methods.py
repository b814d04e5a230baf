"""The methods that trade variety for quality: which model each turns, and how far."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import torch
from torch import Tensor

from playground import data, device
from playground.arrays import Image8
from playground.caching import cached
from playground.core import truncation
from playground.engine import flows, progress
from playground.engine.codes import Space, fitted
from playground.engine.images import to_bytes
from playground.engine.networks import Networks, card, datasets
from playground.engine.truncation.real import ALL
from playground.engine.truncation.strengths import GUIDANCE, PSI, THRESHOLD, Strengths
from playground.errors import BadValue, Filled
from playground.models import catalog
from playground.models.gan import Generator
from playground.models.kl_autoencoder import KLAutoencoder
from playground.models.unet import UNet

CLASSES = 10
GAN, VAE, FLOW, DECODER = "gan", "vae16", "latent-flow", "kl"
#: Images in one pass: a core's cache holds the generator's maps of so many, at 20 % less time.
CHUNK = 64
#: Euler steps of the flow.
STEPS = 10
#: A uniform draw may be 0, whose Gaussian quantile is infinite; this one's is -5.4.
TINY = 2.0**-25


@dataclass(frozen=True)
class Draw:
    """Which images are asked for: of a class or of all in turn, always from the same chance."""

    dataset: str
    label: str
    samples: int
    seed: int

    @property
    def labels(self) -> Tensor:
        """[N] on the device."""
        turns = torch.arange(self.samples, device=device.pick()) % CLASSES
        return turns if self.label == ALL else torch.full_like(turns, int(self.label))

    def uniforms(self, width: int) -> Tensor:
        """[N, width] in [0, 1), whatever is made of it; on the CPU."""
        return torch.rand((self.samples, width), generator=device.generator(self.seed))

    def normals(self, width: int) -> Tensor:
        """[N, width], the Gaussian quantiles of the same chance, on the device."""
        return torch.special.ndtri(self.uniforms(width).clamp(min=TINY)).to(device.pick())


#: strength -> batches of images [n, 1, H, W] in [0, 1], in the order of the draw.
Made = Iterator[Tensor]


@dataclass(frozen=True)
class TruncationMethod:
    """A row of the table: its name, what it turns and how far, who published it, of which model."""

    label: str
    range: Strengths
    source: str
    model: str
    made: Callable[[Draw, float], Made]

    def cards(self, dataset: str) -> tuple[str, ...]:
        """The cards whose networks make its images."""
        names = (self.model, DECODER) if self.model == FLOW else (self.model,)
        return tuple(card(dataset, name) for name in names)

    def distinct(self, draw: Draw, strength: float) -> Draw:
        """The draw's first images, of which the others are copies: where psi is 0, a turn of the
        classes."""
        alike = self.range is PSI and strength == 0
        return replace(draw, samples=min(draw.samples, CLASSES)) if alike else draw

    def grid(self, fine: bool) -> tuple[float, ...]:
        """The strengths to measure."""
        return self.range.fine if fine else self.range.grid


# --- how each makes its images -----------------------------------------------------------------


def _gan(draw: Draw) -> Generator:
    return Networks(draw.dataset).gan


def _to_class_mean(draw: Draw, psi: float) -> Made:
    return _to_mean(draw, psi, lambda means, labels: means[labels])


def _to_global_mean(draw: Draw, psi: float) -> Made:
    return _to_mean(draw, psi, lambda means, labels: means.mean(0))


def _to_mean(draw: Draw, psi: float, centre: Callable[[Tensor, Tensor], Tensor]) -> Made:
    network, labels = _gan(draw), draw.labels
    w = network.mapping(draw.normals(network.latents), labels)
    moved = truncation.toward_mean(w, centre(network.w_mean, labels), psi)
    return map(network.synthesis, moved.split(CHUNK))


def _soft(draw: Draw, psi: float) -> Made:
    network = _gan(draw)
    return from_latents(network, truncation.soft(draw.normals(network.latents), psi), draw.labels)


def from_latents(network: Generator, z: Tensor, labels: Tensor) -> Made:
    """What a GAN makes of z, of those classes."""
    return map(network, z.split(CHUNK), labels.split(CHUNK))


def _hard(draw: Draw, threshold: float) -> Made:
    network = _gan(draw)
    z = truncation.hard_from_uniforms(draw.uniforms(network.latents), threshold)
    return from_latents(network, z.to(device.pick()), draw.labels)


def _vae(draw: Draw, psi: float) -> Made:
    """From psi z of the prior; for one class, of the Gaussian fitted to its examples' codes."""
    space = Space(card(draw.dataset, VAE))
    network = space.network
    z = truncation.soft(draw.normals(network.latents), psi)
    if draw.label != ALL:
        members = data.examples(draw.dataset).of_class(int(draw.label))
        z = fitted(space.examples()[torch.from_numpy(members)])(z)
    return map(network.decode, z.split(CHUNK))


def _guided(draw: Draw, guidance: float) -> Made:
    return flowed(card(draw.dataset, FLOW), draw, guidance)


def flowed(name: str, draw: Draw, guidance: float = 1.0, steps: int = STEPS) -> Made:
    """What a flow of the catalog draws in Euler steps; of codes, the data set's decoder reads."""
    flow = catalog.load_as(UNet, name, device.pick())
    read = _pixels if of_pixels(name) else _decoder(draw.dataset).decode
    noise = draw.normals(int(np.prod(flow.shape))).unflatten(1, flow.shape)
    for x, labels in zip(noise.split(CHUNK), draw.labels.split(CHUNK), strict=True):
        velocity = flows.guided_velocity(flow, labels, guidance)
        path = flows.sampled(velocity, flows.Start(x, []), "euler", steps)
        yield read(path.states[-1])


def of_pixels(name: str) -> bool:
    """Whether a flow draws images, not codes."""
    return catalog.card(name).value_range == "[-1, 1]"


def _pixels(x: Tensor) -> Tensor:
    return ((x + 1) / 2).clamp(0, 1)


def _decoder(dataset: str) -> KLAutoencoder:
    return Networks(dataset).load(KLAutoencoder, DECODER)


TRUNCATION_METHODS = {
    "mean": TruncationMethod(
        "GAN: w to class mean",
        PSI,
        "StyleGAN's truncation, w' = m + psi (w - m), m of the class (Karras et al. 2019)",
        GAN,
        _to_class_mean,
    ),
    "global": TruncationMethod(
        "GAN: w to global mean",
        PSI,
        "StyleGAN's truncation, w' = m + psi (w - m), m of all (Karras et al. 2019)",
        GAN,
        _to_global_mean,
    ),
    "soft": TruncationMethod(
        "GAN: psi z",
        PSI,
        "temperature, z' = psi z (Kingma & Dhariwal 2018, Glow)",
        GAN,
        _soft,
    ),
    "hard": TruncationMethod(
        "GAN: |z| ≤ c",
        THRESHOLD,
        "truncation trick, z redrawn until |z| ≤ c (Brock et al. 2019, BigGAN)",
        GAN,
        _hard,
    ),
    "vae": TruncationMethod(
        "VAE: psi z",
        PSI,
        "temperature of the prior, z' = psi z (Kingma & Dhariwal 2018, Glow)",
        VAE,
        _vae,
    ),
    "guidance": TruncationMethod(
        "Flow: guidance w",
        GUIDANCE,
        "classifier-free guidance, v + (w - 1)(v - v without class) (Ho & Salimans 2022)",
        FLOW,
        _guided,
    ),
}

#: Data sets with a generator and a classifier to measure it by.
DATASETS = datasets(GAN, "classifier")


def available(name: str, dataset: str) -> bool:
    """Whether the catalog holds the models of a method for a data set."""
    return all(catalog.has(card) for card in TRUNCATION_METHODS[name].cards(dataset))


def required(name: str, dataset: str) -> TruncationMethod:
    """The method, if it can be turned on that data set. Raises BadValue."""
    if not available(name, dataset):
        known = tuple(one for one in DATASETS if available(name, one)) or ("none that ships",)
        allowed = Filled(
            "one with a {model}: {known}", model=TRUNCATION_METHODS[name].model, known=known
        )
        way_out = "Choose another data set, or another method."
        raise BadValue("dataset", dataset, allowed, way_out)
    return TRUNCATION_METHODS[name]


# --- the images ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class ProgressRange:
    """Where one strength stands in its question: `before` of `total` images are done. Two places
    are equal, so that what is kept does not depend on it."""

    before: int = field(default=0, compare=False)
    total: int = field(default=0, compare=False)


@cached
@torch.inference_mode()
def images(name: str, draw: Draw, strength: float, place: ProgressRange) -> Image8:
    """uint8 [N, H, W], rounded like the real ones. Raises BadValue for a model that is not there.

    Rounding before anything is measured: Parmar, Zhang & Zhu 2022, section 3.
    """
    method = required(name, draw.dataset)
    made = method.made(method.distinct(draw, strength), strength)
    drawn = rounded(made, replace(place, total=place.total or draw.samples))
    progress.report(place.before + draw.samples, place.total or draw.samples)
    return drawn[np.arange(draw.samples) % len(drawn)]


def rounded(made: Made, place: ProgressRange, calls: int = 1) -> Image8:
    """uint8 [N, H, W]; each image of a batch is told as so many steps."""
    images, done = [], place.before
    for batch in made:
        images.append(to_bytes(batch))
        done += calls * len(batch)
        progress.report(done, place.total)
    return np.concatenate(images)
