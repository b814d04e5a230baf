"""What a sampler's loop costs beyond its model calls: `python -m benchmarks.samplers`."""

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor, nn

from benchmarks.common import compare
from playground.core.samplers import FLOW, SAMPLERS, Trajectory, flow_sample, sample
from playground.core.schedules import alphas_cumprod, linear_betas, spaced_timesteps

STEPS, BATCH, SIDE, WIDTH = 50, 16, 28, 32


class SmallNet(nn.Module):
    """Three convolutions: far cheaper than any useful model, so that a loop has to be lean."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(1, WIDTH, 3, padding=1),
            nn.SiLU(),
            nn.Conv2d(WIDTH, WIDTH, 3, padding=1),
            nn.SiLU(),
            nn.Conv2d(WIDTH, 1, 3, padding=1),
        )

    def forward(self, x: Tensor, t: Tensor) -> Tensor:
        """[N, 1, H, W] -> [N, 1, H, W]; the time is ignored."""
        return self.body(x)


def bare(model: nn.Module, x: Tensor, calls: int) -> Callable[[], None]:
    """`calls` forward passes and nothing else."""
    t = torch.zeros(len(x))

    @torch.no_grad()
    def run() -> None:
        for _ in range(calls):
            model(x, t)

    return run


def main() -> None:
    """One table for each sampler, against as many bare model calls as it makes."""
    model = SmallNet().eval()
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(BATCH, 1, SIDE, SIDE, generator=generator)
    level = alphas_cumprod(linear_betas())
    steps, times = spaced_timesteps(1000, STEPS), torch.linspace(0, 1, STEPS + 1)

    def run(name: str) -> Trajectory:
        if name in FLOW:
            return flow_sample(model, x, times=times, sampler=name)
        return sample(
            model, x, alphas_cumprod=level, timesteps=steps, sampler=name, generator=generator
        )

    for name in SAMPLERS:
        calls = run(name).evaluations
        title = f"{name}: {STEPS} steps, {calls} calls, batch {BATCH}, {SIDE}x{SIDE}"
        compare(
            {"bare calls": bare(model, x, calls), name: partial(run, name)},
            "bare calls",
            title=title,
        )


if __name__ == "__main__":
    main()
