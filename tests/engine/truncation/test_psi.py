"""The truncation question: the same latents at every strength, and what is measured there."""

import json

import numpy as np
import pytest

from playground.core import fidelity
from playground.engine.truncation import psi, real
from playground.engine.truncation.psi import METHODS, TruncationRequest
from playground.errors import BadValue

SMALL = {"samples": 200}


@pytest.mark.parametrize("method", METHODS)
def test_every_method_answers_every_strength(method: str) -> None:
    result = psi.answer(TruncationRequest(method=method, **SMALL))
    count = len(psi.strengths(method))
    assert result.samples.shape == (count, psi.SHOWN, 28, 28)
    for name in ("precision", "recall", "coverage"):
        values = getattr(result, name)
        assert values.shape == (count,)
        assert (values >= 0).all()
        assert (values <= 1).all()
    assert (result.frechet > 0).all()
    assert set(result.ceiling) == {"precision", "recall", "density", "coverage", "frechet"}
    json.dumps(result.report(), allow_nan=False)


def test_untruncated_latents_agree_between_methods() -> None:
    """psi = 1 of both is the generator as trained; so is c = 4, but for 1 coordinate in 15,000."""
    strengths = {method: psi.strengths(method) for method in METHODS}
    whole = {"mean": 1.0, "soft": 1.0, "hard": 4.0}
    shown = [
        psi.answer(TruncationRequest(method=m, **SMALL)).samples[strengths[m].index(whole[m])]
        for m in METHODS
    ]
    assert np.abs(shown[0].astype(int) - shown[1].astype(int)).max() <= 1
    assert np.abs(shown[0].astype(int) - shown[2].astype(int)).mean() < 1


def test_at_zero_all_samples_of_a_class_are_one() -> None:
    result = psi.answer(TruncationRequest(**SMALL))
    at_zero = result.samples[result.strengths.index(0.0)]
    for digit in range(10):
        same = at_zero[digit::10].astype(int)
        assert np.abs(same - same[0]).max() <= 1
    assert result.recall[result.strengths.index(0.0)] == 0


def test_the_trade_off_holds() -> None:
    result = psi.answer(TruncationRequest(samples=500))
    at = {psi: i for i, psi in enumerate(result.strengths)}
    assert result.precision[at[0.5]] > result.precision[at[1.0]]
    assert result.recall[at[0.5]] < result.recall[at[0.7]] < result.recall[at[1.0]]


def test_measures_are_those_of_the_core() -> None:
    """Real features by hand, and the ceiling from two disjoint draws of them."""
    found = real.reals("mnist", "all", 150, 3, 4)
    again = real.reals("mnist", "all", 150, 3, 4)
    assert found is again
    assert 0.5 < found.ceiling["precision"] <= 1
    same = found.reference.compare(found.reference.points.source)
    assert (same.precision, same.recall, same.coverage) == (1, 1, 1)
    assert isinstance(found.reference, fidelity.Reference)


def test_one_digit_is_measured_against_that_digit() -> None:
    result = psi.answer(TruncationRequest(digit="1", **SMALL))
    assert result.precision[result.strengths.index(1.0)] > 0.4


def test_too_many_samples_of_one_digit_are_refused() -> None:
    with pytest.raises(BadValue, match="half of its real images"):
        psi.answer(TruncationRequest(digit="5", samples=5000))


@pytest.mark.parametrize(
    "wrong",
    [
        {"samples": 99},
        {"samples": 5001},
        {"samples": float("nan")},
        {"k": 0},
        {"method": "psi"},
        {"digit": "ten"},
        {"seed": 2**31},
    ],
)
def test_bad_values_are_refused_by_name(wrong: dict[str, object]) -> None:
    with pytest.raises(BadValue, match=next(iter(wrong))):
        TruncationRequest(**wrong)  # type: ignore[arg-type]


@pytest.mark.gpu
def test_cuda_gives_the_cpus_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    ask = psi.answer.__wrapped__  # type: ignore[attr-defined]
    request = TruncationRequest(**SMALL)
    monkeypatch.setenv("PLAYGROUND_DEVICE", "cpu")
    here = ask(request)
    monkeypatch.setenv("PLAYGROUND_DEVICE", "cuda")
    there = ask(request)
    assert np.abs(here.samples.astype(int) - there.samples.astype(int)).max() <= 3
    assert np.allclose(here.recall, there.recall, atol=0.02)
    assert np.allclose(here.frechet, there.frechet, rtol=0.02)
