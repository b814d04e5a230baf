"""What does a generator gain, and lose, when its latents are truncated?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground import device
from playground.caching import stage
from playground.core import truncation
from playground.engine import progress
from playground.engine.request import Request, choice, whole
from playground.engine.truncation.real import ALL, CHUNK, features, reals, scores
from playground.models import catalog
from playground.models.gan import Generator

DATASET = "mnist"
MODEL = "mnist-gan"
DIGITS = tuple(str(digit) for digit in range(10))
#: psi of soft truncation and of truncation toward the mean: 1 is the generator as trained.
PSI = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.5)
#: Thresholds of hard truncation, in standard deviations; at 4 nothing is cut off to speak of.
THRESHOLDS = (0.04, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0)
METHODS = ("mean", "soft", "hard")
#: How many of the measured samples are shown: ten columns, with all classes a column a digit.
SHOWN = 60
#: A uniform draw may be 0, whose Gaussian quantile is infinite; this one's is -5.4.
TINY = 2.0**-25


@dataclass(frozen=True)
class TruncationRequest(Request):
    """The question of the tab: `samples` generated images against as many real ones."""

    digit: str = choice(ALL, (ALL, *DIGITS), "A digit, or all of them.")
    method: str = choice(
        "mean", METHODS, "mean: toward the mean of w; soft: psi z; hard: |z| <= c."
    )
    samples: int = whole(500, 100, 5000, "500 answers in seconds; 5000 is what papers would take.")
    k: int = whole(3, 1, 10, "The k-th neighbour is a ball's radius; 3 and 5 are usual.")
    seed: int = whole(0, 0, 2**31 - 1, "Any whole number; each gives other latents.")


@dataclass(frozen=True)
class TruncationResult:
    """One entry for each of T strengths, always with the same latents.

    strengths: [T] psi, or the threshold c of hard truncation. samples: uint8 [T, SHOWN, H, W], the
    first of those measured. precision, recall, density, coverage, frechet: [T]. ceiling: what
    other real images score in the same measurement, by name. real_source: which images those are.
    """

    request: TruncationRequest
    strengths: tuple[float, ...]
    samples: NDArray[np.uint8]
    precision: NDArray[np.float64]
    recall: NDArray[np.float64]
    density: NDArray[np.float64]
    coverage: NDArray[np.float64]
    frechet: NDArray[np.float64]
    ceiling: dict[str, float]
    real_source: str

    def report(self) -> dict[str, Any]:
        """The numbers as JSON-able values."""
        measured = ("precision", "recall", "density", "coverage", "frechet")
        return {
            "strengths": list(self.strengths),
            **{name: getattr(self, name).tolist() for name in measured},
            "real_against_real": self.ceiling,
            "real_source": self.real_source,
        }


def strengths(method: str) -> tuple[float, ...]:
    """The grid of psi, or of thresholds, over which a method is measured."""
    return THRESHOLDS if method == "hard" else PSI


@stage(maxsize=16)
@device.accelerated
def answer(request: TruncationRequest) -> TruncationResult:
    """Generate and measure at every strength. Deterministic in the request."""
    real = reals(DATASET, request.digit, request.samples, request.k, request.seed)
    grid = strengths(request.method)
    labels = _labels(request)
    measured, pictures = [], []
    for done, w in enumerate(_latents(request, labels), start=1):
        images, found = _generate(w)
        pictures.append(_painted(images[:SHOWN]))
        measured.append(scores(real, found))
        progress.report(done, len(grid))
    columns = {name: np.array([one[name] for one in measured]) for name in measured[0]}
    return TruncationResult(
        request=request,
        strengths=grid,
        samples=np.stack(pictures),
        ceiling=real.ceiling,
        real_source=real.source,
        **columns,
    )


def _labels(request: TruncationRequest) -> Tensor:
    """[N] the asked digit, or the ten of them in turn."""
    if request.digit == ALL:
        return torch.arange(request.samples) % 10
    return torch.full((request.samples,), int(request.digit))


def _latents(request: TruncationRequest, labels: Tensor) -> Iterator[Tensor]:
    """w at each strength, always from the same chance. Yields [N, W] on the device."""
    network = _generator()
    where = next(network.parameters()).device
    labels = labels.to(where)
    chance = torch.rand((len(labels), network.latents), generator=device.generator(request.seed))
    z = torch.special.ndtri(chance.clamp(min=TINY))
    w = network.mapping(z.to(where), labels)
    for strength in strengths(request.method):
        if request.method == "mean":
            yield truncation.toward_mean(w, network.w_mean[labels], strength)
        elif request.method == "soft":
            yield network.mapping(truncation.soft(z, strength).to(where), labels)
        else:
            cut = truncation.hard_from_uniforms(chance, strength)
            yield network.mapping(cut.to(where), labels)


def _generate(w: Tensor) -> tuple[Tensor, Tensor]:
    """Images [N, 1, H, W] and their features [N, D], on the CPU."""
    network = _generator()
    images, found = [], []
    for part in w.split(CHUNK):
        made = network.synthesis(part)
        images.append(made.cpu())
        found.append(features(DATASET, made))
    return torch.cat(images), torch.cat(found)


def _generator() -> Generator:
    return catalog.load_as(Generator, MODEL, device.pick())


def _painted(images: Tensor) -> NDArray[np.uint8]:
    """[N, 1, H, W] in [0, 1] -> uint8 [N, H, W]."""
    return (images[:, 0] * 255).round().to(torch.uint8).numpy()
