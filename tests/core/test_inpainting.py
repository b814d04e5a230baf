"""RePaint: the known part stays, and the hidden part follows from it where it is implied."""

import pytest
import torch

from playground.core import denoisers, schedules
from playground.core.inpainting import repaint
from playground.core.mixtures import Mixture
from playground.errors import BadValue

LEVEL = schedules.alphas_cumprod(schedules.cosine_betas())


def run(data: Mixture, known: torch.Tensor, steps: int = 60, resamplings: int = 5) -> torch.Tensor:
    generator = torch.Generator().manual_seed(0)

    def noise() -> torch.Tensor:
        return torch.randn(known.shape, generator=generator, dtype=torch.float64)

    return repaint(
        denoisers.denoiser_as_eps(data.denoise, LEVEL),
        noise(),
        known,
        torch.tensor([False, True]).expand_as(known),
        alphas_cumprod=LEVEL,
        timesteps=schedules.spaced_timesteps(len(LEVEL), steps),
        resamplings=resamplings,
        noise=noise,
    )


def test_the_known_part_is_the_inputs_to_the_last_bit() -> None:
    data = Mixture(torch.randn(5, 2, dtype=torch.float64), 0.2)
    known = torch.randn(30, 2, dtype=torch.float64)
    states = run(data, known, steps=10)
    assert states.shape == (11, 30, 2)
    assert torch.equal(states[-1][:, 0], known[:, 0])
    assert not torch.equal(states[-1][:, 1], known[:, 1])


def test_the_hidden_part_is_what_the_known_part_implies() -> None:
    """Two clusters (-1, -1) and (1, 1): x = 1 is seen, so y = 1 has to be painted."""
    data = Mixture(torch.tensor([[-1.0, -1.0], [1.0, 1.0]], dtype=torch.float64), 0.1)
    known = torch.tensor([[1.0, 0.0], [-1.0, 0.0]], dtype=torch.float64).repeat_interleave(200, 0)
    found = run(data, known)[-1][:, 1]
    agree = (found.sign() == known[:, 0]).double().mean()
    once = run(data, known, resamplings=1)[-1][:, 1]
    assert agree > 0.97
    assert agree > (once.sign() == known[:, 0]).double().mean(), "resampling harmonises"
    assert float(found[:200].std()) == pytest.approx(0.1, abs=0.05)


def test_bad_shapes_are_refused() -> None:
    x, good = torch.zeros(2, 1, 4, 4), torch.ones(2, 1, 4, 4, dtype=torch.bool)
    ask = {"alphas_cumprod": LEVEL, "timesteps": [5, 2], "noise": lambda: torch.zeros_like(x)}
    for wrong in (good[..., :3], good.float(), ~good):
        with pytest.raises(BadValue, match="hidden"):
            repaint(lambda x, t: x, x, x, wrong, **ask)  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="known"):
        repaint(lambda x, t: x, x, x[:1], good, **ask)  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="resamplings"):
        repaint(lambda x, t: x, x, x, good, resamplings=0, **ask)  # type: ignore[arg-type]
