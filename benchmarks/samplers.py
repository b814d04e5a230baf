"""What a sampler's loop costs beyond its model calls, and beside diffusers' own loop.

`python -m benchmarks.samplers [repeats]`; the bar is 1.10 times the bare calls, and not to be
slower than diffusers' loop. Beside the network both loops are lost in its own noise, so that they
are compared once more around a model that costs nothing.
"""

import sys
from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor

from benchmarks.common import compare
from playground import device
from playground.core.samplers import SAMPLERS, Trajectory, flow_sample, sample
from playground.core.schedules import alphas_cumprod, linear_betas, spaced_timesteps
from playground.models import catalog
from playground.models.unet import UNet

STEPS, BATCH, SIDE, MODEL = 20, 16, 28, "mnist-flow"

Model = Callable[[Tensor, Tensor], Tensor]


def shipped() -> Model:
    """The shipped U-Net without a class, as a function of state and time alone."""
    network = catalog.load_as(UNet, MODEL, device.pick())
    labels = torch.full((BATCH,), network.classes)
    return lambda x, t: network(x, t.float() / 1000, labels)


def free(x: Tensor, t: Tensor) -> Tensor:
    """A model that costs next to nothing."""
    return 0.5 * x


def bare(model: Model, x: Tensor, calls: int) -> Callable[[], None]:
    """`calls` forward passes and nothing else."""
    t = torch.zeros(len(x))

    @torch.no_grad()
    def run() -> None:
        for _ in range(calls):
            model(x, t)

    return run


#: diffusers' scheduler of the same method, and its settings.
SCHEDULERS: dict[str, tuple[str, dict[str, object]]] = {
    "ddpm": ("DDPMScheduler", {"clip_sample": False}),
    "ddim": ("DDIMScheduler", {"clip_sample": False}),
    "dpmpp_2m": ("DPMSolverMultistepScheduler", {"algorithm_type": "dpmsolver++"}),
    "edm_euler": ("EulerDiscreteScheduler", {}),
    "edm_heun": ("HeunDiscreteScheduler", {}),
    "euler": ("FlowMatchEulerDiscreteScheduler", {}),
    "heun": ("FlowMatchHeunDiscreteScheduler", {}),
}


def theirs(model: Model, x: Tensor, name: str) -> Callable[[], None] | None:
    """The loop of diffusers' pipelines with the scheduler of the same method; None without one."""
    if name not in SCHEDULERS:
        return None
    import diffusers

    kind, settings = SCHEDULERS[name]
    scheduler = getattr(diffusers, kind)(**settings)

    @torch.no_grad()
    def run() -> None:
        scheduler.set_timesteps(STEPS)
        state = x * getattr(scheduler, "init_noise_sigma", 1.0)
        for t in scheduler.timesteps:
            scaled = getattr(scheduler, "scale_model_input", lambda x, t: x)(state, t)
            state = scheduler.step(model(scaled, t.repeat(len(x))), t, state).prev_sample

    return run


def main(repeats: int = 5) -> None:
    """One table for each sampler, against as many bare model calls as it makes."""
    model = shipped()
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(BATCH, 1, SIDE, SIDE, generator=generator)
    level = alphas_cumprod(linear_betas())
    steps, times = spaced_timesteps(1000, STEPS), torch.linspace(0, 1, STEPS + 1)

    def run(name: str, model: Model = model) -> Trajectory:
        if SAMPLERS[name].flow:
            return flow_sample(model, x, times=times, sampler=name)
        return sample(
            model, x, alphas_cumprod=level, timesteps=steps, sampler=name, generator=generator
        )

    for name in SAMPLERS:
        calls = run(name).evaluations
        title = f"{name}: {STEPS} steps, {calls} calls, batch {BATCH}, {SIDE}x{SIDE}"
        candidates: dict[str, Callable[[], object]] = {
            "bare calls": bare(model, x, calls),
            name: partial(run, name),
        }
        other, alone = theirs(model, x, name), theirs(free, x, name)
        if other and alone:
            theirs_name = f"diffusers, {SCHEDULERS[name][0]}"
            candidates[theirs_name] = other
            loops: dict[str, Callable[[], object]]
            loops = {theirs_name: alone, name: partial(run, name, free)}
            compare(loops, theirs_name, repeats=10 * repeats, title=f"{name}: the loop alone")
        compare(candidates, "bare calls", repeats=repeats, title=title)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
