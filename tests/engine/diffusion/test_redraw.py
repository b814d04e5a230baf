"""Redrawing: the more noise, the further the image moves."""

import numpy as np
import pytest

from playground import data
from playground.engine.diffusion import redraw
from playground.engine.diffusion.redraw import RedrawRequest
from playground.ui.strip import png

FEW = {"steps": 8, "guidance": 1.0}


@pytest.fixture(scope="module")
def redrawn() -> redraw.RedrawResult:
    return redraw.answer(RedrawRequest())


@pytest.mark.thorough
def test_more_noise_moves_the_image_further(redrawn: redraw.RedrawResult) -> None:
    assert redrawn.moved[0] < 0.05
    assert redrawn.moved[-1] > 0.3
    assert (np.diff(redrawn.share) > 0).all()
    assert redrawn.taken == tuple(sorted(redrawn.taken))


def test_the_image_is_the_examples(redrawn: redraw.RedrawResult) -> None:
    shipped = data.examples("mnist")
    assert np.array_equal(redrawn.original, shipped.images[shipped.of_class(3)[27]])
    picture = shipped.images[5]
    result = redraw.answer(RedrawRequest(image=png(picture), into="any", **FEW))
    assert np.array_equal(result.original, picture)
