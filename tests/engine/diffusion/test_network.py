"""The flow network as the subject's pages share it."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from playground.core import samplers
from playground.engine import flows
from playground.engine.classes import class_names
from playground.engine.diffusion import imaging, levels, network
from playground.engine.networks import Networks
from playground.models.unet import UNet


@pytest.fixture(scope="module")
def flow() -> UNet:
    return Networks("mnist").flow


@torch.inference_mode()
def test_guidance_extrapolates_from_no_class_to_the_class(flow: UNet) -> None:
    x, t = flows.noise_of(flow, 0, 2).x, torch.full((2,), 0.5)
    none, seven = (flows.labels_of(flow, digit, 2) for digit in (flows.ANY, "7"))
    plain, free = flow(x, t, seven), flow(x, t, none)
    for guidance in (0.0, 0.5, 1.0, 2.0):
        guided = flows.guided_velocity(flow, seven, guidance)(x, t)
        assert torch.allclose(guided, free + guidance * (plain - free), atol=1e-4)
    assert torch.equal(flows.guided_velocity(flow, seven, 1.0)(x, t), plain)
    assert torch.equal(flows.guided_velocity(flow, none, 3.0)(x, t), free)


def test_a_sample_has_its_own_stream_of_noise(flow: UNet) -> None:
    here, there = flows.noise_of(flow, 5, 3), flows.noise_of(flow, 5, 2, first=1)
    assert torch.equal(here.x[1:], there.x)
    assert torch.equal(
        *(torch.randn(4, generator=one) for one in (here.generators[1], there.generators[0]))
    )


def test_seeds_samples_batches_and_repeats_share_no_noise(
    flow: UNet, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[torch.Tensor] = []

    def sampled(velocity: flows.Velocity, start: flows.Start, *_: Any, **__: Any) -> Any:
        seen.append(torch.stack([torch.randn(784, generator=one) for one in start.generators]))
        seen.append(start.x.flatten(1))
        return SimpleNamespace(states=start.x[None])

    monkeypatch.setattr(flows, "sampled", sampled)
    monkeypatch.setattr(network, "BATCH", 3)
    labels = flows.labels_of(flow, "7", 7)
    for seed, repeat in ((0, 0), (0, 1), (1, 0)):
        network.images_of("mnist", labels, seed, "ddpm", 2, network.Calls(1), repeat=repeat)
    apart = torch.corrcoef(torch.cat(seen)) - torch.eye(2 * 3 * 7)
    assert apart.abs().max() < 0.2


@pytest.mark.parametrize("sampler", samplers.SAMPLERS)
@torch.inference_mode()
def test_calls_are_counted_before_they_are_made(flow: UNet, sampler: str) -> None:
    start = flows.noise_of(flow, 0, 1)
    path = flows.sampled(lambda x, t: -x, start, sampler, 3)
    assert path.evaluations == samplers.SAMPLERS[sampler].calls(3)


@torch.inference_mode()
def test_pictures_survive_the_way_to_the_network_and_back(flow: UNet) -> None:
    images = np.arange(2 * 28 * 28, dtype=np.uint8).reshape(2, 28, 28)
    there = imaging.model_space(images)
    assert there.shape == (2, 1, 28, 28)
    assert there.min() == -1
    assert there.max() == 1
    assert np.array_equal(imaging.painted(there), images)


def test_every_weight_of_a_path_is_finite_where_one_side_vanishes() -> None:
    weights = levels.weights(torch.tensor([0.0, 0.5, 1.0]), "euler")
    assert weights.log_snr.tolist() == [-levels.LOG_SNR, 0, levels.LOG_SNR]
    assert weights.alpha_bar.tolist() == [0, 0.5, 1]


def test_classes_are_named_in_every_data_set() -> None:
    for dataset in network.DATASETS:
        assert len(class_names(dataset)) == len(network.LABELS)
