"""Redrawing and inpainting: what both keep to."""

import numpy as np
import pytest

from playground.engine import progress
from playground.engine.diffusion import inpaint, redraw
from playground.engine.diffusion.inpaint import InpaintRequest
from playground.engine.diffusion.redraw import RedrawRequest
from playground.errors import BadValue

FEW = {"steps": 8, "guidance": 1.0}


@pytest.mark.parametrize("page", [redraw, inpaint])
def test_the_same_question_has_the_same_answer_and_can_be_stopped(page: object) -> None:
    kind, name = (RedrawRequest, "results") if page is redraw else (InpaintRequest, "states")
    request = kind(seed=6, **FEW)
    first = page.answer(request)  # type: ignore[attr-defined]
    again = page.answer.__wrapped__(request)  # type: ignore[attr-defined]
    assert np.array_equal(getattr(first, name), getattr(again, name))

    class Stop(Exception):
        pass

    def stop(*_: object) -> None:
        raise Stop

    with progress.listening(stop), pytest.raises(Stop):
        page.answer(kind(seed=60, **FEW))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "wrong",
    [{"steps": 0}, {"steps": 10_000}, {"into": "10"}, {"guidance": 50.0}, {"index": 100}],
)
def test_bad_values_are_refused_by_name(wrong: dict[str, object]) -> None:
    for kind in (RedrawRequest, InpaintRequest):
        with pytest.raises(BadValue, match=next(iter(wrong))):
            kind(**wrong)  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="guidance = 3"):
        InpaintRequest(into="any", guidance=3)
    with pytest.raises(BadValue, match="mask"):
        InpaintRequest(mask="everything")
    with pytest.raises(BadValue, match="resamplings"):
        InpaintRequest(resamplings=0)


@pytest.mark.gpu
def test_cuda_gives_the_cpus_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = []
    for name in ("cpu", "cuda"):
        monkeypatch.setenv("PLAYGROUND_DEVICE", name)
        redrawn = redraw.answer.__wrapped__(RedrawRequest(**FEW))  # type: ignore[attr-defined]
        filled = inpaint.answer.__wrapped__(InpaintRequest(**FEW))  # type: ignore[attr-defined]
        answers.append([redrawn.results.astype(int), filled.states.astype(int)])
    for here, there in zip(*answers, strict=True):
        assert np.abs(here - there).max() <= 4
