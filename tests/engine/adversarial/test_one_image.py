"""The attack's question: inside the ball and the box, true about what it delivers, repeatable."""

import base64
import io
import json
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from playground import data
from playground.core.attacks import ATTACKS
from playground.core.norms import NORMS
from playground.engine.adversarial import attack_grid, classifiers, one_image
from playground.engine.adversarial.attack_grid import RADII
from playground.engine.adversarial.one_image import AttackRequest, AttackResult, answer
from playground.errors import BadValue, UnknownName
from playground.models import catalog

QUESTIONS: list[dict[str, Any]] = [
    {},
    {"attack": "fgsm"},
    {"attack": "pgd-l2", "steps": 10},
    {"attack": "momentum", "steps": 5, "restarts": 2, "model": "fashion-classifier", "label": 9},
    {"targeted": True, "target": 2, "random_start": True, "seed": 5, "steps": 10},
]


@pytest.fixture(params=QUESTIONS, ids=str)
def result(request: pytest.FixtureRequest) -> AttackResult:
    return answer(AttackRequest(**request.param))


def test_every_attack_has_its_norm_and_every_norm_its_grid() -> None:
    assert {attack.norm for attack in ATTACKS.values()} <= set(NORMS)
    for radii in RADII.values():
        assert radii[0] == 0
        assert sorted(set(radii)) == list(radii)


def test_every_state_is_in_the_ball_and_in_the_box(result: AttackResult) -> None:
    size = {"linf": result.linf, "l2": result.l2}[result.norm]
    assert (size <= result.eps[:, None] * (1 + 1e-5) + 1e-7).all()
    assert size[-1, -1] > 0.5 * result.eps[-1]
    assert result.low.min() >= 0
    assert result.high.max() <= 1


def test_eps_zero_is_the_clean_image(result: AttackResult) -> None:
    assert (result.adversarial[0] == result.original).all()
    assert (result.perturbation[0] == 0).all()
    assert result.linf[0].max() == 0
    np.testing.assert_allclose(result.probabilities[0, -1], result.clean, atol=1e-5)
    np.testing.assert_allclose(result.unrounded[0], result.clean, atol=1e-5)
    assert (result.noise.images[0] == result.original).all()


def test_what_is_said_of_a_picture_is_what_the_network_says_of_its_bytes(
    result: AttackResult,
) -> None:
    network = catalog.load(result.request.model)
    delivered = torch.from_numpy(result.adversarial[:, -1, None]).float() / 255
    found = network(delivered).softmax(1).numpy()
    np.testing.assert_allclose(result.probabilities[:, -1], found, atol=1e-5)
    wanted = found.argmax(1) == result.goal
    expected = wanted if result.request.targeted else ~wanted
    assert (result.success[:, -1] == expected).all()


def test_every_picture_that_is_delivered_and_judged_lies_in_its_ball(result: AttackResult) -> None:
    original = result.original.astype(float)

    def inside(pictures: np.ndarray, norm: str, eps: np.ndarray) -> bool:
        change = np.abs(pictures - original).reshape(len(eps), -1) / 255
        size = change.max(1) if norm == "linf" else np.linalg.norm(change, axis=1)
        return bool((size <= eps + classifiers.ROUNDING / 255).all())

    states = result.adversarial.shape[1]
    assert all(inside(result.adversarial[:, s], result.norm, result.eps) for s in range(states))
    assert all(inside(end.images, ATTACKS[name].norm, end.eps) for name, end in result.ends.items())
    assert inside(result.noise.images, result.norm, result.eps)


def test_the_signed_picture_and_its_scale_are_the_change(result: AttackResult) -> None:
    change = (result.adversarial.astype(float) - result.original) / 255
    shown = result.perturbation / 127 * result.peaks[:, None, None, None]
    # A grey level from rounding the picture, half a 127th from rounding the change.
    assert np.abs(change - shown).max() <= 1 / 255 + result.peaks.max() / 254 + 1e-6


def test_the_attack_climbs_and_beats_noise_of_its_size() -> None:
    result = answer(AttackRequest())
    assert result.losses[-1, -1] > result.losses[-1, 0] + 1
    assert result.smallest is not None
    assert result.smallest <= 0.2
    noise = result.noise.probabilities[..., result.goal]
    worked = np.flatnonzero(result.success[:, -1])
    assert (noise[worked].min(1) > result.probabilities[worked, -1, result.goal]).all()
    assert noise[worked[0]].min() > 0.5


def test_the_margin_is_that_of_the_logits(result: AttackResult) -> None:
    model, goal = classifiers.load_fused(result.request.model), result.goal
    logits = model(classifiers.pixels(result.adversarial[0, :1])).double()
    others = torch.cat([logits[:, :goal], logits[:, goal + 1 :]], 1).logsumexp(1)
    margin = (others - logits[:, goal]).item()
    np.testing.assert_allclose(result.margins[0, 0], margin, rtol=1e-3)
    assert result.margins.shape == result.l2.shape
    assert np.isfinite(result.margins).all()


def test_the_first_step_is_as_long_as_was_asked() -> None:
    for pace in (1.0, 3.0):
        result = answer(AttackRequest(relative_step=pace, steps=5))
        expected = np.minimum(pace * result.eps / 5, result.eps)
        np.testing.assert_allclose(result.linf[:, 1], expected, rtol=1e-4, atol=1e-6)


def test_a_targeted_attack_lowers_the_loss_of_its_target() -> None:
    result = answer(AttackRequest(targeted=True, target=3))
    assert result.losses[-1, -1] < result.losses[-1, 0] - 1
    assert result.probabilities[-1, -1].argmax() == 3


@pytest.mark.parametrize("norm", RADII)
def test_noise_is_as_large_as_the_radius(norm: str) -> None:
    attack = next(name for name in ATTACKS if ATTACKS[name].norm == norm)
    result = answer(AttackRequest(attack=attack, steps=1))
    change = (result.noise.images.astype(float) - result.original) / 255
    size = NORMS[norm].size(torch.from_numpy(change)).numpy()
    a_level = 1 / 255 * (1 if norm == "linf" else 28)
    np.testing.assert_allclose(size, result.eps, atol=a_level)


def test_the_same_question_has_the_same_answer_after_others() -> None:
    ask = AttackRequest(random_start=True, seed=3, steps=5)
    again = answer.__wrapped__  # past the cache
    first = again(ask)
    again(AttackRequest(random_start=True, seed=4, steps=5))
    second = again(ask)
    for name in ("adversarial", "losses", "probabilities"):
        assert np.array_equal(getattr(first, name), getattr(second, name))
    assert np.array_equal(first.noise.images, second.noise.images)
    other = again(AttackRequest(random_start=True, seed=4, steps=5))
    assert not np.array_equal(first.adversarial, other.adversarial)


def test_a_radius_alone_has_the_answer_it_has_in_the_grid(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ask = AttackRequest(attack="pgd-l2", steps=5, seed=8)
    whole = answer(ask)
    chosen = (RADII["l2"][8],)
    monkeypatch.setitem(attack_grid.RADII, "l2", chosen)
    monkeypatch.setattr(one_image, "_noise", one_image._noise.__wrapped__)
    alone = answer.__wrapped__(ask)
    assert np.abs(alone.adversarial[0].astype(int) - whole.adversarial[8]).max() <= 1
    np.testing.assert_allclose(alone.losses[0], whole.losses[8], rtol=1e-3, atol=1e-5)


def test_all_attacks_stand_side_by_side_from_the_same_start() -> None:
    asked = AttackRequest(steps=8)
    result = answer(asked)
    assert list(result.ends) == list(ATTACKS)
    for name, one in result.ends.items():
        alone = answer(AttackRequest(steps=8, attack=name))
        assert np.array_equal(one.images, alone.adversarial[:, -1]), name
        np.testing.assert_allclose(one.probabilities, alone.probabilities[:, -1], atol=1e-5)
        assert (one.images[0] == result.original).all()
    assert not np.array_equal(result.ends["momentum"].images, result.ends["pgd-linf"].images)


@pytest.mark.parametrize("targeted", [False, True])
def test_of_several_starts_the_strongest_is_kept_at_each_radius(targeted: bool) -> None:
    common: dict[str, Any] = {"steps": 3, "targeted": targeted, "seed": 2, "label": 4}
    one, three = (answer(AttackRequest(**common, restarts=n)) for n in (1, 3))
    gained = three.losses[:, -1] - one.losses[:, -1]
    assert ((-gained if targeted else gained) >= -1e-5).all()
    assert np.abs(gained).max() > 1e-3
    kept = three.adversarial[-1, -1]
    probabilities = catalog.load(three.request.model)(torch.from_numpy(kept)[None, None] / 255)
    np.testing.assert_allclose(three.probabilities[-1, -1], probabilities.softmax(1)[0], atol=1e-5)


def test_a_picture_of_ones_own_is_attacked_as_it_is() -> None:
    pixels = data.examples("mnist").images[data.examples("mnist").of_class(3)[5]]
    own = answer(AttackRequest(image=data_url(pixels), label=3, index=77, steps=3))
    shipped = answer(AttackRequest(label=3, index=5, steps=3))
    assert np.array_equal(own.original, pixels)
    assert np.array_equal(own.adversarial, shipped.adversarial)
    assert own.report()["image"] == {"label": 3, "index": None, "source": "your own picture"}


def data_url(pixels: np.ndarray) -> str:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def test_a_result_holds_no_tensor_and_reports_json(result: AttackResult) -> None:
    values = [getattr(result, field.name) for field in fields(result)]
    assert not any(isinstance(value, torch.Tensor) for value in values)
    report = json.loads(json.dumps(result.report(), allow_nan=False))
    assert report["eps_255"] == pytest.approx([255 * eps for eps in report["eps"]])
    assert len(report["predicted_on_png"]) == len(result.eps)


@pytest.mark.parametrize(
    ("wrong", "match"),
    [
        ({"steps": 0}, "steps"),
        ({"steps": 41}, "steps"),
        ({"relative_step": 0.1}, "relative_step"),
        ({"label": 10}, "label"),
        ({"index": 100}, "index"),
        ({"target": float("nan"), "targeted": True}, "target"),
        ({"targeted": True, "target": 7}, "another class than the image's own, 7"),
        ({"targeted": "yes"}, "targeted"),
    ],
)
def test_bad_values_are_refused_by_name(wrong: dict[str, Any], match: str) -> None:
    with pytest.raises(BadValue, match=match):
        answer(AttackRequest(**wrong))


def test_an_unknown_attack_names_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="pgd-l2"):
        AttackRequest(attack="deepfool")


@pytest.mark.gpu
def test_cuda_gives_the_answer_of_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_image, "_noise", one_image._noise.__wrapped__)
    found = []
    for device in ("cpu", "cuda"):
        monkeypatch.setenv("PLAYGROUND_DEVICE", device)
        found.append(answer.__wrapped__(AttackRequest(attack="pgd-l2", steps=10)))
    cpu, cuda = found
    np.testing.assert_allclose(cpu.losses, cuda.losses, rtol=1e-2, atol=1e-3)
    np.testing.assert_allclose(cpu.noise.probabilities, cuda.noise.probabilities, atol=1e-3)
    assert np.abs(cpu.adversarial.astype(int) - cuda.adversarial).max() <= 2
