"""The ways to improve samples: their budgets, their bands, and what they keep."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from playground.core.calibration import reliability
from playground.engine import progress
from playground.engine.networks import Networks
from playground.engine.truncation import ratio, sample_selection, selection_run
from playground.engine.truncation.bands import MEASURES
from playground.engine.truncation.sample_selection import (
    Outcome,
    SampleSelectionRequest,
    SampleSelectionResult,
)
from playground.engine.truncation.selection_methods import SELECTION_METHODS, total
from playground.engine.truncation.selection_run import Run

REJECTION, REFINEMENT = ("drs", "mh", "obrs", "sir"), ("dot", "dgflow", "ddls")
SMALL = SampleSelectionRequest(samples=100, calls=3, runs=2)
ALL = SampleSelectionRequest(samples=100, calls=5, runs=2, gradients=True)


def drawn_once() -> Run:
    estimate = ratio.ratio("mnist", "discriminator", 100, 0)
    return Run(ALL.budget, estimate, (0, 0), lambda n: None)


def outcome(result: SampleSelectionResult, name: str) -> Outcome:
    return next(one for one in result.outcomes if one.name == name)


def numbers(result: SampleSelectionResult) -> dict[str, Any]:
    """The report, without what the clock says."""
    report = result.report()
    for row in report["methods"].values():
        del row["seconds_a_sample"]
    return report


def test_every_way_is_measured_and_the_plain_generator_first() -> None:
    result = sample_selection.answer(ALL)
    names = [one.name for one in result.outcomes]
    assert names[0] == "plain"
    assert names == list(SELECTION_METHODS)
    for one in result.outcomes:
        assert one.kept.shape == one.left.shape == (selection_run.SHOWN, 28, 28)
        assert one.seconds > 0
        for name in MEASURES:
            assert one.scores[name].shape == (2,)
    few = [one.name for one in sample_selection.answer(SMALL).outcomes]
    assert few == [name for name in names if name not in REFINEMENT]
    json.dumps(result.report(), allow_nan=False)


def test_calls_are_counted_as_said() -> None:
    """Passes through the generator: all latents of a chunk count, forward and back."""
    result = sample_selection.answer(ALL)
    assert {one.calls for one in result.outcomes} == {1, 5}
    even = sample_selection.answer(
        SampleSelectionRequest(samples=100, calls=4, runs=2, gradients=True)
    )
    assert outcome(even, "obrs").calls == 4
    assert outcome(even, "dot").calls == 3  # one step, and the last pass

    spent = drawn_once()
    passes = {"forward": 0, "back": 0}
    network = spent.network

    class Counted(torch.nn.Module):
        def forward(self, z: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
            passes["forward"] += len(z)
            if z.requires_grad:
                z.register_hook(lambda gradient: passes.update(back=passes["back"] + len(gradient)))
            return network(z, labels)

    spent.network = Counted()  # type: ignore[assignment]
    part = SELECTION_METHODS["dgflow"].part(spent, "dgflow")
    assert passes["forward"] + passes["back"] == 100 * (ALL.calls + part.calls)


@pytest.mark.parametrize("name", REJECTION)
def test_what_is_kept_comes_from_the_pool_and_the_rest_is_left(name: str) -> None:
    run = drawn_once()
    pool, part = run.pool, SELECTION_METHODS[name].part(run, name)
    assert len(part.kept.images) == 100
    places = {image.tobytes() for image in pool.images}
    assert {image.tobytes() for image in part.kept.images} <= places
    assert len({image.tobytes() for image in part.kept.images}) == 100  # none is kept twice
    assert float(part.kept.d.mean()) > float(pool.d.mean())
    if name in ("mh", "sir"):
        assert torch.bincount(part.kept.labels).tolist() == [10] * 10


def test_each_way_raises_the_estimate_that_it_follows() -> None:
    result = sample_selection.answer(ALL)
    for name in (*REJECTION, *REFINEMENT):
        assert outcome(result, name).log_ratio > result.plain.log_ratio


def test_latents_are_refused_before_they_are_drawn() -> None:
    """By features images can be told apart, and their latents say which will."""
    asked = SampleSelectionRequest(samples=300, calls=3, runs=2, estimate="head")
    estimate = ratio.ratio("mnist", "head", 300, 0)
    spent: list[int] = []
    run = Run(asked.budget, estimate, (0, 0), spent.append)
    part = run.reweighted("latent")
    assert (part.calls, part.rate) == (1, 1 / 3)
    assert len(part.kept.images) == 300
    assert sum(spent) == 300 + selection_run.SHOWN
    assert not {one.tobytes() for one in part.kept.images} & {one.tobytes() for one in part.left}
    said = estimate.latent.of(ratio.traits("mnist", ratio.Drawn(run.z, run.labels)))
    d = run.pool.d
    assert torch.corrcoef(torch.stack([said, d]))[0, 1] > 0.3
    assert float(part.kept.d.mean()) > float(d.mean())


def test_the_plain_generator_is_the_generator() -> None:
    result = sample_selection.answer(SMALL)
    z = ratio.drawn("mnist", 300, 0).z[: selection_run.SHOWN]
    images = Networks("mnist").gan(z, torch.arange(selection_run.SHOWN) % 10)
    expected = (images[:, 0] * 255).round()
    assert float((expected - torch.from_numpy(result.plain.kept).float()).abs().max()) <= 1


def test_held_out_and_fitted_latents_are_none_of_those_measured() -> None:
    """Where they were the same, a real image had the larger estimate in 0.63 of all pairs."""
    streams: list[tuple[int | str, ...]] = [(0, "held out"), (0, "fitted"), (0, 0), (0, 1), (1, 0)]
    drawn = [ratio.drawn("mnist", 300, *one).z.flatten() for one in streams]  # type: ignore[arg-type]
    apart = torch.corrcoef(torch.stack(drawn)) - torch.eye(len(drawn))
    assert apart.abs().max() < 0.05


def test_truncation_trades_variety_for_quality_beyond_noise() -> None:
    result = sample_selection.answer(SampleSelectionRequest())
    truncated = outcome(result, "psi-0.7")
    for name, sign in (("precision", 1), ("recall", -1)):
        assert truncated.beyond_noise(result.plain, name)
        assert sign * truncated.gain(result.plain, name)[0] > 0
    assert not result.plain.beyond_noise(result.plain, "recall")


def test_bands_are_of_the_runs() -> None:
    one = sample_selection.answer(SMALL).plain
    a, b = one.scores["recall"]
    assert one.band("recall")[0] == pytest.approx((a + b) / 2)
    assert one.band("recall")[1] == pytest.approx(12.7062 * abs(a - b) / 2)


@pytest.mark.parametrize("dataset", sample_selection.DATASETS)
def test_calibration_makes_the_discriminator_reliable(dataset: str) -> None:
    """Its logits are three times too timid: 0.13 and 0.15 of expected calibration error."""
    found = ratio.ratio(dataset, ratio.DISCRIMINATOR, 100, 0)
    assert found.after.error < 0.1 < found.before.error
    assert 1.5 < float(found.fitted.weights[0]) < 6
    assert found.auc > 0.65
    said = torch.cat([found.real, found.generated])
    kinds = torch.arange(len(said)) < len(found.real)
    assert reliability(torch.sigmoid(said), kinds).error == pytest.approx(found.after.error)


def test_a_regression_on_features_hardly_tells_them_apart() -> None:
    found = ratio.ratio("mnist", ratio.HEAD, 100, 0)
    assert 0.5 < found.auc < ratio.ratio("mnist", ratio.DISCRIMINATOR, 100, 0).auc
    assert float(found.generated.std()) < 1
    result = sample_selection.answer(
        SampleSelectionRequest(samples=100, runs=2, estimate=ratio.HEAD)
    )
    assert result.auc == found.auc
    assert outcome(result, "obrs").log_ratio > result.plain.log_ratio


def test_the_same_question_gives_the_same_answer_and_another_seed_another() -> None:
    ask = sample_selection.answer.__wrapped__  # type: ignore[attr-defined]
    first, again = ask(ALL), sample_selection.answer(ALL)
    assert numbers(first) == numbers(again)
    other = sample_selection.answer(SampleSelectionRequest(samples=100, calls=3, runs=2, seed=1))
    assert numbers(other) != numbers(sample_selection.answer(SMALL))


def test_it_tells_its_calls_and_stops_when_wished() -> None:
    steps: list[tuple[int, int]] = []
    ask = sample_selection.answer.__wrapped__  # type: ignore[attr-defined]
    with progress.listening(lambda done, total, *_: steps.append((done, total))):
        ask(ALL)
    whole = 2 * total(ALL.budget)
    done = [one for one, of in steps if of == whole]
    assert done == sorted(done)
    assert done[-1] == whole

    def stop(*_: Any) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError), progress.listening(stop):
        ask(SMALL)


@pytest.mark.gpu
def test_cuda_gives_the_cpus_answer(on_both: Callable[..., Any]) -> None:
    here, there = on_both(lambda: sample_selection.answer.__wrapped__(SMALL))  # type: ignore[attr-defined]
    for one, other in zip(here.outcomes, there.outcomes, strict=True):
        assert np.allclose(one.scores["recall"], other.scores["recall"], atol=0.03)
        assert one.log_ratio == pytest.approx(other.log_ratio, abs=0.01)
