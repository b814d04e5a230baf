"""The loop: one seed is one result, also after an interruption, and every run ends annealed."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from playground.errors import BadValue
from playground.training import loop
from playground.training.loop import learning_rate_factor, train
from playground.training.recipe import Batch, Recipe, Setting


def weights(run: loop.Run) -> dict[str, Tensor]:
    return run.networks["tiny"].state_dict()


def same(a: dict[str, Tensor], b: dict[str, Tensor]) -> bool:
    return all(torch.equal(a[name], b[name]) for name in a)


class Interrupted(Exception):
    """The power went."""


def fragile(recipe: Recipe) -> Recipe:
    """Breaks off in its eighth step."""

    class Fragile(recipe.trainer):
        calls = 0

        def step(self, batch: Batch, generator: torch.Generator) -> dict[str, Tensor]:
            self.calls += 1
            if self.calls == 8:
                raise Interrupted
            return super().step(batch, generator)

    return replace(recipe, trainer=Fragile)


def test_a_resumed_run_equals_an_unbroken_one(
    tiny: Recipe, setting: Setting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unbroken = train(tiny, setting, minutes=None, checkpoint=tmp_path / "a.pt")
    monkeypatch.setattr(loop, "CHECKPOINT_EVERY", -1.0)
    broken = tmp_path / "b.pt"
    with pytest.raises(Interrupted):
        train(fragile(tiny), setting, minutes=None, checkpoint=broken)
    assert torch.load(broken, weights_only=True)["step"] == 7
    resumed = train(tiny, setting, minutes=None, checkpoint=broken)
    assert resumed.steps == unbroken.steps == tiny.steps
    assert same(weights(resumed), weights(unbroken))
    assert not broken.exists(), "a finished run leaves no checkpoint to continue"


def test_the_seed_decides(tiny: Recipe, setting: Setting, tmp_path: Path) -> None:
    def run(seed: int) -> dict[str, Tensor]:
        there = replace(setting, seed=seed)
        return weights(train(tiny, there, minutes=None, checkpoint=tmp_path / "c.pt"))

    torch.manual_seed(1)
    first = run(0)
    torch.manual_seed(2)
    assert same(first, run(0))
    assert not same(first, run(1))


def test_training_leaves_the_global_generator_alone(
    tiny: Recipe, setting: Setting, tmp_path: Path
) -> None:
    before = torch.random.get_rng_state()
    train(tiny, setting, minutes=None, checkpoint=tmp_path / "c.pt")
    assert torch.equal(before, torch.random.get_rng_state())


def test_a_run_cut_by_its_budget_ends_annealed(
    tiny: Recipe, setting: Setting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rates: list[float] = []
    # A clock of its own, a hundredth of a second each step: a busy machine's would jump.
    clock = SimpleNamespace(monotonic=lambda: len(rates) / 100, process_time=lambda: 0.0)
    monkeypatch.setattr(loop, "time", clock)

    class Recording(tiny.trainer):
        def step(self, batch: Batch, generator: torch.Generator) -> dict[str, Tensor]:
            rates.append(self.optimizers[0].param_groups[0]["lr"])
            return super().step(batch, generator)

    endless = replace(tiny, steps=10**9, trainer=Recording)
    result = train(endless, setting, minutes=1 / 60, checkpoint=tmp_path / "c.pt")
    assert result.seconds == 1
    assert result.steps == len(rates) == 100
    assert max(rates) == pytest.approx(tiny.learning_rate)
    assert rates[-1] < 0.05 * tiny.learning_rate


def test_training_learns(tiny: Recipe, setting: Setting, tmp_path: Path) -> None:
    longer = replace(tiny, steps=150, options={"shift": 0.0, "degrees": 0.0, "scale": 0.0})
    result = train(longer, setting, minutes=None, checkpoint=tmp_path / "c.pt")
    assert result.losses["loss"] < 0.5, "64 random images can be learned by heart"


def test_a_checkpoint_of_another_seed_is_refused(
    tiny: Recipe, setting: Setting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "CHECKPOINT_EVERY", -1.0)
    with pytest.raises(Interrupted):
        train(fragile(tiny), setting, minutes=None, checkpoint=tmp_path / "c.pt")
    with pytest.raises(BadValue, match="seed = 5"):
        train(tiny, replace(setting, seed=5), minutes=None, checkpoint=tmp_path / "c.pt")


@pytest.mark.parametrize("minutes", [0.0, -1.0, float("nan")])
def test_a_budget_must_be_positive(
    tiny: Recipe, setting: Setting, tmp_path: Path, minutes: float
) -> None:
    with pytest.raises(BadValue, match="minutes"):
        train(tiny, setting, minutes=minutes, checkpoint=tmp_path / "c.pt")


@given(st.integers(0, 10**6), st.floats(0, 1), st.integers(0, 500), st.floats(0, 0.9))
def test_the_schedule_stays_in_its_bounds(
    step: int, position: float, warmup: int, hold: float
) -> None:
    factor = learning_rate_factor(step, position, warmup, hold)
    assert 0 <= factor <= 1
    later = learning_rate_factor(step, min(1.0, position + 0.1), warmup, hold)
    assert later <= factor
    assert learning_rate_factor(step, 1.0, warmup, hold) == pytest.approx(0, abs=1e-12)
    if step >= warmup and position <= hold:
        assert factor == 1
