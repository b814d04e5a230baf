"""What the truncation pages say, on their own answers and on others."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from pages import asked, elsewhere, opened

from playground.engine.truncation import sample_selection as improving
from playground.engine.truncation import truncation as engine
from playground.engine.truncation.generators import GeneratorsRequest
from playground.engine.truncation.metric_checks import MetricChecksRequest
from playground.engine.truncation.modes import ModesRequest
from playground.engine.truncation.supports import COUNTS, KS, SupportsRequest
from playground.engine.truncation.truncation import TruncationRequest
from playground.models import catalog
from playground.ui.tabs.truncation import (
    balls,
    compare,
    generators,
    metric_checks,
    modes,
    sample_selection,
    supports,
    truncation,
)

SETS = ("mnist", "fashion")


# --- truncation: "precision climbs and recall falls" toward psi 0 ---------------------------------


def traded(result: Any) -> None:
    """At every psi from 0.3 up, against the model as trained."""
    plain = result.strengths.index(1.0)
    some = slice(result.strengths.index(0.3), plain)
    precision, recall = (result.values(name) for name in ("precision", "recall"))
    assert (precision[some] > precision[plain]).all()
    assert (recall[some] < recall[plain]).all()


@pytest.mark.thorough
def test_truncation_as_it_opens() -> None:
    result = opened(truncation.TAB)
    traded(result)
    rested = engine.at_rest(truncation.TAB.request(), 0.7 / 1.5)
    assert (rested.strength, rested.count) == (0.7, 5000)
    at = result.strengths.index(0.7)
    for name in truncation.SHARES:
        assert abs(rested.scored.values[name] - result.values(name)[at]) < 0.08, "a little off"


@pytest.mark.thorough
@pytest.mark.parametrize("dataset", SETS)
def test_truncation_elsewhere(dataset: str) -> None:
    """Where it is not so at every psi, the sentence says what 0.3 does. Every two of data set,
    method and class meet; not all three."""
    told = []
    ways, first = ("mean", "soft", "vae", "global", "hard"), 1 + SETS.index(dataset)
    for seed, method in enumerate(ways, first):
        digit = ("all", "8")[seed % 2]
        ask = TruncationRequest(dataset=dataset, method=method, label=digit, samples=200, seed=seed)
        result, said = asked(truncation.TAB, ask)
        if not isinstance(said, dict):
            traded(result)
            continue
        told.append(method)
        plain, strong = (result.strengths.index(said["args"][one]) for one in ("plain", "strong"))
        for name in ("precision", "recall"):
            values = result.values(name)
            shown = said["args"][f"{name}_before"], said["args"][name]
            assert shown == (f"{values[plain]:.2f}", f"{values[strong]:.2f}")
    assert "hard" in told
    assert "mean" not in told


# --- compare: "toward the mean of all classes precision is lower than toward the mean of their own"


def blurred(result: Any) -> None:
    own, shared = (result.paths[name] for name in ("mean", "global"))
    at = own.strengths.index(0.5)
    assert shared.scored[at].values["precision"] < own.scored[at].values["precision"]


@pytest.mark.thorough
def test_truncation_compare_as_it_opens() -> None:
    blurred(opened(compare.TAB))


@pytest.mark.thorough
@pytest.mark.parametrize("dataset", SETS)
def test_truncation_compare_elsewhere(dataset: str) -> None:
    ask = elsewhere(compare.TAB, blurred, dataset=dataset, methods="w")
    _, said = asked(compare.TAB, replace(ask, label="8"))
    assert str(said).startswith(compare.PLAIN)


# --- generators: "in another feature space the last two by FID stay, others may change places" ----


def ranked(ask: GeneratorsRequest) -> dict[str, list[str]]:
    """The generators by FID in each space, and the sentence of each answer held to."""
    orders = {}
    for space in generators.common.SPACES:
        result, said = asked(generators.TAB, replace(ask, space=space))
        distance = {one.name: one.scored.values["frechet"] for one in result.found}
        orders[space] = sorted(distance, key=distance.__getitem__)
        below = [n for n, own in distance.items() if own < result.ceiling.values["frechet"]]
        assert (said == generators.TAB.hint) == (not below)
        places = {"places": generators.TAB.hint, "n": ask.samples, "below": len(below)}
        assert not below or said["args"] == places  # type: ignore[index]
    return orders


def kept(orders: dict[str, list[str]]) -> None:
    assert len({frozenset(order[-2:]) for order in orders.values()}) == 1


@pytest.mark.thorough
def test_truncation_generators_as_it_opens() -> None:
    orders = ranked(generators.TAB.request())
    kept(orders)
    assert len({tuple(order[:-2]) for order in orders.values()}) > 1, "others change places"


@pytest.mark.thorough
@pytest.mark.parametrize("dataset", SETS)
def test_truncation_generators_elsewhere(dataset: str) -> None:
    for seed in range(1, 4):
        kept(ranked(GeneratorsRequest(dataset=dataset, seed=seed)))


@pytest.mark.thorough
def test_with_few_steps_of_the_flows_no_order_is_said_to_be_firm() -> None:
    ask = GeneratorsRequest(dataset="fashion", flows=True, steps=5, samples=100)
    for space in ("classifier", "pixels"):
        _, said = asked(generators.TAB, replace(ask, space=space))
        places = said["args"]["places"] if isinstance(said, dict) else said
        assert places == generators.FLOWS


def test_no_card_has_a_lower_fid_than_real_images() -> None:
    """As the page says of 5,000 where fewer images put a generator below real ones."""
    for dataset in SETS:
        for name in generators.generators.generators(dataset):
            of_samples = ("fid", "prior_fid")
            (own, *_) = (m for m in catalog.card(name).metrics if m.name in of_samples)
            assert own.n == 5000
            assert own.floor is not None
            assert own.value > own.floor


# --- improve: "truncation to psi 0.7 loses more recall than it gains precision" -------------------


def paid(result: Any) -> None:
    (truncated,) = (one for one in result.outcomes if one.name == "psi-0.7")
    gain = {name: truncated.gain(result.plain, name)[0] for name in ("precision", "recall")}
    assert 0 < gain["precision"] < -gain["recall"]


@pytest.mark.thorough
def test_truncation_sample_selection_as_it_opens() -> None:
    paid(opened(sample_selection.TAB))


@pytest.mark.thorough
@pytest.mark.parametrize("dataset", improving.DATASETS)
def test_truncation_sample_selection_elsewhere(dataset: str) -> None:
    elsewhere(sample_selection.TAB, paid, dataset=dataset, calls=2)


# --- trust: "in pixels recall rises to 1, in the trained classifier it falls to 0" ----------------


def misled(result: Any) -> None:
    pixels, trained = (result.noisy[space] for space in ("pixels", "classifier"))
    assert pixels[-1]["recall"] > max(0.99, pixels[0]["recall"])
    assert trained[-1]["recall"] < 0.01 < trained[0]["recall"]
    for series in (result.alike, result.generated):
        assert (np.diff([one.values["frechet"] for one in series]) < 0).all()


def shares(result: Any) -> list[float]:
    return [one.values[name] for one in result.alike for name in metric_checks.SHARES]


@pytest.mark.thorough
def test_truncation_metric_checks_as_it_opens() -> None:
    result = opened(metric_checks.TAB)
    misled(result)
    assert max(shares(result)) < 1


@pytest.mark.thorough
@pytest.mark.parametrize("dataset", SETS)
def test_truncation_metric_checks_elsewhere(dataset: str) -> None:
    for seed in range(1, 6):
        ask = MetricChecksRequest(dataset=dataset, seed=seed, most="500")
        result, said = asked(metric_checks.TAB, ask)
        misled(result)
        assert (said == metric_checks.TAB.hint) == (max(shares(result)) < 1)
    result, said = asked(metric_checks.TAB, replace(ask, k=10))
    misled(result)
    assert isinstance(said, dict)
    assert said["args"]["high"] == f"{max(shares(result)):.2f}"


# --- balls: "precision had believed it, coverage not" ---------------------------------------------


def believed(result: Any) -> None:
    before, after = result.scene.before, result.scene.after
    assert after["precision"] > before["precision"] + 0.02
    assert abs(after["coverage"] - before["coverage"]) < 0.02


@pytest.mark.thorough
def test_truncation_balls_as_it_opens() -> None:
    believed(opened(balls.TAB))


@pytest.mark.thorough
@pytest.mark.parametrize("dataset", SETS)
def test_truncation_balls_elsewhere(dataset: str) -> None:
    """Where precision does not believe it, the sentence gives both changes."""
    ask = elsewhere(balls.TAB, believed, dataset=dataset, samples=300)
    result, said = asked(balls.TAB, replace(ask, spoiled=0))
    assert isinstance(said, dict)
    for name in ("precision", "coverage"):
        change = result.scene.after[name] - result.scene.before[name]
        assert said["args"][name] == f"{change:+.3f}"
    result, said = asked(balls.TAB, replace(ask, outlier=False))
    assert "add the outlier" in str(said)
    shown = balls.TAB.painted(replace(ask, outlier=False), result)
    assert "with it" not in str(shown["comparison"]) + str(shown["facts"])


# --- modes: "recall and coverage fall with the modes kept; precision notices nothing" -------------


def by_mode(result: Any) -> dict[str, Any]:
    return {name: result.measured[name].mean(1) for name in ("precision", "recall", "coverage")}


def dropped(result: Any, noise: float) -> None:
    found = by_mode(result)
    assert all((np.diff(found[name]) > 0).all() for name in ("recall", "coverage"))
    assert (np.diff(result.exact.scores["F8"]) > 0).all(), "the curve falls back to the left"
    assert np.ptp(found["precision"]) < noise


def test_truncation_modes_as_it_opens() -> None:
    dropped(opened(modes.TAB), 0.05)


@pytest.mark.thorough
def test_truncation_modes_elsewhere() -> None:
    """Where draws differ by more than the modes do, the sentence gives both ends."""
    kinds = []
    for seed in range(1, 21):
        size = {"samples": (100, 400)[seed % 2], "k": (1, 3, 5, 10)[seed % 4]}
        ask = ModesRequest(seed=seed, modes=3 + seed % 5, width=0.5 + seed % 3 / 2, **size)
        for invented in (0, 1 + seed % 4):
            result, said = asked(modes.TAB, replace(ask, invented=invented))
            if said == modes.TAB.hint:
                assert not invented
                dropped(result, modes.NOISE)
                kinds.append("hint")
                continue
            assert isinstance(said, dict)
            kinds.append(said["t"])
            means = by_mode(result)
            ends = {"one": 0, "all": -1}
            told = {f"{n}_{end}": f"{means[n][at]:.2f}" for n in means for end, at in ends.items()}
            some, every = told["precision_one"], told["precision_all"]
            invention = {"some": some, "all": every}
            assert said["args"] == (invention if said["t"] == modes.INVENTED else told)
            assert said["t"] != modes.INVENTED or (invented and some <= every)
    assert set(kinds) == {"hint", modes.INVENTED, modes.HERE}


# --- supports: "few points make balls so large that they reach into the ring's hole" --------------

IN_THE_HOLE: dict[str, Any] = {"fake_x": 0.0, "fake_size": 1.0}


def reached(result: Any, by_area: float) -> None:
    assert result.exact.precision == pytest.approx(by_area, abs=1e-3)
    few, *_, many = result.measured["precision"][KS.index(3)].mean(1)
    assert few > many + 0.05
    assert few > by_area + 0.1


@pytest.mark.thorough
def test_truncation_supports_as_it_opens() -> None:
    reached(opened(supports.TAB), 0.441)


@pytest.mark.thorough
def test_truncation_supports_elsewhere() -> None:
    for seed in range(1, 11):
        ask = SupportsRequest(seed=seed, draws=2, **(IN_THE_HOLE if seed % 3 else {}))
        result, said = asked(supports.TAB, ask)
        assert said == supports.TAB.hint
        reached(result, 0.0 if seed % 3 else 0.441)
    wide = {"real_size": 2.5, "fake_x": 0.0, "fake_size": 0.5}  # no ball reaches across the hole
    for other in (replace(ask, real_shape="square"), replace(ask, **wide)):
        result, said = asked(supports.TAB, other)
        assert isinstance(said, dict)
        few, many = result.measured["precision"][KS.index(3)].mean(1)[[0, -1]]
        told = {"few": few, "many": many, "exact": result.exact.precision}
        shown = {name: said["args"][name] for name in told}
        assert shown == {n: f"{v:.2f}" for n, v in told.items()}
        assert (said["args"]["least"], said["args"]["most"]) == (COUNTS[0], COUNTS[-1])
