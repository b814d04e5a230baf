"""The flow network of this subject's pages, watched while it is sampled."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from playground.arrays import Image8
from playground.engine import flows, progress
from playground.engine.diffusion import imaging
from playground.engine.flows import Velocity
from playground.engine.networks import CLASSIFIER, Networks, card, datasets

FLOW = "flow"
#: Data sets whose flow can be sampled and whose classifier can judge it.
DATASETS = datasets(FLOW, CLASSIFIER)
LABELS = tuple(str(digit) for digit in range(10))
#: Samples that go through a sampler at a time, where there are many.
BATCH = 64
#: CPU seconds of an image's pass, roughly.
SECONDS = 0.0023

#: States [..., C, H, W] of a flow -> images [..., 1, H, W] in [-1, 1].
Shown = Callable[[Tensor], Tensor]


def cards(dataset: str) -> tuple[str, str]:
    """The names of the flow's and the classifier's cards."""
    return card(dataset, FLOW), card(dataset, CLASSIFIER)


def as_it_is(images: Tensor) -> Tensor:
    """What the states of a flow on pixels take to be seen: nothing."""
    return images


@dataclass
class Calls:
    """How many network calls a question takes in all, and how many are made; what turns their
    states into images; aside: seconds that reporting took, which are not the sampler's."""

    total: int
    made: int = 0
    shown: Shown = as_it_is
    aside: float = 0.0

    def report(self, x: Tensor, t: Tensor, velocity: Tensor) -> None:
        """One more: the state [N, C, H, W] beside the image that it predicts."""
        begin = time.perf_counter()

        def glimpse() -> Image8:
            waits = time.perf_counter()
            velocity.sum().item()  # What a GPU has still to do is the sampler's time.
            self.aside -= time.perf_counter() - waits
            seen = (x, x + (1 - t).reshape(-1, 1, 1, 1) * velocity)
            return imaging.glimpse(*(self.shown(states) for states in seen))

        self.made += 1
        progress.report(self.made, self.total, glimpse)
        self.aside += time.perf_counter() - begin


def watched(velocity: Velocity, calls: Calls) -> Velocity:
    """The same, reporting each of its calls."""

    def watching(x: Tensor, t: Tensor) -> Tensor:
        predicted = velocity(x, t)
        calls.report(x, t, predicted)
        return predicted

    return watching


def images_of(
    dataset: str,
    labels: Tensor,
    seed: int,
    sampler: str,
    steps: int,
    calls: Calls,
    *,
    guidance: float = 1.0,
    spacing: str = "even",
    repeat: int = 0,
) -> Tensor:
    """Images [N, C, H, W] of labels [N], BATCH at a time, on the CPU; each repeat has other noise
    than the seed's other repeats."""
    network = Networks(dataset).flow
    images: list[Tensor] = []
    for batch, part in enumerate(labels.split(BATCH)):
        start = flows.noise_of(network, seed, len(part), first=batch * BATCH, repeat=repeat)
        velocity = watched(flows.guided_velocity(network, part, guidance), calls)
        path = flows.sampled(velocity, start, sampler, steps, spacing=spacing)
        images.append(path.states[-1].cpu())
    return torch.cat(images)


def batches(samples: int) -> int:
    """How many of them `images_of` makes of so many samples."""
    return -(-samples // BATCH)
