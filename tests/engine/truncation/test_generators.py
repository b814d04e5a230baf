"""Every generator of the catalog, found by its architecture and measured as elsewhere."""

import dataclasses
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from playground.engine.truncation import generators, truncation, truncation_methods
from playground.engine.truncation.generators import EXACT, FLOW, GAN, LATENT, VAE, GeneratorsRequest
from playground.engine.truncation.truncation import TruncationRequest
from playground.engine.truncation.truncation_methods import ProgressRange
from playground.models import catalog

SMALL = {"samples": 100}


def test_generators_are_known_by_their_architecture(monkeypatch: pytest.MonkeyPatch) -> None:
    """A card that is new, whatever its name, is there; what draws nothing is not."""
    there = catalog.cards()
    new = {
        "mnist-collapsed": dataclasses.replace(there["mnist-gan"], name="mnist-collapsed"),
        "mnist-plain": dataclasses.replace(there["mnist-ae16"], name="mnist-plain"),
    }
    monkeypatch.setattr(catalog, "cards", lambda: there | new)
    found = generators.generators("mnist")
    assert found["mnist-collapsed"] == found["mnist-gan"] == GAN
    assert found["mnist-vae16"] == VAE
    assert found["mnist-flow"] == FLOW
    assert found["mnist-latent-flow"] == LATENT
    assert found["mnist-ae16-prior"] == EXACT
    others = {"mnist-plain", "mnist-ae16", "mnist-classifier", "mnist-gan-discriminator"}
    assert not others & set(found)
    assert {FLOW, LATENT}.isdisjoint(generators.generators("mnist", flows=False).values())
    assert all(there[name].dataset == "fashion" for name in generators.generators("fashion"))


def test_each_is_measured_as_on_its_own_page() -> None:
    found = {one.name: one for one in generators.answer(GeneratorsRequest(**SMALL, seed=2)).found}  # type: ignore[arg-type]
    for name, method in {"mnist-gan": "soft", "mnist-vae16": "vae"}.items():
        alone = truncation.answer(TruncationRequest(**SMALL, seed=2, method=method))  # type: ignore[arg-type]
        at = alone.strengths.index(1.0)
        assert found[name].scored == alone.scored[at]
        assert (found[name].samples == alone.samples[at][: generators.SHOWN]).all()


def test_a_flow_draws_codes_and_pixels() -> None:
    draw = GeneratorsRequest(**SMALL).draw  # type: ignore[arg-type]
    few = dataclasses.replace(draw, samples=10)
    sheets = [
        generators.images(f"mnist-{name}", kind, few, 4, ProgressRange())
        for name, kind in (("flow", FLOW), ("latent-flow", LATENT))
    ]
    for images in sheets:
        assert images.shape == (10, 28, 28)
        assert images.dtype == np.uint8
        assert 10 < images.mean() < 80, "neither empty nor grey"
    guided = truncation_methods.TRUNCATION_METHODS["guidance"].made(few, 1.0)
    ten_steps = generators.images(
        "mnist-latent-flow", LATENT, few, truncation_methods.STEPS, ProgressRange()
    )
    expected = (next(guided)[:, 0] * 255).round().numpy()
    assert (ten_steps == expected.astype(np.uint8)).all()


@torch.inference_mode()
def test_a_normalizing_flow_draws_codes_for_its_autoencoder() -> None:
    draw = dataclasses.replace(GeneratorsRequest().draw, samples=10)
    flow, decoder = catalog.load("mnist-ae16-prior"), catalog.load("mnist-ae16")
    expected = (decoder.decode(flow(draw.normals(16)))[:, 0] * 255).round()  # type: ignore[operator]
    made = generators.images("mnist-ae16-prior", EXACT, draw, 1, ProgressRange())
    assert np.abs(made - expected.numpy()).max() <= 1
    assert "mnist-ae16" in generators.cards(GeneratorsRequest())


def test_the_answer_names_what_it_shows() -> None:
    result = generators.answer(GeneratorsRequest(**SMALL))  # type: ignore[arg-type]
    report = json.loads(json.dumps(result.report(), allow_nan=False))
    assert list(report["generators"]) == list(generators.generators("mnist", flows=False))
    assert {one.calls for one in result.found} == {1}
    assert {one.name for one in result.found} < set(generators.cards(GeneratorsRequest()))
    assert "mnist-kl" in generators.cards(GeneratorsRequest(flows=True))


@pytest.mark.gpu
def test_cuda_gives_the_cpus_images(on_both: Callable[..., Any]) -> None:
    draw = dataclasses.replace(GeneratorsRequest().draw, samples=10)
    ask = generators.images.__wrapped__  # type: ignore[attr-defined]
    here, there = on_both(lambda: ask("mnist-flow", FLOW, draw, 4, ProgressRange()))
    assert np.abs(here.astype(int) - there.astype(int)).max() <= 3
