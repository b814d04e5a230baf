"""The diffusion question: every step of every sampler, from one noise."""

import json
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from playground.core import samplers
from playground.engine import flows, progress
from playground.engine.diffusion import imaging, reverse
from playground.engine.diffusion.reverse import DiffusionRequest
from playground.engine.networks import Networks
from playground.errors import BadValue
from playground.models.unet import UNet

FEW = {"steps": 4, "guidance": 1.0, "samples": 4}
ask = reverse.answer.__wrapped__  # type: ignore[attr-defined]


@pytest.mark.parametrize("sampler", samplers.SAMPLERS)
def test_every_sampler_answers_every_step(sampler: str) -> None:
    result = reverse.answer(DiffusionRequest(sampler=sampler, **FEW))
    assert result.noisy.shape == result.denoised.shape == result.noise.shape == (5, 4, 28, 28)
    assert result.probabilities.shape == (5, 4, 10)
    assert np.allclose(result.probabilities.sum(-1), 1, atol=1e-5)
    assert np.array_equal(result.noisy[-1], result.denoised[-1])
    assert (np.diff(result.weights.alpha_bar) > 0).all()
    assert result.weights.alpha_bar[-1] == 1
    told = json.loads(json.dumps(result.report(), allow_nan=False))
    assert told["model_calls"] == samplers.SAMPLERS[sampler].calls(4)
    assert len(told["log10_snr"]) == 4


def test_all_samplers_start_from_the_same_noise() -> None:
    starts = [
        reverse.answer(DiffusionRequest(sampler=name, **FEW)).noisy[0] for name in samplers.SAMPLERS
    ]
    assert all(np.array_equal(starts[0], start) for start in starts)


def test_a_sample_does_not_depend_on_its_neighbours() -> None:
    """DDPM's fresh noise included; another seed has none of it."""
    question = {**FEW, "sampler": "ddpm", "seed": 5}
    here = reverse.answer(DiffusionRequest(**question))
    alone = reverse.answer(DiffusionRequest(**{**question, "samples": 1}))
    other = reverse.answer(DiffusionRequest(**{**question, "seed": 6}))
    first = here.noisy.astype(int)
    assert np.abs(first[:, 0] - alone.noisy[:, 0]).max() <= 1
    assert np.abs(first[:, 1] - other.noisy[:, 0]).max() > 1


def test_the_same_request_gives_the_same_frames_whatever_ran_before() -> None:
    request = DiffusionRequest(**{**FEW, "sampler": "ddpm", "seed": 11})
    first = ask(request)
    ask(DiffusionRequest(**{**FEW, "samples": 7, "label": "any", "sampler": "rk4"}))
    torch.randn(3)
    again = ask(request)
    assert np.array_equal(first.noisy, again.noisy)
    assert np.array_equal(first.probabilities, again.probabilities)


def test_decided_is_the_first_step_from_which_the_final_class_leads() -> None:
    result = reverse.answer(DiffusionRequest(label="any", steps=12))
    leading = result.probabilities.argmax(-1)
    assert result.decided.max() > 0
    for i, step in enumerate(result.decided):
        assert (leading[step:, i] == result.predicted[i]).all()
        assert step == 0 or leading[step - 1, i] != result.predicted[i]


@pytest.mark.parametrize("sampler", ["ddim", "euler", "edm_heun"])
def test_the_weights_are_those_of_the_path(sampler: str) -> None:
    """x_t = signal x0 + sigma noise holds for what the result states, at every step."""
    request = DiffusionRequest(sampler=sampler, **FEW)
    path, weights = reverse.trajectory(request), reverse.answer(request).weights
    for i in range(4):
        mixed = weights.signal[i] * path.denoised[i] + weights.sigma[i] * path.noise[i]
        assert torch.allclose(mixed, path.states[i], atol=1e-4)


def test_karras_spacing_visits_other_timesteps_from_the_same_first_to_the_same_last() -> None:
    even, karras = (
        reverse.answer(DiffusionRequest(**FEW, spacing=name)).times[:-1]
        for name in ("even", "karras")
    )
    assert even[[0, -1]].tolist() == karras[[0, -1]].tolist() == [999, 0]
    assert (karras[1:-1] != even[1:-1]).all()


@pytest.mark.thorough
def test_the_asked_digit_comes_out() -> None:
    for digit in ("3", "7"):
        result = reverse.answer(DiffusionRequest(label=digit))
        assert (result.predicted == int(digit)).sum() >= 8


@pytest.mark.parametrize("sampler", samplers.SAMPLERS)
def test_every_network_call_is_reported_and_what_the_listener_raises_ends_the_work(
    sampler: str, stopped: Callable[..., Any]
) -> None:
    seen: list[tuple[int, int]] = []
    request = DiffusionRequest(seed=77, sampler=sampler, **FEW)
    calls = samplers.SAMPLERS[sampler].calls(4)
    with progress.listening(lambda *step: seen.append(step[:2])):
        reverse.answer(request)
    assert seen == [(i + 1, calls) for i in range(calls)]
    request = DiffusionRequest(seed=78, sampler=sampler, **FEW)
    stopped(lambda: reverse.answer(request))
    assert reverse.answer(request).evaluations == calls


@pytest.mark.parametrize("sampler", samplers.SAMPLERS)
def test_the_first_picture_of_fifty_steps_is_shown_after_one_network_call(
    sampler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And shows x_t and the predicted image as the answer paints them."""
    calls: list[int] = []
    flow = Networks("mnist").flow
    monkeypatch.setattr(Networks, "flow", Counting(flow, calls))
    seen: list[tuple[int, np.ndarray]] = []

    def watch(done: int, total: int, paint: progress.Painter | None) -> None:
        assert paint is not None
        seen.append((len(calls), paint()))
        if done == 2:
            raise InterruptedError

    request = DiffusionRequest(sampler=sampler, steps=50, samples=4, seed=55)
    with progress.listening(watch), pytest.raises(InterruptedError):
        ask(request)
    assert [made for made, _ in seen] == [1, 2]
    first = seen[0][1]
    assert first.shape == (60, 120)
    start = imaging.painted(flows.noise_of(flow, 55, 4).x)
    # A diffusion sampler's state is shown at the flow's scale, which at first is 0.6 % off.
    assert np.abs(first[1:29, 1:29].astype(int) - start[0]).max() <= 2
    assert first[:, 60:].std() > 10


class Counting(UNet):
    """The shipped network, noting each of its calls."""

    def __init__(self, flow: UNet, calls: list[int]) -> None:
        super().__init__()
        self.load_state_dict(flow.state_dict())
        self.calls = calls

    def forward(self, x: torch.Tensor, t: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        self.calls.append(len(x))
        return super().forward(x, t, labels)


def test_progress_of_one_visitor_is_not_heard_by_another() -> None:
    heard: list[int] = []
    with progress.listening(lambda done, total: heard.append(done)):
        other = threading.Thread(target=lambda: progress.report(1, 2))
        other.start()
        other.join()
    assert heard == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"eta": 0.5, "sampler": "ddpm"},
        {"eta": 0.5, "sampler": "euler"},
        {"spacing": "karras", "sampler": "rk4"},
    ],
)
def test_what_a_sampler_does_not_take_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BadValue, match=next(iter(wrong))):
        DiffusionRequest(**wrong)  # type: ignore[arg-type]


@pytest.mark.gpu
@pytest.mark.parametrize("sampler", ["ddpm", "heun"])
def test_cuda_gives_the_cpus_answer(sampler: str, on_both: Callable[..., Any]) -> None:
    here, there = on_both(lambda: ask(DiffusionRequest(sampler=sampler)))
    assert np.abs(here.noisy.astype(int) - there.noisy.astype(int)).max() <= 3
    assert np.allclose(here.probabilities, there.probabilities, atol=1e-2)


@pytest.mark.parametrize("sampler", ["ddim", "dpmpp_2m", "edm_euler"])
def test_the_terms_of_a_step_make_the_next_x(sampler: str) -> None:
    request = DiffusionRequest(sampler=sampler, steps=4, samples=2)
    terms, path = reverse.answer(request).terms, reverse.trajectory(request)
    assert terms is not None
    for i, (held, image, before, fresh) in enumerate(terms.tolist()):
        made = held * path.states[i] + image * path.denoised[i]
        if i:
            made += before * path.denoised[i - 1]
        assert fresh == 0
        assert torch.allclose(made, path.states[i + 1], atol=1e-4)


def test_fresh_noise_has_its_term_and_a_flow_has_none() -> None:
    fresh = reverse.answer(DiffusionRequest(sampler="ddpm", steps=4, samples=1)).terms
    assert fresh is not None
    assert (fresh[:-1, 3] > 0).all()
    assert reverse.answer(DiffusionRequest(sampler="heun", steps=2, samples=1)).terms is None
