"""Inpainting: what is known stays, and only that."""

import json

import numpy as np
import pytest

from playground.engine.diffusion import inpaint
from playground.engine.diffusion.inpaint import InpaintRequest
from playground.engine.diffusion.source import SAMPLES
from playground.errors import BadValue
from playground.ui.strip import png

FEW = {"steps": 8, "guidance": 1.0}


@pytest.mark.parametrize("mask", inpaint.MASKS)
def test_the_known_part_of_a_filling_is_the_inputs(mask: str) -> None:
    result = inpaint.answer(InpaintRequest(mask=mask, resamplings=1, **FEW))
    hidden = result.request.hidden
    results = result.states[-1]
    assert (results[:, ~hidden] == result.original[~hidden]).all()
    assert (results[:, hidden] != result.original[hidden]).any()
    assert (result.shown[hidden] == 128).all()
    assert np.array_equal(result.shown[~hidden], result.original[~hidden])


def test_a_drawn_mask_hides_where_it_is_white() -> None:
    stroke = np.zeros((28, 28), np.uint8)
    stroke[4:9, 10:20] = 255
    request = InpaintRequest(stroke=png(stroke), resamplings=1, **FEW)
    assert np.array_equal(request.hidden, stroke > 0)
    result = inpaint.answer(request)
    assert (result.states[-1][:, stroke == 0] == result.original[stroke == 0]).all()


@pytest.mark.thorough
def test_half_a_three_becomes_an_eight() -> None:
    result = inpaint.answer(InpaintRequest())
    assert result.before.argmax() == 3
    assert (result.probabilities.argmax(-1) == 8).sum() >= SAMPLES - 1
    assert result.calls == 19 * 4 + 1
    json.dumps(result.report(), allow_nan=False)


def test_masks_of_the_wrong_size_or_all_dark_are_refused() -> None:
    with pytest.raises(BadValue, match=r"stroke = .*28 x 28"):
        InpaintRequest(stroke=png(np.eye(27, dtype=np.uint8) * 255))
    faint = np.zeros((28, 28), np.uint8)
    faint[3, 3] = 90
    with pytest.raises(BadValue, match=r"stroke = .*white somewhere"):
        inpaint.answer(InpaintRequest(stroke=png(faint)))
