"""a - b + c is just that, and readings and distances are of its decoded pictures and codes."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from playground import data
from playground.engine.images import example, pixels, tensor
from playground.engine.latent.arithmetic import STRENGTHS, ArithmeticRequest, answer
from playground.errors import BadValue, UnknownName
from playground.models import catalog

CPU = torch.device("cpu")
FULL = STRENGTHS.index(1.0)


@torch.inference_mode()
def means(model: str) -> torch.Tensor:
    network: Any = catalog.load(model)
    shipped = data.examples("mnist")
    codes = [network.encode(tensor(shipped.images[shipped.labels == k], CPU)) for k in range(10)]
    return torch.stack([one.mean(0) for one in codes])


@pytest.mark.parametrize("model", ["ae", "vae"])
def test_class_means_add_up_exactly(model: str) -> None:
    asked = ArithmeticRequest(model=model, start="mean", class_a=4, class_b=1, class_c=7)
    result = answer(asked)
    centre = means(result.model)
    assert np.allclose(result.means, centre, atol=1e-4)
    assert np.allclose(result.codes[FULL], centre[4] - centre[1] + centre[7], atol=1e-4)
    assert np.allclose(result.codes[0], centre[4], atol=1e-4)
    assert result.picture is None


@torch.inference_mode()
def test_an_image_starts_from_its_own_code_and_is_decoded() -> None:
    result = answer(ArithmeticRequest())
    network: Any = catalog.load(result.model)
    code = network.encode(pixels((example("mnist", 3, 27),), CPU))
    assert np.allclose(result.codes[:1], code, atol=1e-5)
    for shown, codes in ((result.terms[0], code), (result.frames[FULL], result.codes[FULL, None])):
        alone = network.decode(torch.as_tensor(codes))[0, 0].numpy()
        assert np.abs(shown / 255 - alone).max() <= 0.5 / 255 + 1e-4


def test_distances_are_to_the_means_of_all_classes() -> None:
    result = answer(ArithmeticRequest())
    gaps = result.codes[:, None] - result.means[None]
    assert np.allclose(result.distances, np.linalg.norm(gaps, axis=2), atol=1e-3)


def test_taking_a_class_from_its_own_mean_leaves_the_other() -> None:
    result = answer(ArithmeticRequest(start="mean", class_a=2, class_b=2, class_c=6))
    assert result.distances[FULL].argmin() == 6
    assert result.distances[FULL, 6] == pytest.approx(0, abs=1e-2)


def test_the_same_question_has_one_answer() -> None:
    again = answer.__wrapped__(ArithmeticRequest())  # type: ignore[attr-defined]
    first = json.dumps(answer(ArithmeticRequest()).report(), allow_nan=False)
    assert json.dumps(again.report()) == first


def test_what_would_change_nothing_is_refused() -> None:
    with pytest.raises(BadValue, match="class_c = 3"):
        answer(ArithmeticRequest(class_b=3, class_c=3))
    with pytest.raises(UnknownName):
        ArithmeticRequest(start="noise")


@pytest.mark.gpu
def test_the_gpu_gives_the_answer_of_the_cpu(on_both: Callable[..., Any]) -> None:
    here, there = on_both(lambda: answer.__wrapped__(ArithmeticRequest(class_c=5)))  # type: ignore[attr-defined]
    assert np.allclose(there.codes, here.codes, atol=1e-3)
