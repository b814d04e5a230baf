"""Colour photographs under attack: few radii and steps, with the network that ships."""

import base64
import io
import json
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from playground.core.norms import NORMS
from playground.engine import progress
from playground.engine.adversarial import (
    attack_grid,
    classifiers,
    gradient_masking,
    loss_slice,
    one_image,
    robustness,
)
from playground.engine.adversarial.one_image import AttackRequest, AttackResult
from playground.engine.images import example
from playground.errors import BadValue
from playground.models import catalog
from playground.ui.tabs.adversarial.one_image import TAB

MODEL = "cifar10-classifier"
#: No other test asks with this seed, so that no answer on the whole grid is in the caches.
SEED = 90210
FEW = {"linf": (0.0, 1 / 255, 8 / 255), "l2": (0.0, 0.25, 1.0)}


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classifiers, "PHOTO_RADII", FEW)


def asked(**more: Any) -> AttackRequest:
    # 2 is no. 0 of the birds, read rightly when clean.
    return AttackRequest(**{"model": MODEL, "label": 2, "steps": 3, "seed": SEED, **more})


@pytest.fixture(params=["fgsm", "pgd-linf", "pgd-l2", "momentum"])
def result(request: pytest.FixtureRequest) -> AttackResult:
    return one_image.answer(asked(attack=request.param))


def test_frames_are_in_colour_and_lie_in_the_ball_and_the_box(result: AttackResult) -> None:
    radii, states = result.losses.shape
    assert result.original.shape == (32, 32, 3)
    assert result.adversarial.shape == result.perturbation.shape == (radii, states, 32, 32, 3)
    assert result.noise.images.shape == (radii, 32, 32, 3)
    size = {"linf": result.linf, "l2": result.l2}[result.norm]
    assert (size <= result.eps[:, None] * (1 + 1e-5) + 1e-7).all()
    assert size[-1, -1] > 0.5 * result.eps[-1]
    assert result.low.min() >= 0
    assert result.high.max() <= 1
    assert (result.adversarial[0] == result.original).all()
    change = np.abs(result.adversarial.astype(int) - result.original).max((2, 3, 4))
    assert np.array_equal(change, result.levels)
    json.dumps(result.report(), allow_nan=False)


def test_the_attack_works_where_noise_of_its_size_does_not() -> None:
    result = one_image.answer(asked())
    assert result.clean.argmax() == 2
    assert not result.success[0, -1]
    assert result.success[-1, -1]
    assert result.reached(result.noise.probabilities).mean(1).max() < 0.5


def test_what_is_said_is_what_the_card_s_network_says_of_the_png(result: AttackResult) -> None:
    files = TAB.endpoint.images(result)
    buffer = io.BytesIO()
    Image.fromarray(np.concatenate(list(files["adversarial"]))).save(buffer, "PNG")
    read = np.asarray(Image.open(buffer)).reshape(-1, 32, 32, 3)
    pixels = torch.from_numpy(read.copy()).permute(0, 3, 1, 2).float() / 255
    with torch.inference_mode():
        said = catalog.load(MODEL)(pixels).softmax(1).numpy()
    np.testing.assert_allclose(said, result.probabilities[:, -1], atol=1e-5)


def test_a_picture_of_each_grey_level_is_delivered_and_a_part_of_one_is_not() -> None:
    levels = torch.tensor([0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 8.0])
    clean = torch.arange(256).float().div(255).expand(len(levels), 1, 1, 256)
    for sign in (-1, 1):
        moved = (clean + sign * levels[:, None, None, None] / 255).clamp(0, 1)
        change = classifiers.delivered(moved, clean).astype(int) - np.arange(256)
        assert np.abs(change).max((1, 2)).tolist() == [0, 0, 0, 1, 1, 2, 8]
        assert (sign * change >= 0).all()


def test_every_page_of_the_subject_takes_photographs() -> None:
    rows = robustness.answer(
        robustness.RobustnessRequest(dataset="cifar10", samples=10, steps=2, seed=SEED)
    )
    for trial in rows.trials:
        assert trial.pictures.shape == (3, 10, 32, 32, 3)
        change = (trial.pictures.astype(float) - rows.originals) / 255
        size = NORMS["linf"].size(torch.from_numpy(change).flatten(0, 1)).reshape(3, 10)
        assert (size.numpy() <= rows.eps[:, None] + 0.5 / 255 + 1e-6).all()
    plain = rows.trials[0]
    assert plain.kept["pgd"][-1].sum() < plain.right.sum()
    plane = loss_slice.answer(
        loss_slice.LossSliceRequest(dataset="cifar10", label=2, eps=0.01, steps=2, seed=SEED)
    )
    assert plane.images.shape == (loss_slice.SIDE, loss_slice.SIDE, 32, 32, 3)
    assert plane.named[loss_slice.SIDE // 2, loss_slice.SIDE // 2] == plane.clean
    masked = gradient_masking.answer(
        gradient_masking.MaskingRequest(dataset="cifar10", samples=10, eps=0.03, steps=2)
    )
    assert masked.runs["margin"].pictures.shape[1:] == (10, 32, 32, 3)
    assert masked.accuracy("margin")[-1] <= masked.accuracy("cross-entropy")[-1]


def data_url(pixels: np.ndarray) -> str:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def test_a_photograph_of_ones_own_is_cut_square_and_attacked() -> None:
    shipped = example("cifar10", 2, 0).image
    wide = np.zeros((64, 96, 3), np.uint8)  # twice as large, between black margins
    wide[:, 16:80] = shipped.repeat(2, 0).repeat(2, 1)
    mine = one_image.answer(asked(photo=data_url(wide), index=5))
    assert np.abs(mine.original.astype(int) - shipped).mean() < 6
    assert mine.report()["image"]["index"] is None
    same = one_image.answer(asked(photo=data_url(shipped)))
    assert np.array_equal(same.original, shipped)
    assert np.array_equal(same.adversarial, one_image.answer(asked()).adversarial)


def test_drawings_and_photographs_are_for_networks_that_read_them() -> None:
    grey = data_url(np.tile(np.arange(28, dtype=np.uint8), (28, 1)))
    with pytest.raises(BadValue, match="this network names photographs"):
        asked(image=grey)
    coloured = data_url(example("cifar10", 2, 0).image)
    with pytest.raises(BadValue, match="this network reads grey images"):
        asked(model="mnist-classifier", photo=coloured)


# --- how the work is told ---------------------------------------------------------------------


class Halt(Exception):
    pass


def test_every_pass_is_told_and_work_stops_where_it_is_told_to() -> None:
    told: list[tuple[int, int]] = []

    def listen(done: int, total: int, picture: object) -> None:
        told.append((done, total))
        if len(told) == 6:
            raise Halt

    with progress.listening(listen), pytest.raises(Halt):
        one_image.answer.__wrapped__(asked(seed=SEED + 1, steps=4))
    told.clear()
    with progress.listening(lambda done, total, picture: told.append((done, total))):
        one_image.answer.__wrapped__(asked(seed=SEED + 1, steps=4))
    assert told == sorted(told)
    assert {total for _, total in told} == {4 * progress.FINE}
    assert told[-1][0] == told[-1][1]
    # A step and the end of each attack, but for FGSM's one step.
    assert len(told) == 3 * 5 + 2


def test_a_radius_alone_has_the_answer_it_has_in_the_grid(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = attack_grid.attacked(asked().victim, asked().attempt)
    monkeypatch.setattr(classifiers, "PHOTO_RADII", {"linf": FEW["linf"][1:2], "l2": ()})
    alone = attack_grid.attacked(asked().victim, asked().attempt)
    torch.testing.assert_close(alone.losses[:, 0], whole.losses[:, 1], rtol=1e-3, atol=1e-4)
