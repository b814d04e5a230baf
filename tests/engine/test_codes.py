"""Codes of pictures, and where their norms usually lie."""

from typing import Any

import pytest
import torch

from playground import data
from playground.engine import codes as engine
from playground.engine import images
from playground.models import catalog

CPU = torch.device("cpu")


@torch.inference_mode()
def test_codes_are_the_encoders_alone_or_among_others() -> None:
    pair = images.drawn_by("mnist", 3, 2)
    network: Any = catalog.load("mnist-vae16")
    space = engine.Space("mnist-vae16", CPU)
    found = space.codes(pair)
    assert torch.allclose(found, network.encode(images.pixels(pair, CPU)))
    everyone = space.examples()
    positions = [data.examples("mnist").of_class(p.label or 0)[p.index] for p in pair]
    assert torch.allclose(found, everyone[positions], atol=1e-5)


@torch.inference_mode()
def test_nine_codes_in_ten_lie_within_their_band() -> None:
    space = engine.Space("mnist-ae16", CPU)
    band, norms = space.band(), space.examples().norm(dim=1)
    inside = (norms >= band.low) & (norms <= band.high)
    assert inside.float().mean().item() == pytest.approx(0.9, abs=0.002)
    assert band.low < band.middle < band.high


def test_variational_is_what_the_card_says() -> None:
    assert engine.Space("mnist-vae16").variational
    assert not engine.Space("mnist-ae16").variational


@pytest.mark.parametrize("dimensions", [8, 16, 64])
def test_the_shell_holds_95_percent_of_the_prior(dimensions: int) -> None:
    from scipy.stats import chi

    band = engine.prior_band(dimensions)
    assert chi.cdf(band.high, dimensions) == pytest.approx(0.975, abs=1e-3)
    assert chi.cdf(band.low, dimensions) == pytest.approx(0.025, abs=1e-3)
