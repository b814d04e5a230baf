"""Dropped modes: curves in closed form, and estimates near them."""

import json

import numpy as np
import pytest
import torch

from playground.core import toys
from playground.core.fidelity import precision_recall
from playground.core.mixtures import Mixture
from playground.engine.truncation import modes
from playground.engine.truncation.modes import DRAWS, ModesRequest
from playground.engine.truncation.real import SHARES

SMALL = {"modes": 4, "samples": 300}


def asked(**more: object) -> modes.ModesResult:
    return modes.answer(ModesRequest(**{**SMALL, **more}))  # type: ignore[arg-type]


def test_of_modes_apart_the_curve_has_a_closed_form() -> None:
    """j of m modes far from each other: alpha = min(lambda j / m, 1), beta = min(j / m, 1 /
    lambda)."""
    slopes = np.tan(np.linspace(1e-10, np.pi / 2 - 1e-10, modes.ANGLES))
    ring = toys.ring(4, modes.RADIUS)
    for kept in range(1, 5):
        found = modes.by_density(Mixture(ring, 0.15), Mixture(ring[:kept], 0.15))
        inner = slice(1, -1)  # at the ends even the Gaussians' tails count
        expected = np.minimum(slopes * kept / 4, 1)
        assert found.precision[inner] == pytest.approx(expected[inner], abs=1e-3)
        assert found.recall[inner] == pytest.approx((expected / slopes)[inner], abs=1e-3)


def test_curves_of_two_gaussians_are_those_of_their_overlap() -> None:
    """At lambda = 1 both are 1 - TV; of two unit Gaussians d apart, TV = 2 Phi(d / 2) - 1."""
    apart = 1.5
    places = torch.tensor([[-apart / 2, 0.0], [apart / 2, 0.0]], dtype=torch.float64) * 0.5
    one, other = (Mixture(place[None], 0.5) for place in places)
    found = modes.by_density(one, other)
    normal = torch.special.ndtr(torch.tensor(apart / 2, dtype=torch.float64)).item()
    middle = modes.ANGLES // 2
    assert found.precision[middle] == pytest.approx(2 - 2 * normal, abs=1e-3)
    assert found.recall[middle] == pytest.approx(2 - 2 * normal, abs=1e-3)


def test_dropped_modes_cost_recall_and_invented_ones_precision() -> None:
    plain, invented = asked(), asked(invented=4)
    for result in (plain, invented):
        for scores in (result.exact.scores["F8"], result.estimated.scores["F8"].mean(1)):
            assert (np.diff(scores) > 0.1).all(), "each mode that is kept adds recall"
        assert (np.diff(result.measured["recall"].mean(1)) > 0.1).all()
    assert plain.measured["precision"].min() > 0.85
    assert invented.measured["precision"].max() < 0.7
    assert (invented.exact.scores["F1/8"] < plain.exact.scores["F1/8"]).all()
    assert plain.exact.scores["F8"][-1] == pytest.approx(1, abs=1e-9)


def test_estimates_are_near_the_densities() -> None:
    result = asked(samples=2000, width=1.5)
    for name in modes.WEIGHTS:
        away = result.estimated.scores[name].mean(1) - result.exact.scores[name]
        assert np.abs(away).max() < 0.2, "20 bins cannot tell spreads apart within a mode"


def test_what_is_shown_is_what_was_measured() -> None:
    result = asked(samples=modes.SHOWN, k=4)
    for at, fake in enumerate(result.fake):
        found = precision_recall(torch.from_numpy(result.real), torch.from_numpy(fake), k=4)
        for name in SHARES:
            assert result.measured[name][at, 0] == getattr(found, name)
    assert result.measured["recall"].shape == (4, DRAWS)


def test_pictures_are_brightest_at_the_modes() -> None:
    found = modes.pictures(ModesRequest(modes=4))
    size = modes.CELLS
    right, middle = round((modes.RADIUS / modes.EDGE + 1) / 2 * (size - 1)), size // 2
    for image in (found["real"], *found["generated"]):
        assert image.shape == (size, size)
        assert image[middle, right] > 250
        assert image[middle, middle] == 0
    top = size - 1 - right
    assert [int(image[top, middle] > 250) for image in found["generated"]] == [0, 1, 1, 1]


def test_the_same_question_has_the_same_answer() -> None:
    ask = modes.answer.__wrapped__  # type: ignore[attr-defined]
    first, again = (ask(ModesRequest(**SMALL)).report() for _ in range(2))  # type: ignore[arg-type]
    assert first == again
    json.dumps(first, allow_nan=False)
