"""Traversals: one number changes at a time, and the largest effect stands first."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from playground.engine.codes import Space
from playground.engine.images import example, pixels
from playground.engine.latent import traversals as engine
from playground.engine.latent.traversals import TraversalRequest, answer, moved_codes
from playground.errors import BadValue, UnknownName
from playground.models import catalog

CPU = torch.device("cpu")


def test_only_one_latent_moves_and_takes_each_value() -> None:
    code, values = torch.arange(4.0), 10 + torch.arange(12.0).reshape(3, 4)
    moved = moved_codes(code, values)
    assert moved.shape == (4, 3, 4)
    for latent in range(4):
        assert torch.equal(moved[latent, :, latent], values[:, latent])
        others = [i for i in range(4) if i != latent]
        assert torch.equal(moved[latent][:, others], code[others].expand(3, 3))


@torch.inference_mode()
@pytest.mark.parametrize("model", ["ae", "vae"])
def test_a_picture_is_what_its_code_decodes_to_alone(model: str) -> None:
    result = answer(TraversalRequest(model=model, steps=5))
    network: Any = catalog.load(result.model)
    code = network.encode(pixels((example("mnist", 5, 8),), CPU))
    everyone = Space(result.model, CPU).examples()
    place, step = 2, 4
    latent = int(result.order[place])
    own = 3.0 if model == "vae" else float(everyone.mean(0)[latent] + 3 * everyone.std(0)[latent])
    rebuilt = network.decode(code)[0, 0].numpy()
    assert np.abs(result.reconstruction / 255 - rebuilt).max() <= 0.5 / 255 + 1e-4
    code[0, latent] = own
    alone = network.decode(code)[0, 0].numpy()
    assert np.abs(result.frames[place, step] / 255 - alone).max() <= 0.5 / 255 + 1e-4


@torch.inference_mode()
def test_effects_are_lengths_in_falling_order() -> None:
    result = answer(TraversalRequest(steps=9))
    assert sorted(result.order.tolist()) == list(range(engine.LATENTS))
    assert (np.diff(result.features) <= 1e-4).all()
    classifier: Any = catalog.load("mnist-classifier")
    frames = torch.from_numpy(result.frames[0]).float().div(255)[:, None]
    way = classifier.features(frames).diff(dim=0).norm(dim=1).sum().item()
    assert result.features[0] == pytest.approx(way, rel=0.02)
    steps = np.abs(np.diff(result.frames[0] / 255, axis=0)).sum(0).mean()
    assert result.pixels[0] == pytest.approx(steps, rel=1e-4)


def test_the_same_question_has_one_answer() -> None:
    first = answer(TraversalRequest(steps=5))
    again = answer.__wrapped__(TraversalRequest(steps=5))  # type: ignore[attr-defined]
    assert json.dumps(first.report(), allow_nan=False) == json.dumps(again.report())


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(UnknownName):
        TraversalRequest(model="gan")
    with pytest.raises(BadValue, match="steps = 4"):
        TraversalRequest(steps=4)
    with pytest.raises(BadValue, match="index"):
        TraversalRequest(index=100)


@pytest.mark.gpu
def test_the_gpu_gives_the_answer_of_the_cpu(on_both: Callable[..., Any]) -> None:
    here, there = on_both(lambda: answer.__wrapped__(TraversalRequest(steps=6)))  # type: ignore[attr-defined]
    assert np.allclose(np.sort(there.features), np.sort(here.features), rtol=1e-3)
