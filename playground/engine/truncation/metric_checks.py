"""What the measures can and cannot say: their number of images, their k, their feature space."""

from dataclasses import dataclass, field

import torch

from playground import data, device
from playground.arrays import Image8
from playground.caching import cached
from playground.core.fidelity import expected_coverage
from playground.engine import progress
from playground.engine.request import Request, choice
from playground.engine.result import Result, answering, tells
from playground.engine.truncation import bands, real, truncation, truncation_methods
from playground.engine.truncation.bands import Scores
from playground.engine.truncation.real import ALL, CLASSIFIER, PIXELS, RANDOM
from playground.engine.truncation.truncation_methods import Draw, ProgressRange

#: How many images are measured, from few to what papers take.
COUNTS = (100, 200, 500, 1000, 2000, 5000)
#: Standard deviations of the noise on real images, of 0 (black) to 1 (white).
NOISE = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5)
#: Spaces that noise is seen in.
SPACES = (CLASSIFIER, PIXELS, RANDOM)
#: Noisy images, and as many clean ones that they are compared with.
NOISY = 500
SHOWN = 30
#: The generator that is measured again and again: the GAN as trained.
METHOD = "mean"


@dataclass(frozen=True)
class MetricChecksRequest(Request):
    """The question of the page: the same measures, of things that are known."""

    dataset: str = truncation.dataset_field()
    most: str = choice(
        "1000",
        tuple(str(n) for n in COUNTS[2:]),
        "Sets of images grow up to this many.",
        "Largest N",
    )
    k: int = truncation.k_field()
    space: str = truncation.space_field()
    seed: int = truncation.seed_field()


@dataclass(frozen=True)
class MetricChecksResult(Result):
    """counts: [C] sizes of both sets. alike: [C] real against other real images; generated: [C]
    the GAN's. expected: [C] coverage of equal distributions, by theory. noise: [S];
    noisy[space]: [S] measures of noisy against clean images. pictures: uint8 [S, SHOWN, H, W].
    """

    request: MetricChecksRequest
    counts: tuple[int, ...]
    alike: tuple[Scores, ...] = field(metadata=tells("real_against_real"))
    generated: tuple[Scores, ...]
    expected: tuple[float, ...] = field(metadata=tells("expected_coverage"))
    noise: tuple[float, ...]
    noisy: dict[str, tuple[dict[str, float], ...]]
    pictures: Image8
    real_source: str


@answering
def answer(request: MetricChecksRequest) -> MetricChecksResult:
    """Measure sets of every size, and noise in every space. Deterministic in the request."""
    counts = tuple(n for n in COUNTS if n <= int(request.most))
    total = counts[-1] + sum(counts) + len(SPACES) * NOISY
    draw = Draw(request.dataset, ALL, counts[-1], request.seed)
    made = truncation_methods.images(
        METHOD,
        draw,
        truncation_methods.TRUNCATION_METHODS[METHOD].range.untouched,
        ProgressRange(0, total),
    )
    found = real.features_of(request.dataset, made, request.space)
    alike, generated, done = [], [], counts[-1]
    for n in counts:
        scale = bands.real_baseline(request.dataset, ALL, n, request.k, request.seed, request.space)
        alike.append(scale.ceiling)
        generated.append(scale.evaluator.score(found[:n]))
        done += n
        progress.report(done, total)
    noisy, pictures = {}, noised(request.dataset, request.seed)
    for space in SPACES:
        noisy[space] = _in_space(request, pictures, space)
        done += NOISY
        progress.report(done, total)
    return MetricChecksResult(
        request=request,
        counts=counts,
        alike=tuple(alike),
        generated=tuple(generated),
        expected=tuple(expected_coverage(n, n, request.k) for n in counts),
        noise=NOISE,
        noisy=noisy,
        pictures=pictures[:, :SHOWN],
        real_source=data.reference(request.dataset).source,
    )


@cached
def noised(dataset: str, seed: int) -> Image8:
    """The second set of real images with sigma times the same noise, clipped: [S, NOISY, H, W]."""
    chosen = real.drawn(dataset, ALL, NOISY, seed)[NOISY:].numpy()
    clean = torch.from_numpy(data.reference(dataset).images[chosen])
    noise = torch.randn(clean.shape, generator=device.generator(seed, "noise"))
    noisy = [(clean + 255 * sigma * noise).round().clamp(0, 255) for sigma in NOISE]
    return torch.stack(noisy).to(torch.uint8).numpy()


def _in_space(
    request: MetricChecksRequest, pictures: Image8, space: str
) -> tuple[dict[str, float], ...]:
    scale = real.reals(request.dataset, ALL, NOISY, request.k, request.seed, space)
    return tuple(
        real.scores(scale, real.features_of(request.dataset, images, space)) for images in pictures
    )
