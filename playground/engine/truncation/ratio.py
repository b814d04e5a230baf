"""How much likelier an image is to be real than generated: two estimates of log p / p_hat.

The GAN's own discriminator, and a logistic regression on the classifier's features. Either is
calibrated on images that no network was trained on: the shipped test images, and fresh samples.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import torch
from torch import Tensor
from torch.nn.functional import one_hot

from playground import data, device
from playground.caching import cached
from playground.core.calibration import Reliability, logistic, platt, reliability
from playground.core.glm import Linear
from playground.core.reweighting import latent_reweighting
from playground.engine import progress
from playground.engine.networks import Networks
from playground.engine.truncation import real
from playground.models import catalog
from playground.models.classifier import Classifier
from playground.models.gan import Discriminator

DISCRIMINATOR, HEAD = ESTIMATES = ("discriminator", "head")
#: Images of each kind that calibration sees: half of them fit it, the others judge it.
HELD_OUT = 600
#: Images of each kind that the regression is fitted to, and how firmly its weights are held.
FITTED, RIDGE = 2000, 100.0
#: How firmly the weights of latents are held: they are fitted to HELD_OUT of them.
LATENT_RIDGE = 100.0
#: Images in one pass: the generator's maps of so many stay in a core's cache.
CHUNK = 64
CLASSES = 10

#: images [N, 1, H, W] in [0, 1], labels [N] -> one number an image [N], differentiable.
Score: TypeAlias = Callable[[Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class Ratio:
    """score: before calibration. d = fitted(score) is the estimate of log p / p_hat.

    real, generated: d of the held-out images that judge it [HELD_OUT / 2]; before, after: how
    reliable sigmoid(score) and sigmoid(d) are on them; auc: how often a real one has the larger.
    latent: log v of what `traits` says of a latent, fitted to d of the held-out generated images.
    """

    score: Score
    fitted: Linear
    real: Tensor
    generated: Tensor
    before: Reliability
    after: Reliability
    auc: float
    latent: Linear

    def of(self, images: Tensor, labels: Tensor) -> Tensor:
        """d [N], in the images' dtype, where they are."""
        return self.fitted.of(self.score(images, labels)[:, None])


@dataclass(frozen=True)
class Drawn:
    """N latents in turn of the ten classes: z [N, D] and labels [N], both on the CPU."""

    z: Tensor
    labels: Tensor


def drawn(dataset: str, count: int, seed: int, *stream: int | str) -> Drawn:
    chance = device.generator(seed, *stream)
    z = torch.randn(count, Networks(dataset).gan.latents, generator=chance)
    return Drawn(z, torch.arange(count) % CLASSES)


def traits(dataset: str, made: Drawn) -> Tensor:
    """What latents say before they are drawn, [N, 2 W + CLASSES] on the CPU: w, its squares (a
    Gaussian over another has a quadratic log-ratio) and the class."""
    where = device.pick()
    w = Networks(dataset).gan.mapping(made.z.to(where), made.labels.to(where)).cpu()
    return torch.cat([w, w.square(), one_hot(made.labels, CLASSES)], dim=1)


def ratio(dataset: str, estimate: str, samples: int, seed: int) -> Ratio:
    """`samples`, `seed`: the regression is not fitted to the real images of that measurement."""
    if estimate == DISCRIMINATOR:
        return _calibrated(dataset, estimate, 0, 0)
    return _calibrated(dataset, estimate, samples, seed)


@cached
@torch.inference_mode()
def _calibrated(dataset: str, estimate: str, samples: int, seed: int) -> Ratio:
    score = _discriminator(dataset) if estimate == DISCRIMINATOR else _head(dataset, samples, seed)
    shipped = data.examples(dataset)
    images = torch.from_numpy(shipped.images[:HELD_OUT]).float()[:, None] / 255
    labels = torch.from_numpy(shipped.labels[:HELD_OUT])
    found = _in_parts(score, images, labels)
    made = drawn(dataset, HELD_OUT, 0, "held out")
    on_made = _in_parts(score, generated(dataset, made), made.labels)
    return _judged(score, found, on_made, traits(dataset, made))


def _judged(score: Score, real_scores: Tensor, generated_scores: Tensor, latents: Tensor) -> Ratio:
    """Calibrated on the even ones, and judged on the odd; `latents`: traits of the generated."""
    kinds = torch.arange(HELD_OUT) < HELD_OUT // 2
    fitted = platt(torch.cat([real_scores[::2], generated_scores[::2]]), kinds)
    scores = torch.cat([real_scores[1::2], generated_scores[1::2]])
    d = fitted.of(scores[:, None])
    on_real, on_generated = d.split(HELD_OUT // 2)
    return Ratio(
        score=score,
        fitted=fitted,
        real=on_real,
        generated=on_generated,
        before=reliability(torch.sigmoid(scores), kinds),
        after=reliability(torch.sigmoid(d), kinds),
        auc=float((on_real[:, None] > on_generated).double().mean()),
        latent=latent_reweighting(
            latents, fitted.of(generated_scores[:, None]), ridge=LATENT_RIDGE
        ),
    )


def _discriminator(dataset: str) -> Score:
    network = Networks(dataset).load(Discriminator, "gan-discriminator")
    return lambda images, labels: network(images, labels)


def _head(dataset: str, samples: int, seed: int) -> Score:
    """Logistic regression, real against generated, on features; blind to labels."""
    pool = real.pool_features(dataset, real.ALL)
    left = torch.ones(len(pool), dtype=torch.bool)
    left[real.drawn(dataset, real.ALL, samples, seed)] = False
    theirs = pool[left][:FITTED]
    made = generated(dataset, drawn(dataset, FITTED, 0, "fitted"))
    mine = torch.cat([real.features(dataset, part) for part in made.split(real.CHUNK)])
    kinds = torch.arange(len(theirs) + len(mine)) < len(theirs)
    fitted = logistic(torch.cat([theirs, mine]), kinds, ridge=RIDGE)
    network = catalog.load_as(Classifier, real.classifier(dataset), device.pick())
    return lambda images, labels: fitted.of(network.features(images))


def generated(dataset: str, made: Drawn) -> Tensor:
    """[N, 1, H, W] on the CPU."""
    network, where, images = Networks(dataset).gan, device.pick(), []
    there = (made.z.to(where).split(CHUNK), made.labels.to(where).split(CHUNK))
    for z, labels in zip(*there, strict=True):
        images.append(network(z, labels))
        progress.report(len(images), -(-len(made.z) // CHUNK))
    return torch.cat(images).cpu()


def _in_parts(score: Score, images: Tensor, labels: Tensor) -> Tensor:
    """[N] on the CPU."""
    where = device.pick()
    parts = zip(images.to(where).split(CHUNK), labels.to(where).split(CHUNK), strict=True)
    return torch.cat([score(part, kinds) for part, kinds in parts]).cpu()
