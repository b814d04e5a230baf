"""One radius is written in one way, and in both units the same number."""

from fractions import Fraction

import numpy as np
import pytest

from playground.engine.adversarial import attack_grid, classifiers, imagenet, robustness
from playground.ui.tabs.adversarial.common import radius

GRIDS = (attack_grid.RADII, robustness.RADII, classifiers.PHOTO_RADII, imagenet.RADII)
EVERY = sorted({eps for grid in GRIDS for radii in grid.values() for eps in radii})


@pytest.mark.parametrize("eps", EVERY)
def test_both_units_say_the_same_number(eps: float) -> None:
    share, sign, levels = radius(eps).split(" ")
    level = Fraction(levels.removesuffix("/255"))
    assert (255 * Fraction(share) == level) == (sign == "=")
    assert float(level) == pytest.approx(255 * eps, rel=1e-12)
    assert float(share) == pytest.approx(eps, rel=5e-4)


def test_a_radius_in_float32_is_written_as_it_was_asked() -> None:
    assert radius(float(np.float32(0.08))) == radius(0.08) == "0.08 = 20.4/255"
    assert radius(1 / 255) == "0.003922 ≈ 1/255"
    assert radius(8.00001 / 255) == radius(8 / 255)
