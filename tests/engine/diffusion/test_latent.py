"""Two flows to one question: each against Euler's method written out, and each on its own."""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from playground import device
from playground.engine import flows, progress
from playground.engine.diffusion import latent, network
from playground.engine.diffusion.latent import LatentRequest
from playground.models import catalog
from playground.models.kl_autoencoder import KLAutoencoder
from playground.models.unet import UNet

FEW = {"label": "7", "steps": 5, "samples": 3, "seed": 4}
ask = latent.answer.__wrapped__  # type: ignore[attr-defined]


@torch.inference_mode()
def euler(name: str, request: LatentRequest) -> tuple[torch.Tensor, torch.Tensor]:
    """The state before the last step, and the end; one sample at a time, both halves apart."""
    flow, digit = catalog.load_as(UNet, name, device.pick()), int(request.label)
    before, ends = [], []
    for i in range(request.samples):
        x = torch.randn(flow.shape, generator=device.generator(request.seed, i))[None]
        x = x.to(device.pick())
        for step in range(request.steps):
            before_last, t = x, x.new_full((1,), step / request.steps)
            asked, none = (flow(x, t, torch.tensor([y], device=x.device)) for y in (digit, 10))
            x = x + (none + request.guidance * (asked - none)) / request.steps
        before.append(before_last)
        ends.append(x)
    return torch.cat(before), torch.cat(ends)


def as_bytes(pixels: torch.Tensor) -> np.ndarray:
    """[N, 1, H, W] in [0, 1], clipped there -> [N, H, W] from 0 to 255, as int."""
    return (255 * pixels.clamp(0, 1)).round().int()[:, 0].cpu().numpy()


@torch.inference_mode()
def test_the_frames_are_the_decoded_states_of_eulers_method() -> None:
    request = LatentRequest(**FEW)
    result = latent.answer(request)
    autoencoder = catalog.load_as(KLAutoencoder, "mnist-kl", device.pick())
    before, end = euler("mnist-latent-flow", request)
    for frame, codes in ((-1, end), (-2, before)):
        difference = result.latent.noisy[frame] - as_bytes(autoencoder.decode(codes))
        assert np.abs(difference).max() <= 1
        painted = (codes.clamp(-3, 3) / 6 + 0.5) * 255
        assert np.abs(result.channels[frame] - painted.cpu().numpy()).max() <= 1
    # The last step ends where it was predicted to.
    assert np.abs(result.latent.denoised[-2] - as_bytes(autoencoder.decode(end))).max() <= 1
    assert np.array_equal(result.latent.noisy[-1], result.latent.denoised[-1])


def test_the_other_side_is_the_pixel_flow() -> None:
    request = LatentRequest(**FEW)
    end = euler("mnist-flow", request)[1]
    result = latent.answer(request)
    assert np.abs(result.pixel.noisy[-1] - as_bytes((end + 1) / 2)).max() <= 1


def test_shapes_and_numbers() -> None:
    result = latent.answer(LatentRequest(**FEW))
    assert result.channels.shape == (6, 3, 4, 8, 8)
    assert np.allclose(result.times, np.linspace(0, 1, 6))
    for side in (result.latent, result.pixel):
        assert side.noisy.shape == side.denoised.shape == (6, 3, 28, 28)
        assert np.allclose(side.probabilities.sum(-1), 1, atol=1e-5)
        assert side.seconds > 0
    told = json.loads(json.dumps(result.report(), allow_nan=False))
    metrics = {m.name: m.value for m in catalog.cards()["mnist-latent-flow"].metrics}
    assert told["time_ratio"] == result.latent.seconds / result.pixel.seconds
    assert told["latent"]["card_fid"] == metrics["fid"] != told["pixel"]["card_fid"]


@pytest.mark.thorough
@pytest.mark.parametrize("dataset", latent.DATASETS)
def test_the_asked_class_comes_out_of_both(dataset: str) -> None:
    for digit in ("3", "7"):
        result = latent.answer(LatentRequest(dataset=dataset, label=digit, samples=8))
        for side in (result.latent, result.pixel):
            assert (side.predicted == int(digit)).sum() >= 6


def test_a_sample_does_not_depend_on_its_neighbours_nor_on_what_ran_before() -> None:
    here = ask(LatentRequest(**FEW))
    ask(LatentRequest(label="any", steps=2))
    again = ask(LatentRequest(**FEW))
    alone = ask(LatentRequest(**{**FEW, "samples": 1}))
    for side in ("latent", "pixel"):
        one, two, three = (getattr(result, side) for result in (here, again, alone))
        assert np.array_equal(one.noisy, two.noisy)
        assert np.array_equal(one.probabilities, two.probabilities)
        assert np.abs(one.noisy[:, 0].astype(int) - three.noisy[:, 0]).max() <= 1


def test_every_step_of_both_is_reported_with_a_picture_and_can_be_stopped(
    stopped: Callable[..., Any],
) -> None:
    seen: list[tuple[int, int, np.ndarray]] = []
    request = LatentRequest(**{**FEW, "seed": 91})
    with progress.listening(lambda done, total, paint: seen.append((done, total, paint()))):
        result = ask(request)
    assert [step[:2] for step in seen] == [(i + 1, 10) for i in range(10)]
    for picture, side in ((seen[0][2], result.latent), (seen[5][2], result.pixel)):
        assert np.abs(picture[1:29, 1:29].astype(int) - side.noisy[0, 0]).max() <= 1
    stopped(lambda: latent.answer(request))
    assert len(latent.answer(request).times) == 6


@torch.inference_mode()
def test_showing_a_step_is_no_part_of_its_measured_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a clock that only pictures move: 1 second for a glimpse, 5 for the result's decoding."""
    now = [0.0]
    for module in (latent, network):
        monkeypatch.setattr(module, "time", SimpleNamespace(perf_counter=lambda: now[0]))

    def shown(images: torch.Tensor) -> torch.Tensor:
        now[0] += 1.0 if calls.made < request.steps else 5.0
        return images

    request = LatentRequest(**{**FEW, "samples": 1, "steps": 2})
    calls = network.Calls(2, shown=shown)
    with progress.listening(lambda done, total, paint: paint()):
        seconds = latent.run(request, latent.PIXEL, calls)[1]
    assert calls.aside > 0
    assert seconds == 5.0


def test_without_a_class_any_guidance_that_passes_changes_nothing() -> None:
    results = [
        latent.answer(LatentRequest(label=flows.ANY, steps=2, guidance=scale))
        for scale in (1.0, 2.0)
    ]
    assert np.array_equal(results[0].latent.noisy, results[1].latent.noisy)


@pytest.mark.gpu
def test_cuda_gives_the_cpus_answer(on_both: Callable[..., Any]) -> None:
    here, there = on_both(lambda: ask(LatentRequest()))
    for one, two in ((here.latent, there.latent), (here.pixel, there.pixel)):
        assert np.abs(one.noisy.astype(int) - two.noisy).max() <= 3
