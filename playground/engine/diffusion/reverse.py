"""How does noise become an image, and what does each sampler do with its steps?"""

from dataclasses import dataclass, field
from typing import Any

import torch

from playground.arrays import F32, F64, Image8
from playground.core import sampler_rules
from playground.core.samplers import SAMPLERS, Trajectory
from playground.engine import flows
from playground.engine.diffusion import fields, imaging, levels, network
from playground.engine.diffusion.imaging import NOISE_RANGE
from playground.engine.diffusion.levels import Weights
from playground.engine.networks import Networks
from playground.engine.request import choice, number, whole
from playground.engine.result import answering, tells
from playground.errors import BadValue, Filled

#: How a diffusion sampler's timesteps are spaced (a flow's times are always even).
SPACINGS = ("even", "karras")
SPACED = sampler_rules.names(flow=False)
#: The most samples side by side.
MOST = 16


@dataclass(frozen=True)
class DiffusionRequest(fields.Guided):
    """The question of the tab. Noise is drawn from `seed`, one stream for each sample."""

    label: str = fields.label_field(flows.ANY)
    sampler: str = choice("ddim", tuple(SAMPLERS), "Choose a sampler of that list.", "Sampler")
    steps: int = whole(
        20, 2, 100, "More steps follow the path more closely and take longer.", "Steps"
    )
    guidance: float = fields.guidance_field()
    eta: float = number(
        0.0, 0.0, 1.0, "Only ddim takes it: 0 is deterministic, 1 is DDPM.", "DDIM's eta"
    )
    seed: int = fields.seed_field()
    dataset: str = fields.dataset_field()
    samples: int = whole(9, 1, MOST, "How many images are drawn side by side.", "Samples")
    spacing: str = choice(
        "even",
        SPACINGS,
        "even in t, or (karras) in the seventh root of sigma.",
        "Time steps",
    )

    def __post_init__(self) -> None:
        """What would have no effect is refused, rather than left aside in silence."""
        super().__post_init__()
        if self.eta and self.sampler != "ddim":
            allowed = Filled("0 for {sampler}", sampler=self.sampler)
            raise BadValue("eta", self.eta, allowed, "Only ddim takes another.")
        if self.spacing != "even" and SAMPLERS[self.sampler].flow:
            way_out = "A flow's times are even; choose a diffusion sampler."
            allowed = Filled("even for {sampler}", sampler=self.sampler)
            raise BadValue("spacing", self.spacing, allowed, way_out)


@dataclass(frozen=True)
class DiffusionResult(imaging.Read):
    """Every step of N samples; S steps, S + 1 states, the last of them the result.

    noisy, denoised, noise: uint8 [S+1, N, H, W]: x_t, predicted image, predicted noise (none is
    left in the result). weights: [S+1] of image and noise in x_t. times: [S+1] t of the schedule.
    probabilities: [S+1, N, 10] of the predicted images.
    """

    request: DiffusionRequest
    noisy: Image8
    denoised: Image8
    noise: Image8
    weights: Weights = field(metadata=tells())
    times: F64
    probabilities: F32
    evaluations: int = field(metadata=tells("model_calls"))

    @property
    def terms(self) -> F64 | None:
        """[S, 4]: what x_t, the predicted image, that of the step before and fresh noise count for
        in the next x (`core.sampler_rules`), before a correction; None of a flow's samplers."""
        rule = SAMPLERS[self.request.sampler].rule
        if isinstance(rule, sampler_rules.Tableau):
            return None
        return rule(torch.from_numpy(self.weights.alpha_bar), self.request.eta).numpy()

    def numbers(self) -> dict[str, Any]:
        weights = {"alpha_bar": self.weights.alpha_bar, "log10_snr": self.weights.log_snr[:-1]}
        return super().numbers() | {"decided_at_step": self.decided} | weights


@answering
def answer(request: DiffusionRequest) -> DiffusionResult:
    """Sample, and look at every step. Deterministic in the request."""
    path = trajectory(request)
    images = torch.cat([path.denoised, path.states[-1:]])
    left = torch.cat([path.noise, torch.zeros_like(path.noise[:1])])
    return DiffusionResult(
        request=request,
        noisy=imaging.painted(path.states),
        denoised=imaging.painted(images),
        noise=imaging.painted(left / NOISE_RANGE),
        weights=levels.weights(path.times, request.sampler),
        times=path.times.double().numpy(),
        probabilities=imaging.probabilities(request.dataset, images),
        evaluations=path.evaluations,
    )


def trajectory(request: DiffusionRequest) -> Trajectory:
    """The path from noise to images, in the network's range [-1, 1]."""
    flow = Networks(request.dataset).flow
    labels = flows.labels_of(flow, request.label, request.samples)
    velocity = flows.guided_velocity(flow, labels, request.guidance)
    calls = network.Calls(SAMPLERS[request.sampler].calls(request.steps))
    return flows.sampled(
        network.watched(velocity, calls),
        flows.noise_of(flow, request.seed, request.samples),
        request.sampler,
        request.steps,
        eta=request.eta,
        spacing=request.spacing,
    )
