"""When is what decided? One sampling, stopped at several steps and continued with other noise."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from playground import device
from playground.arrays import F32, Image8
from playground.core.samplers import Trajectory
from playground.engine import flows
from playground.engine.diffusion import fields, imaging
from playground.engine.diffusion.network import Calls, watched
from playground.engine.networks import Networks
from playground.engine.request import whole
from playground.engine.result import Result, answering

#: Steps at which the sampling branches, and how often it is continued from each.
POINTS, CONTINUED = 7, 8


@dataclass(frozen=True)
class BranchRequest(fields.Guided):
    """One noise, and how it is denoised before and after the branching."""

    dataset: str = fields.dataset_field()
    label: str = fields.label_field(flows.ANY)
    eta: float = fields.eta_field("1 is DDPM; without noise (0) nothing can branch.")
    steps: int = whole(18, 6, 50, "18 show when it is decided; more take longer.", "Steps")
    guidance: float = fields.guidance_field(1.0)
    seed: int = fields.seed_field()

    @property
    def seconds(self) -> float:
        return 0.5 + 0.1 * self.steps


@dataclass(frozen=True, eq=False)
class BranchResult(Result):
    """K branching points, C continuations of each, S steps; position S is the result.

    points [K]: steps taken before the branching. states, guesses uint8 [K, H, W]: x_t there, and
    its predicted image. path uint8 [K, C, S+1, H, W]: the predicted images of each continuation,
    up to the branching those of the common way. probabilities [K, C, 10] of the results; spread
    [K]: root mean square deviation of the results' pixels in [0, 1] from their mean.
    """

    request: BranchRequest
    points: tuple[int, ...]
    states: Image8
    guesses: Image8
    path: Image8
    probabilities: F32
    spread: F32

    @property
    def classes(self) -> F32:
        """Mean class probabilities of each point's continuations: [K, 10]."""
        return self.probabilities.mean(1)

    @property
    def undecided(self) -> F32:
        """H(mean p) - mean H(p), in bits, over a point's continuations: [K].

        What the continuations still decide of the class, without the classifier's own doubts.
        """
        return _entropy(self.classes) - _entropy(self.probabilities).mean(1)

    def numbers(self) -> dict[str, Any]:
        """Lists run along the points, then the continuations."""
        read = {"undecided_bits": self.undecided, "predicted": self.probabilities.argmax(-1)}
        return super().numbers() | read


def _entropy(probabilities: F32) -> F32:
    shares = np.maximum(probabilities, 1e-12)
    return -(shares * np.log2(shares)).sum(-1)


def branchings(steps: int) -> tuple[int, ...]:
    """After how many of the steps the sampling branches: [K], increasing from 0."""
    return tuple(dict.fromkeys(np.linspace(0, steps - 2, POINTS).round().astype(int).tolist()))


@answering
def answer(request: BranchRequest) -> BranchResult:
    """The common way, then each branching. Deterministic in the request."""
    flow = Networks(request.dataset).flow
    points = branchings(request.steps)
    calls = Calls(request.steps + sum(request.steps - k for k in points))
    start = flows.noise_of(flow, request.seed, 1)
    way = _go_on(request, calls, start.x, 0, start.generators)
    predicted = []
    for k in points:
        streams = [stream(request.seed, k, c) for c in range(CONTINUED)]
        path = _go_on(request, calls, way.states[k].repeat(CONTINUED, 1, 1, 1), k, streams)
        common = way.denoised[:k].expand(-1, CONTINUED, -1, -1, -1)
        predicted.append(torch.cat([common, path.denoised, path.states[-1:]]))
    states = torch.stack([way.states[k, 0] for k in points])
    return _result(request, points, states, torch.stack(predicted).transpose(1, 2))


def _go_on(
    request: BranchRequest, calls: Calls, x: Tensor, k: int, streams: list[torch.Generator]
) -> Trajectory:
    flow = Networks(request.dataset).flow
    labels = flows.labels_of(flow, request.label, len(x))
    velocity = watched(flows.guided_velocity(flow, labels, request.guidance), calls)
    start = flows.Start(x, streams)
    return flows.sampled(velocity, start, "ddim", request.steps, eta=request.eta, done=k)


def stream(seed: int, point: int, continuation: int) -> torch.Generator:
    """The noise of a continuation: its own, whatever else is asked."""
    return device.generator(seed, "branch", point, continuation)


def _result(
    request: BranchRequest, points: tuple[int, ...], states: Tensor, predicted: Tensor
) -> BranchResult:
    """predicted [K, C, S+1, 1, H, W], the last of S + 1 the results."""
    results = predicted[:, :, -1]
    pixels = (results.clamp(-1, 1) + 1) / 2
    guesses = torch.stack([predicted[i, 0, k] for i, k in enumerate(points)])
    return BranchResult(
        request=request,
        points=points,
        states=imaging.painted(states),
        guesses=imaging.painted(guesses),
        path=imaging.painted(predicted),
        probabilities=imaging.probabilities(request.dataset, results),
        spread=pixels.var(1, correction=0).mean((1, 2, 3)).sqrt().float().cpu().numpy(),
    )
