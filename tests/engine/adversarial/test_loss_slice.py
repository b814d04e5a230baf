"""The slice: through image and attack, orthogonal, and true about every picture it shows."""

import contextlib
import io
import json
from typing import Any

import numpy as np
import pytest
import torch

from playground.core.norms import NORMS
from playground.engine.adversarial import classifiers, loss_slice
from playground.engine.adversarial.loss_slice import SIDE, LossSliceRequest, LossSliceResult, answer
from playground.errors import BadValue
from playground.ui.tabs.adversarial.loss_slice import TAB

QUESTIONS: list[dict[str, Any]] = [
    {},
    {"norm": "l2", "eps": 1.5, "label": 3, "targeted": True, "target": 8, "steps": 5},
]
ZERO = SIDE // 2


@pytest.fixture(params=QUESTIONS, ids=str, scope="module")
def result(request: pytest.FixtureRequest) -> LossSliceResult:
    return answer(LossSliceRequest(**request.param))


def test_the_slice_goes_through_the_image_and_its_attack(result: LossSliceResult) -> None:
    one = int(np.abs(result.ticks - 1).argmin())
    assert result.ticks[ZERO] == pytest.approx(0, abs=1e-6)
    assert result.ticks[one] == pytest.approx(1, abs=1e-6)
    assert (result.images[ZERO, ZERO] == result.original).all()
    assert (result.images[ZERO, one] == result.adversarial).mean() > 0.999  # float32 rounds
    assert result.named[ZERO, ZERO] == result.clean


def test_every_point_is_read_as_its_picture_is(result: LossSliceResult) -> None:
    model = classifiers.network(result.request.dataset, result.request.kind)
    some = result.images[5, ::4]
    expected = model(classifiers.pixels(some)).softmax(1)
    np.testing.assert_allclose(result.probabilities[5, ::4], expected, atol=1e-5)
    loss = -expected[:, result.goal].log()
    np.testing.assert_allclose(result.loss[5, ::4], loss, rtol=1e-3, atol=1e-4)
    (read,) = classifiers.read(model, classifiers.pixels(result.adversarial[None]))
    assert result.fooled == ((read == result.goal) == result.request.targeted)


def test_the_path_starts_at_the_image_and_ends_at_the_attack(result: LossSliceResult) -> None:
    np.testing.assert_allclose(result.path[0], [0, 0], atol=1e-6)
    np.testing.assert_allclose(result.path[-1], [1, 0], atol=1e-4)
    assert result.off[0] == pytest.approx(0, abs=1e-6)
    assert result.off[-1] < 1e-3
    climbed = result.path_loss[-1] - result.path_loss[0]
    assert (climbed < 0) == result.request.targeted


def test_thedirections_are_orthogonal_and_as_long() -> None:
    delta = torch.randn(1, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    across, up = loss_slice.directions(delta, seed=3)
    assert (across * up).sum().item() == pytest.approx(0, abs=1e-3)
    assert up.norm().item() == pytest.approx(across.norm().item(), rel=1e-5)
    still_across, still_up = loss_slice.directions(torch.zeros_like(delta), seed=3)
    assert still_across.norm().item() == pytest.approx(1, rel=1e-5)
    assert (still_across * still_up).sum().item() == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize("norm", NORMS)
def test_the_rim_lies_on_the_ball(norm: str) -> None:
    delta = 0.1 * torch.randn(1, 1, 28, 28, generator=torch.Generator().manual_seed(1))
    across, up = loss_slice.directions(delta, seed=0)
    rim = loss_slice._outline(LossSliceRequest(norm=norm, eps=0.5), across, up)
    points = torch.from_numpy(rim) @ torch.stack([across, up]).flatten(1)
    sizes = NORMS[norm].size(points[:, None])
    torch.testing.assert_close(sizes, torch.full_like(sizes, 0.5), rtol=1e-4, atol=1e-5)


def test_it_reports_json_and_repeats_itself(result: LossSliceResult) -> None:
    report = json.loads(json.dumps(result.report(), allow_nan=False))
    assert np.shape(report["classes"]) == (SIDE, SIDE)
    again = loss_slice.answer.__wrapped__(result.request)
    assert np.array_equal(again.images, result.images)


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"eps": 1.5}, "eps"),
        ({"eps": 0.0}, "eps"),
        ({"targeted": True, "target": 7}, "target"),
        ({"index": 50}, "index"),
    ],
)
def test_bad_values_are_refused_by_name(wrong: dict[str, Any], name: str) -> None:
    with pytest.raises(BadValue, match=name):
        answer(LossSliceRequest(**wrong))


def test_the_snippet_gives_the_page_s_map() -> None:
    asked = LossSliceRequest(label=4, eps=0.08, steps=3, seed=11)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(TAB.reproduced(asked), {})
    rows = [json.loads(line) for line in said.getvalue().splitlines()]
    agree = np.array(rows) == answer(asked).named
    assert agree.mean() > 0.99
