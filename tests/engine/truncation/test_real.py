"""Real images in each feature space, and the sets that are drawn of them."""

import numpy as np
import pytest
import torch

from playground import data
from playground.engine.truncation import real
from playground.errors import BadValue, UnknownName


@pytest.mark.parametrize("space", real.SPACES)
def test_features_of_the_pool_are_those_of_its_images(space: str) -> None:
    images = data.reference("mnist").images[:40]
    found = real.pool_features("mnist", real.ALL, space)
    assert len(found) == len(data.reference("mnist").images)
    assert torch.allclose(found[:40], real.features_of("mnist", images, space), atol=1e-4)
    assert found.shape[1] == {real.PIXELS: 784, "vit": 64}.get(space, 128)


def test_pixels_are_the_images_themselves() -> None:
    images = data.reference("fashion").images[:5]
    found = real.features_of("fashion", images, real.PIXELS)
    assert np.array_equal((found * 255).round().numpy(), images.reshape(5, -1))


def test_the_untrained_network_is_always_the_same_one() -> None:
    image = torch.rand((3, 1, 28, 28), generator=torch.Generator().manual_seed(1))
    cpu = torch.device("cpu")
    once = real._untrained.__wrapped__("mnist", cpu)  # type: ignore[attr-defined]
    torch.manual_seed(1)
    again = real._untrained.__wrapped__("mnist", cpu)  # type: ignore[attr-defined]
    assert torch.equal(once.features(image), again.features(image))
    trained = real.features("mnist", image, real.CLASSIFIER)
    assert not torch.allclose(once.features(image), trained, atol=0.1)


@pytest.mark.parametrize("label", [real.ALL, "7"])
def test_two_sets_share_no_image(label: str) -> None:
    order = real.drawn("mnist", label, 200, 5)
    assert len(order.unique()) == 400
    mine, others = real.pair("mnist", label, 200, 5)
    assert mine.shape == others.shape == (200, 128)
    assert torch.equal(torch.cat([mine, others]), real.pool_features("mnist", label)[order])
    assert not torch.equal(order, real.drawn("mnist", label, 200, 6))


def test_equal_distributions_score_below_one_everywhere() -> None:
    """What other real images score in each space: the ceiling that generators are held against."""
    for space in real.SPACES:
        ceiling = real.reals("mnist", real.ALL, 400, 3, 0, space).ceiling
        assert 0.6 < ceiling["precision"] < 1
        assert 0.6 < ceiling["recall"] < 1
        assert ceiling["density"] == pytest.approx(1, abs=0.25)
        assert ceiling["coverage"] == pytest.approx(1 - 2.0**-3, abs=0.08)


def test_more_than_half_of_the_pool_is_refused() -> None:
    half = len(data.reference("mnist").images) // 2
    with pytest.raises(BadValue, match="half of its real images"):
        real.drawn("mnist", real.ALL, half + 1, 0)


def test_an_unknown_space_is_refused_by_name() -> None:
    with pytest.raises(UnknownName, match="space"):
        real.features("mnist", torch.zeros(1, 1, 28, 28), "inception")
