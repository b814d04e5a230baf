"""How much of an image survives noise? It is noised part of the way and denoised as a class."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from playground.arrays import F32, Image8
from playground.engine import flows
from playground.engine.diffusion import fields, imaging
from playground.engine.diffusion.levels import noised
from playground.engine.diffusion.network import Calls, watched
from playground.engine.diffusion.source import SAMPLES, EditRequest
from playground.engine.networks import Networks
from playground.engine.request import whole
from playground.engine.result import Result, answering, tells

#: How many strengths are tried, from a breath of noise to nothing but noise.
STRENGTHS = 8


@dataclass(frozen=True)
class RedrawRequest(EditRequest):
    """SDEdit's question: Meng et al. 2022, algorithm 1."""

    steps: int = whole(
        20, 8, 50, "Steps of the whole way; an edit takes the last of them.", "Steps"
    )
    eta: float = fields.eta_field("1 adds fresh noise in each step, as SDEdit does.")


@dataclass(frozen=True, eq=False)
class RedrawResult(Result):
    """K strengths, from weak to strong. original uint8 [H, W]; starts, results uint8
    [K, SAMPLES, H, W]: the noised original, and what it became. share [K]: of noise in the power
    of the start. probabilities [K, SAMPLES, 10]; moved [K]: root mean square change of the pixels
    in [0, 1]. taken [K]: steps taken.
    """

    request: RedrawRequest
    original: Image8
    starts: Image8
    results: Image8
    share: F32 = field(metadata=tells("share_of_noise"))
    probabilities: F32
    moved: F32
    taken: tuple[int, ...] = field(metadata=tells("steps_taken"))

    def numbers(self) -> dict[str, Any]:
        """Lists run along the strengths."""
        return super().numbers() | {"predicted": self.probabilities.argmax(-1)}


def skipped(steps: int) -> tuple[int, ...]:
    """How many steps each strength leaves out: [K], decreasing to 0."""
    return tuple(np.linspace(steps - 1, 0, STRENGTHS).round().astype(int).tolist())


@answering
def answer(request: RedrawRequest) -> RedrawResult:
    """Every strength, from the same noises. Deterministic in the request."""
    steps, known = request.steps, request.known()
    flow, left_out = Networks(request.dataset).flow, skipped(request.steps)
    velocity = watched(request.velocity(), Calls(sum(steps - k for k in left_out)))
    starts, results = [], []
    for k in left_out:
        start = flows.noise_of(flow, request.seed, SAMPLES)
        starts.append(noised(known, start.x, k, steps))
        begin = flows.Start(starts[-1], start.generators)
        path = flows.sampled(velocity, begin, "ddim", steps, eta=request.eta, done=k)
        results.append(path.states[-1])
    images = torch.stack(results)
    change = (images.clamp(-1, 1) - known) / 2
    return RedrawResult(
        request=request,
        original=request.original.image,
        starts=imaging.painted(torch.stack(starts)),
        results=imaging.painted(images),
        share=_shares(steps, left_out),
        probabilities=imaging.probabilities(request.dataset, images),
        moved=change.square().mean((1, 2, 3, 4)).sqrt().float().cpu().numpy(),
        taken=tuple(steps - k for k in left_out),
    )


def _shares(steps: int, left_out: tuple[int, ...]) -> F32:
    """1 - alpha-bar of each start."""
    zero, one = torch.zeros(1, dtype=torch.float64), torch.ones(1, dtype=torch.float64)
    amplitudes = [float(noised(zero, one, k, steps)) for k in left_out]
    return np.square(amplitudes).astype(np.float32)
