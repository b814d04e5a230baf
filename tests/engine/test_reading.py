"""What a network reads in a drawing, and how near it is to the training images."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from playground.data import examples, reference
from playground.engine.images import tensor
from playground.engine.reading import ReadingRequest, answer
from playground.errors import BadValue
from playground.models import catalog
from playground.ui.strip import png


def squared_away(image: NDArray[np.uint8], dataset: str) -> float:
    """The distance to the nearest training image, by NumPy alone."""
    there = reference(dataset).images.reshape(-1, 784) / 255
    return float(np.sqrt(((there - image.ravel() / 255) ** 2).sum(1)).min())


@pytest.mark.parametrize("network", ["mnist-classifier", "mnist-vit", "fashion-robust"])
def test_it_is_what_the_network_says_and_the_distance_to_the_nearest(network: str) -> None:
    dataset = network.partition("-")[0]
    for image in examples(dataset).images[:3]:
        read = answer(ReadingRequest(network=network, image=png(image)))
        logits = catalog.load(network)(tensor(image[None], torch.device("cpu")))
        np.testing.assert_allclose(read.probabilities, logits[0].softmax(0), atol=2e-5)
        assert read.distance == pytest.approx(squared_away(image, dataset), rel=1e-4, abs=1e-3)


def test_what_is_unlike_the_data_is_told() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (28, 28), dtype=np.uint8)
    assert answer(ReadingRequest(image=png(noise))).unlike
    shipped = [
        answer(ReadingRequest(image=png(one))).unlike for one in examples("mnist").images[:60]
    ]
    assert sum(shipped) <= 9  # one in twenty is by its meaning; nine of sixty by chance in 1 of 300


def test_a_training_image_is_its_own_nearest() -> None:
    read = answer(ReadingRequest(image=png(reference("mnist").images[5])))
    assert read.distance == pytest.approx(0, abs=1e-2)


def test_no_picture_is_refused_in_words() -> None:
    for image in ("", png(np.zeros((28, 28), np.uint8))):
        with pytest.raises(BadValue, match="Draw a few strokes"):
            answer(ReadingRequest(image=image))
