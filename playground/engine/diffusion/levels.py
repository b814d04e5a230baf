"""How much of image and noise is in x_t: the levels of the schedule, and those of a path."""

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from playground.arrays import F64
from playground.core.samplers import SAMPLERS
from playground.engine import flows

#: Where log10 SNR is cut: beyond, one side is lost to float32.
LOG_SNR = 6.0


def noised(image: Tensor, noise: Tensor, done: int, steps: int) -> Tensor:
    """x_t of an image after `done` of the steps: sqrt(alpha-bar) image + sqrt(1 - alpha-bar) noise.

    Ho et al. 2020, eq. 4.
    """
    level = float(flows.alpha_bar()[flows.timesteps(steps)[done]])
    return math.sqrt(level) * image + math.sqrt(1 - level) * noise


@dataclass(frozen=True)
class Weights:
    """What image and noise count for in x_t, at each time of a path: [S+1] each."""

    signal: F64
    sigma: F64

    @property
    def alpha_bar(self) -> F64:
        """The image's share of the power of x_t: signal^2 / (signal^2 + sigma^2)."""
        return self.signal**2 / (self.signal**2 + self.sigma**2)

    @property
    def log_snr(self) -> F64:
        """log10 of the signal-to-noise power ratio, from -LOG_SNR to LOG_SNR at its open ends."""
        least = 10 ** (-LOG_SNR / 2)
        signal, sigma = (np.maximum(part, least) for part in (self.signal, self.sigma))
        return np.clip(2 * np.log10(signal / sigma), -LOG_SNR, LOG_SNR)

    @property
    def numbers(self) -> dict[str, F64]:
        """All of them, as an answer tells them."""
        snr = {"alpha_bar": self.alpha_bar, "log10_snr": self.log_snr}
        return {"signal": self.signal, "sigma": self.sigma, **snr}


def weights(times: Tensor, sampler: str) -> Weights:
    """The weights at the `times` of a sampler's path, which ends in the image."""
    if SAMPLERS[sampler].flow:
        t = times.double().numpy()
        return Weights(t, 1 - t)
    level = flows.alpha_bar()
    share = torch.cat([level[times[:-1]], level.new_ones(1)]).numpy()
    return Weights(np.sqrt(share), np.sqrt(1 - share))
