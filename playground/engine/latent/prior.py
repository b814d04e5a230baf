"""Is it a generative model? Random codes decoded, and the codes of images against the prior."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground import data
from playground.arrays import F32, Image8
from playground.caching import cached
from playground.core import posterior
from playground.core.fidelity import Moments, moments
from playground.device import generator
from playground.engine.codes import LEARNED, Space, fitted
from playground.engine.images import dataset_field, tensor
from playground.engine.latent import spaces
from playground.engine.latent.spaces import Step
from playground.engine.request import Request, die, whole
from playground.engine.result import Result, answering, tells
from playground.models import catalog
from playground.models.coupling import CouplingFlow

LATENTS = 16
DATASETS = spaces.datasets(LATENTS)
#: Scales of z; 1 is the distribution that is asked about.
TEMPERATURES = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
#: Pictures that are shown of each generator.
SHOWN = 36
#: Points at which densities are drawn.
GRID = 121
#: Densities of the prior are drawn this many standard deviations to both sides.
WIDE = 4.0
#: Decides which training images are compared with, whatever the question's seed.
REAL_SEED = 0


@dataclass(frozen=True)
class PriorRequest(Request):
    """Which models, and how many samples are measured."""

    dataset: str = dataset_field(DATASETS)
    seed: int = die(0, 0, 2**31 - 1, "Draws z; every generator gets the same ones.", "Seed")
    samples: int = whole(
        500, 200, 5000, "Samples measured; FID falls as their number grows.", "Samples measured"
    )

    @property
    def seconds(self) -> float:
        return 1.0 + 0.0011 * self.samples


@dataclass(frozen=True)
class Generator:
    """A decoder and a distribution of its codes: "prior", N(0, I); "fitted", the Gaussian with the
    mean and covariance of the examples' codes; or "learned", a normalizing flow of N(0, I).

    frames uint8 [T, SHOWN, H, W] and confidence [T], the classifier's mean top probability, at
    each temperature; frechet at temperature 1, over all samples.
    """

    model: str
    codes: str
    frames: Image8
    confidence: F32
    frechet: float


@dataclass(frozen=True)
class Latents(Result):
    """The codes of all examples, latent by latent, the largest KL (or variance) first.

    order [D]: which latent it is; mean and deviation [D] of the codes (of a VAE, of the aggregate
    posterior); kl [D] in nats, mean over examples (0 without a posterior); activity [D]: variance
    of the codes; density [G, D] of the codes (of a VAE, the aggregate posterior) at `at` [G].
    """

    model: str
    variational: bool
    order: NDArray[Any]
    mean: F32
    deviation: F32
    kl: F32
    activity: F32
    at: F32
    density: F32

    @property
    def inactive(self) -> NDArray[Any]:
        """Where a VAE's latent carries next to nothing (Burda et al. 2016) [D]."""
        return self.variational & (self.activity < posterior.INACTIVE)

    def numbers(self) -> dict[str, Any]:
        """Lists run over latents, the first latent first."""
        first = self.order.argsort()
        lists = ("mean", "deviation", "kl", "activity", "inactive")
        told = {name: getattr(self, name)[first] for name in lists}
        return {"model": self.model, "kl_total": self.kl.sum(), **told}


@dataclass(frozen=True)
class PriorResult(Result):
    """floor: the Frechet distance of as many other real images, measured in the same way."""

    samples: int
    generators: tuple[Generator, ...]
    latents: tuple[Latents, ...]
    floor: float = field(metadata=tells("real_against_real"))
    examples: str
    reference: str

    def numbers(self) -> dict[str, Any]:
        return super().numbers() | {"temperatures": TEMPERATURES}


@answering
def answer(request: PriorRequest) -> PriorResult:
    """Samples of every generator, measured, and the codes against the prior. Raises BadValue."""
    there = spaces.required(request.dataset, LATENTS)
    kinds = [(space, codes) for space in there for codes in distributions(space)]
    each = request.samples + (len(TEMPERATURES) - 1) * SHOWN
    real = _real(there[0], request.samples)
    made = [
        _generated(*kind, request, Step(i * each, len(kinds) * each))
        for i, kind in enumerate(kinds)
    ]
    return PriorResult(
        samples=request.samples,
        generators=tuple(made),
        latents=tuple(_latents(space) for space in there),
        floor=real.one.distance(real.other),
        examples=data.examples(request.dataset).source,
        reference=data.reference(request.dataset).source,
    )


def distributions(space: Space) -> tuple[str, ...]:
    """The distributions of its codes: of a plain autoencoder's also those that were found since."""
    if space.variational:
        return ("prior",)
    return ("prior", "fitted", *(("learned",) if catalog.has(flow(space.name)) else ()))


def flow(model: str) -> str:
    """The card of the normalizing flow of a model's codes."""
    return f"{model}{LEARNED}"


@cached
def _generated(space: Space, codes: str, request: PriorRequest, step: Step) -> Generator:
    """SHOWN samples at every temperature, and all of them at 1."""
    z = torch.randn(request.samples, LATENTS, generator=generator(request.seed)).to(space.device)
    scales = torch.tensor([t for t in TEMPERATURES if t != 1], device=space.device)
    scaled = (scales[:, None, None] * z[:SHOWN]).flatten(0, 1)
    place = _place(space, codes)
    samples = spaces.decoded(space, place(z), step)
    others = spaces.decoded(space, place(scaled), Step(step.before + len(z), step.total))

    def at_each(samples: NDArray[Any], others: NDArray[Any]) -> NDArray[Any]:
        rows = others.reshape(-1, SHOWN, *others.shape[1:])
        return np.insert(rows, TEMPERATURES.index(1), samples[:SHOWN], axis=0)

    sure = at_each(samples.probabilities.max(1), others.probabilities.max(1))
    return Generator(
        model=space.name,
        codes=codes,
        frames=at_each(samples.images, others.images),
        confidence=sure.mean(1),
        frechet=_real(space, request.samples).one.distance(moments(samples.features)),
    )


def _place(space: Space, codes: str) -> Callable[[Tensor], Tensor]:
    """What makes codes [N, D] of z ~ N(0, I)."""
    if codes == "fitted":
        return fitted(space.examples())
    if codes == "learned":
        return catalog.load_as(CouplingFlow, flow(space.name), space.device)
    return lambda z: z


@dataclass(frozen=True, eq=False)
class Real:
    """Features' moments of real images, and of as many others."""

    one: Moments
    other: Moments


@cached
def _real(space: Space, count: int) -> Real:
    there = data.reference(space.dataset).images
    order = torch.randperm(len(there), generator=generator(REAL_SEED))[: 2 * count].numpy()
    features = spaces.read(space.classifier, tensor(there[order], space.device)).features
    return Real(moments(features[:count]), moments(features[count:]))


@cached
def _latents(space: Space) -> Latents:
    codes = space.posteriors()
    activity = posterior.activity(codes.mean)
    if not space.variational:
        at, density = _histogram(codes.mean)
        kl, deviation = torch.zeros_like(activity), activity.sqrt()
    else:
        at = torch.linspace(-WIDE, WIDE, GRID, device=space.device)
        density = posterior.aggregate_density(codes.mean, codes.log_variance, at)
        kl = posterior.kl_to_prior(codes.mean, codes.log_variance).mean(0)
        # The law of total variance: within images, and between them.
        deviation = (codes.log_variance.exp().mean(0) + activity).sqrt()
    order = (kl if space.variational else activity).argsort(descending=True).cpu()

    def ranked(values: Tensor) -> NDArray[Any]:
        found: NDArray[Any] = values.cpu()[..., order].numpy()
        return found

    return Latents(
        model=space.name,
        variational=space.variational,
        order=order.numpy(),
        mean=ranked(codes.mean.mean(0)),
        deviation=ranked(deviation),
        kl=ranked(kl),
        activity=ranked(activity),
        at=at.cpu().numpy(),
        density=ranked(density),
    )


def _histogram(codes: Tensor) -> tuple[Tensor, Tensor]:
    """Centres [G] of bins that hold all codes [N, D], and the share of codes per unit [G, D]."""
    codes = codes.cpu()  # CUDA has no histogram with edges
    reach = float(codes.abs().max()) * 1.02
    bins = GRID // 3
    edges = torch.linspace(-reach, reach, bins + 1)
    counts = [torch.histogram(column, edges).hist for column in codes.T.contiguous()]
    density = torch.stack(counts, 1) / (len(codes) * (edges[1] - edges[0]))
    return (edges[1:] + edges[:-1]) / 2, density
