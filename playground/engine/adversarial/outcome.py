"""What an attack on one image did at every radius, measured as a page shows it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.arrays import F32, F64, Image8
from playground.core.noise import noise_of_size
from playground.core.norms import NORMS, per_image
from playground.engine.adversarial import classifiers
from playground.engine.result import Result


@dataclass(frozen=True)
class Noise:
    """Chance at the same size as each radius: `images` [E, H, W(, 3)], the first of D draws, and
    `probabilities` [E, D, K] of all of them, after rounding to 8 bits."""

    images: Image8
    probabilities: F32


@dataclass(frozen=True)
class Outcome(Result):
    """E radii, and at each the S states that are kept of the path, of which the last is the end.

    Pictures [..., H, W] are [..., H, W, 3] in colour. adversarial: uint8 [E, S, H, W].
    perturbation: int8 [E, S, H, W], where 127 is `peaks` [E], the largest change of a pixel at
    that radius. probabilities [E, S, K] are of the 8-bit pictures; unrounded [E, K] of the ends
    before rounding. losses [E, steps + 1] (nats) are for `goal`; l2, linf, low, high [E, S] are
    measured before rounding.
    """

    goal: int  # the class to reach when targeted, else the class to leave
    targeted: bool
    names: tuple[str, ...]  # of the K classes
    eps: F64
    original: Image8
    clean: F32  # [K] probabilities
    adversarial: Image8
    perturbation: NDArray[np.int8]
    peaks: F32
    probabilities: F32
    unrounded: F32
    losses: F32
    l2: F32
    linf: F32
    low: F32
    high: F32
    zero_gradients: NDArray[np.bool_]
    noise: Noise

    @property
    def success(self) -> NDArray[np.bool_]:
        """[E, S]: the 8-bit picture is read as the target, or as anything but the truth."""
        return self.reached(self.probabilities)

    def reached(self, probabilities: F32) -> NDArray[np.bool_]:
        """Whether [..., K] names what the attacker wants."""
        named = probabilities.argmax(-1)
        return named == self.goal if self.targeted else named != self.goal

    @property
    def levels(self) -> NDArray[np.int64]:
        """[E, S]: the largest change of a pixel of the 8-bit picture, in grey levels of 255."""
        change = self.adversarial.astype(np.int64) - self.original
        return np.abs(change).max(tuple(range(2, change.ndim)))

    @property
    def margins(self) -> F64:
        """[E, S]: m = ln((1 - p) / p) of the goal, from the loss ln(1 + e^m) = -ln p (nats)."""
        losses = np.maximum(self.losses[:, -self.l2.shape[1] :].astype(float), 1e-44)
        found: F64 = losses + np.log(-np.expm1(-losses))
        return found

    @property
    def smallest(self) -> float | None:
        """The least radius of the grid that worked, an upper bound on the image's robustness."""
        worked = np.flatnonzero(self.success[:, -1])
        return float(self.eps[worked[0]]) if len(worked) else None

    @property
    def opening(self) -> int:
        """Which radius to show first: the least that worked, or the last."""
        worked = np.flatnonzero(self.success[:, -1])
        return int(worked[0]) if len(worked) else len(self.eps) - 1

    def numbers(self) -> dict[str, Any]:
        """Lists run along eps."""
        return {
            "eps": self.eps,
            "eps_255": self.eps * 255,
            "success": self.success[:, -1],
            "smallest_successful_eps": self.smallest,
            "l2": self.l2[:, -1],
            "linf": self.linf[:, -1],
            "linf_on_png": self.levels[:, -1] / 255,
            "pixel_min": self.low[:, -1],
            "pixel_max": self.high[:, -1],
            "zero_gradient": self.zero_gradients,
            "losses": self.losses,
            "noise_success": self.reached(self.noise.probabilities).mean(-1),
        }


def pictured(states: Tensor, clean: Tensor) -> dict[str, NDArray[Any]]:
    """The fields of an Outcome that show and measure states [E, S, C, H, W] of clean [C, H, W]."""
    change = states - clean
    peaks = change.abs().flatten(1).amax(1)
    unit = change / per_image(peaks.clamp_min(1e-12), change)
    flat = states.flatten(0, 1)
    found = {name: norm.size(flat - clean) for name, norm in NORMS.items()}
    found |= {"low": flat.flatten(1).amin(1), "high": flat.flatten(1).amax(1)}
    measured = {
        name: value.unflatten(0, states.shape[:2]).cpu().numpy() for name, value in found.items()
    }
    return {
        "adversarial": classifiers.delivered(states, clean),
        "perturbation": classifiers.laid_out((unit * 127).round().to(torch.int8)),
        "peaks": peaks.cpu().numpy(),
        **measured,
    }


def judged(model: torch.nn.Module, delivered: Image8, at_once: int) -> F32:
    """Class probabilities of pictures as delivered: uint8 [E, F, H, W(, 3)] -> [E, F, K]."""
    images = classifiers.pixels(delivered).flatten(0, 1)
    said = torch.cat([model(part) for part in images.split(at_once)]).softmax(1)
    found: F32 = said.unflatten(0, delivered.shape[:2]).cpu().numpy()
    return found


def chance(
    model: torch.nn.Module,
    clean: Tensor,
    radii: tuple[float, ...],
    *,
    norm: str,
    draws: int,
    generator: torch.Generator,
    at_once: int,
) -> Noise:
    """Noise of every radius on clean [C, H, W]."""
    images, sizes = clean.expand(len(radii), -1, -1, -1), torch.tensor(radii)
    gaussian = torch.randn(draws, 1, *clean.shape, generator=generator)
    noisy = noise_of_size(images, sizes, gaussian, norm=norm)
    pictures = classifiers.delivered(noisy.transpose(0, 1), clean)
    return Noise(pictures[:, 0], judged(model, pictures, at_once))
