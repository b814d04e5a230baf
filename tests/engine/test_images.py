"""The pictures that the pages start from are the ones that were asked for."""

import numpy as np
import pytest
import torch

from playground import data
from playground.engine import images, networks
from playground.errors import BadValue

CPU = torch.device("cpu")


@pytest.mark.parametrize("dataset", networks.datasets())
def test_an_example_is_found_by_class_and_number(dataset: str) -> None:
    shipped = data.examples(dataset)
    for label, index in ((0, 0), (7, 31), (9, 99)):
        found = images.example(dataset, label, index)
        position = shipped.of_class(label)[index]
        assert np.array_equal(found.image, shipped.images[position])
        assert (found.label, found.index) == (label, index)
        assert images.at(dataset, int(position)) == found
        assert np.array_equal(images.gallery(dataset, label)[index], found.image)


@pytest.mark.parametrize("dataset", data.CLASSES)
def test_as_many_examples_of_each_class_as_the_controls_offer(dataset: str) -> None:
    shipped = data.examples(dataset)
    assert len(data.CLASSES[dataset]) == 10
    for label in range(10):
        assert len(shipped.of_class(label)) == images.EXAMPLES


def test_beyond_the_last_example_is_refused_by_its_fields_name() -> None:
    for index in (-1, 100):
        with pytest.raises(BadValue, match=rf"index_b = {index} .*0 to 99.*examples of Sandal"):
            images.example("fashion", 5, index, "index_b")


@pytest.mark.parametrize("seed", [0, 1, 2**31 - 1])
def test_a_seed_draws_examples_of_different_classes(seed: int) -> None:
    found = images.drawn_by("mnist", seed, 3)
    assert len({one.label for one in found}) == 3
    assert found == images.drawn_by("mnist", seed, 3)
    assert found[:2] == images.drawn_by("mnist", seed, 2)
    for one in found:
        assert one.label is not None
        assert one.index is not None
        assert one == images.example("mnist", one.label, one.index)


def test_a_drawing_is_used_as_it_is_and_a_blank_one_refused() -> None:
    pixels = np.zeros((28, 28), np.uint8)
    for blank in (None, pixels, pixels + 200):
        with pytest.raises(BadValue, match=r"drawing_a = 'blank' .*Draw"):
            images.own(blank, "drawing_a")
    pixels[3, 4] = 255
    drawn = images.own(pixels, "drawing_a")
    assert np.array_equal(drawn.image, pixels)
    assert drawn.label is drawn.index is None
    assert hash(drawn) == hash(images.own(pixels.copy(), "drawing_a"))


def test_pixels_and_bytes_are_inverses() -> None:
    pair = images.drawn_by("mnist", 0, 2)
    there = images.pixels(pair, CPU)
    assert there.shape == (2, 1, 28, 28)
    assert there.max() <= 1
    assert np.array_equal(images.to_bytes(there), np.stack([one.image for one in pair]))


def test_only_data_sets_with_all_models_are_offered() -> None:
    assert "mnist" in networks.datasets("classifier", "ae16", "vae16", "gan")
    assert networks.datasets("no-such-model") == ()
