"""Redrawing and inpainting: what is kept, what is changed, and how far."""

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image

from playground import data
from playground.engine import progress
from playground.engine.diffusion import inpaint, redraw
from playground.engine.diffusion.inpaint import InpaintRequest
from playground.engine.diffusion.redraw import RedrawRequest
from playground.engine.diffusion.source import SAMPLES
from playground.errors import BadValue

FEW = {"steps": 8, "guidance": 1.0}


def png(pixels: np.ndarray) -> str:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


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
    drawn = shipped.images[5]
    found = redraw.answer(RedrawRequest(drawing=png(drawn), into="any", **FEW))
    assert np.array_equal(found.original, drawn)


@pytest.mark.parametrize("mask", inpaint.MASKS)
def test_the_known_part_of_a_filling_is_the_inputs(mask: str) -> None:
    found = inpaint.answer(InpaintRequest(mask=mask, resamplings=1, **FEW))
    hidden = found.request.hidden
    results = found.states[-1]
    assert (results[:, ~hidden] == found.original[~hidden]).all()
    assert (results[:, hidden] != found.original[hidden]).any()
    assert (found.shown[hidden] == 128).all()
    assert np.array_equal(found.shown[~hidden], found.original[~hidden])


def test_a_drawn_mask_hides_where_it_is_white() -> None:
    stroke = np.zeros((28, 28), np.uint8)
    stroke[4:9, 10:20] = 255
    request = InpaintRequest(stroke=png(stroke), resamplings=1, **FEW)
    assert np.array_equal(request.hidden, stroke > 0)
    found = inpaint.answer(request)
    assert (found.states[-1][:, stroke == 0] == found.original[stroke == 0]).all()


@pytest.mark.thorough
def test_half_a_three_becomes_an_eight() -> None:
    found = inpaint.answer(InpaintRequest())
    assert found.before.argmax() == 3
    assert (found.probabilities.argmax(-1) == 8).sum() >= SAMPLES - 1
    assert found.calls == 19 * 4 + 1
    json.dumps(found.report(), allow_nan=False)


def test_masks_of_the_wrong_size_or_all_dark_are_refused() -> None:
    with pytest.raises(BadValue, match=r"stroke = .*28 x 28"):
        InpaintRequest(stroke=png(np.eye(27, dtype=np.uint8) * 255))
    faint = np.zeros((28, 28), np.uint8)
    faint[3, 3] = 90
    with pytest.raises(BadValue, match=r"stroke = .*white somewhere"):
        inpaint.answer(InpaintRequest(stroke=png(faint)))


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
