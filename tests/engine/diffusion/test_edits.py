"""Redrawing and inpainting: what both keep to."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from playground.engine.diffusion import inpaint, redraw
from playground.engine.diffusion.branch import BranchRequest
from playground.engine.diffusion.inpaint import InpaintRequest
from playground.engine.diffusion.latent import LatentRequest
from playground.engine.diffusion.race import RaceRequest
from playground.engine.diffusion.redraw import RedrawRequest
from playground.engine.diffusion.reverse import DiffusionRequest
from playground.errors import BadValue

FEW = {"steps": 8, "guidance": 1.0}


@pytest.mark.parametrize("page", [redraw, inpaint])
def test_the_same_question_has_the_same_answer_and_can_be_stopped(
    page: Any, stopped: Callable[..., Any]
) -> None:
    kind, name = (RedrawRequest, "results") if page is redraw else (InpaintRequest, "states")
    first, again = page.answer(kind(seed=6, **FEW)), page.answer.__wrapped__(kind(seed=6, **FEW))
    assert np.array_equal(getattr(first, name), getattr(again, name))
    stopped(lambda: page.answer(kind(seed=60, **FEW)))


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (BranchRequest, "label"),
        (DiffusionRequest, "label"),
        (InpaintRequest, "into"),
        (LatentRequest, "label"),
        (RaceRequest, "label"),
        (RedrawRequest, "into"),
    ],
)
def test_guidance_toward_no_class_is_refused(kind: type[Any], name: str) -> None:
    with pytest.raises(BadValue, match="guidance = 3"):
        kind(guidance=3.0, **{name: "any"})


@pytest.mark.gpu
@pytest.mark.parametrize("page", [redraw, inpaint])
def test_cuda_gives_the_cpus_answer(page: Any, on_both: Callable[..., Any]) -> None:
    kind, name = (RedrawRequest, "results") if page is redraw else (InpaintRequest, "states")
    here, there = on_both(lambda: getattr(page.answer.__wrapped__(kind(**FEW)), name).astype(int))
    assert np.abs(here - there).max() <= 4
