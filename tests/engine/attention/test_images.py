"""The image question: every head of the vision Transformer over a shipped test image."""

import base64
import io
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image

from playground import data
from playground.engine.attention import images
from playground.engine.attention.images import DATASETS, ImageRequest, Seen
from playground.models import catalog


def see(label: int, index: int, dataset: str = DATASETS[0]) -> Seen:
    return images.answer(ImageRequest(dataset=dataset, label=label, index=index))


def see_own(pixels: NDArray[np.uint8]) -> Seen:
    drawn = io.BytesIO()
    Image.fromarray(pixels).save(drawn, "PNG")
    text = "data:image/png;base64," + base64.b64encode(drawn.getvalue()).decode()
    return images.answer(ImageRequest(image=text))


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_head_of_every_layer_is_seen(dataset: str) -> None:
    seen = see(5, 0, dataset)
    layers, heads, tokens, keys = seen.heads.weights.shape
    assert tokens == keys == 1 + seen.side**2
    assert np.allclose(seen.heads.weights.sum(-1), 1, atol=1e-4)
    assert np.isclose(seen.rollout.sum(), 1, atol=1e-5)
    assert np.isclose(seen.probabilities.sum(), 1, atol=1e-5)
    report = json.loads(json.dumps(seen.report(), allow_nan=False))
    cls = np.array(report["cls_attention"]).reshape(layers, heads, -1).sum(-1)
    assert np.allclose(cls + report["cls_keeps"], 1, atol=1e-4)


def test_the_image_is_the_asked_example() -> None:
    shipped = data.examples("mnist")
    assert np.array_equal(see(7, 3).image, shipped.images[shipped.of_class(7)[3]])


@pytest.mark.parametrize("dataset", DATASETS)
def test_the_vit_reads_most_images(dataset: str) -> None:
    read = [see(label, 1, dataset).probabilities.argmax() for label in range(10)]
    assert np.equal(read, range(10)).sum() >= 7


def test_attention_is_that_of_the_plain_forward_pass() -> None:
    """The probabilities beside the attention are those of the network as it classifies."""
    vit = catalog.load("mnist-vit")
    pixels = torch.from_numpy(see(5, 0).image).float().div(255)[None, None]
    with torch.inference_mode():
        plain = vit(pixels)[0].softmax(-1).numpy()
    assert np.allclose(plain, see(5, 0).probabilities, atol=1e-5)


@pytest.mark.gpu
def test_cuda_gives_the_cpus_answer(on_both: Callable[..., Any]) -> None:
    here, there = on_both(lambda: images.seen.__wrapped__(ImageRequest()))  # type: ignore[attr-defined]
    assert np.allclose(here.heads.weights, there.heads.weights, atol=1e-3)


def test_a_picture_of_ones_own_is_looked_at_as_it_is() -> None:
    shipped = see(5, 0)
    own = see_own(shipped.image)
    assert np.array_equal(own.image, shipped.image)
    assert np.allclose(own.heads.weights, shipped.heads.weights, atol=1e-6)
    assert own.label is None
    assert json.loads(json.dumps(own.report()))["class"] is None
