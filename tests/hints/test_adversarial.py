"""The pages on attacks are held to their sentences, as they open and elsewhere."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from playground import data
from playground.core.attacks import pgd
from playground.engine.adversarial import (
    classifiers,
    gradient_masking,
    imagenet,
    loss_slice,
    one_image,
    robustness,
    two_dimensions,
)
from playground.engine.adversarial.boundary import as_images
from playground.engine.adversarial.outcome import Outcome
from playground.engine.adversarial.robustness import RobustnessRequest, RobustnessResult
from playground.engine.adversarial.two_dimensions import Attack2dRequest, Attack2dResult, Lesson
from playground.models import catalog
from playground.models import imagenet as models
from playground.ui.tabs.adversarial import gradient_masking as masking_page
from playground.ui.tabs.adversarial import loss_slice as slice_page
from playground.ui.tabs.adversarial import two_dimensions as plane_page
from playground.ui.tabs.adversarial.common import plain, radius
from playground.ui.tabs.adversarial.imagenet import TAB as IMAGENET
from playground.ui.tabs.adversarial.outcome import needed

NETWORKS = [(name, kind) for name in classifiers.datasets() for kind in classifiers.kinds(name)]


def read(card: str, pictures: np.ndarray) -> np.ndarray:
    """What the network of a card names, of bytes."""
    return catalog.load(card)(classifiers.pixels(pictures).cpu()).argmax(1).numpy()


# --- one image ---------------------------------------------------------------------------------


def test_adversarial_as_it_opens() -> None:
    result = one_image.answer(one_image.AttackRequest())
    assert result.request.label == result.clean.argmax()
    assert 0 < result.smallest <= 0.1
    assert not result.reached(result.noise.probabilities[result.opening]).any()
    said = needed(result)
    assert "a change of {eps} makes" in said["t"]
    assert (said["args"]["eps"], said["args"]["n"]) == (radius(result.smallest), 0)


@pytest.mark.thorough
@pytest.mark.parametrize("more", [{}, {"targeted": True, "target": 3}], ids=str)
def test_adversarial_elsewhere(more: dict[str, Any]) -> None:
    kinds = set()
    for turn, model in enumerate(one_image.MODELS):
        asked = one_image.AttackRequest(model=model, label=turn % 3, index=turn, steps=4, **more)
        result = one_image.answer(asked)
        reads = read(model, result.adversarial[:, -1])
        won = reads == 3 if more else reads != asked.label
        said = needed(result)
        kinds.add(said["t"])
        if "Without an attack" in said["t"]:
            assert won[0]
        elif "fails" in said["t"]:
            assert not won.any()
        else:
            at = int(won.argmax())
            assert not won[:at].any()
            assert said["args"]["eps"] == radius(result.eps[at])
            assert said["args"]["name"] == result.names[reads[at]]
            named = result.noise.probabilities[at].argmax(-1)
            assert said["args"]["n"] == ((named == 3) if more else (named != asked.label)).sum()
    assert len(kinds) > 1


# --- a slice -----------------------------------------------------------------------------------


def test_adversarial_loss_slice_as_it_opens() -> None:
    result = loss_slice.answer(loss_slice.LossSliceRequest())
    zero, inside = loss_slice.SIDE // 2, np.abs(result.ticks) <= 1
    forth = inside & (result.ticks > 0)
    assert (result.named[zero, forth] != result.clean).any()
    assert (result.named[inside, zero] == result.clean).all()


@pytest.mark.thorough
@pytest.mark.parametrize("dataset", classifiers.datasets())
def test_adversarial_loss_slice_elsewhere(dataset: str) -> None:
    for digit in range(4):
        asked = loss_slice.LossSliceRequest(
            dataset=dataset, label=digit, index=digit, eps=0.05, steps=4, seed=digit
        )
        result = loss_slice.answer(asked)
        zero, card = loss_slice.SIDE // 2, f"{dataset}-{asked.kind}"
        clean = read(card, result.original[None])[0]
        along = read(card, result.images[zero]) != clean
        across = read(card, result.images[:, zero]) != clean
        said = slice_page.seen(asked, result)["args"]
        for name, where in (("a", along & (result.ticks > 0)), ("b", across)):
            first = np.abs(result.ticks[where]).min(initial=np.inf)
            assert said[name] == (f"{first:.2f}" if where.any() else "no point")


# --- gradient masking --------------------------------------------------------------------------


def test_adversarial_gradient_masking_as_it_opens() -> None:
    result = gradient_masking.answer(gradient_masking.MaskingRequest())
    naive, margin = (result.runs[name] for name in gradient_masking.LOSSES)
    fails = [gradient_masking.SCALES.index(k) for k in (10, 30, 100)]
    assert (result.accuracy("cross-entropy")[fails] > 0.5).all()
    assert (naive.kept[fails] == naive.stuck[fails]).all()
    assert (result.accuracy("margin") < 0.1).all()
    assert not margin.stuck.any()


@pytest.mark.thorough
@pytest.mark.parametrize(("dataset", "kind"), NETWORKS)
def test_adversarial_gradient_masking_elsewhere(dataset: str, kind: str) -> None:
    asked = gradient_masking.MaskingRequest(dataset=dataset, kind=kind, samples=12, steps=4)
    result = gradient_masking.answer(asked)
    naive, margin = (result.runs[name] for name in gradient_masking.LOSSES)
    shown = classifiers.first(dataset, asked.samples).images
    logits = catalog.load(f"{dataset}-{kind}")(classifiers.pixels(shown).cpu())
    for scale in gradient_masking.SCALES:
        assert ((scale * logits).argmax(1) == logits.argmax(1)).all()
    said = masking_page.seen(asked, result)["args"]
    assert said == {
        "k": 100,
        "a": naive.stuck[-1].sum(),
        "b": margin.stuck[-1].sum(),
        "count": asked.samples,
    }
    never = naive.slope[-1] == 0
    assert never.any()
    assert (naive.stuck[-1] >= never).all()
    assert (naive.pictures[-1][never] == shown[never]).all()


# --- two dimensions ----------------------------------------------------------------------------


def fooled(found: Attack2dResult) -> tuple[bool, bool, bool]:
    """At the eps that the page opens with: the plain network by PGD and by one step, and the one
    trained under attack by PGD."""
    at, label = plane_page.OPENING, found.label
    standard, robust = found.standard, found.robust
    ends = (standard.read[at, -1], standard.jump_read[at], robust.read[at, -1])
    return tuple(bool(one.argmax() != label) for one in ends)


def left(lesson: Lesson, norm: str) -> float:
    """The share of test points that no PGD in a radius of the grid up to the opening's takes."""
    tested, network = lesson.points(test=True), two_dimensions._network(lesson)
    labels, standing = torch.from_numpy(tested.labels), torch.ones(len(tested.labels)).bool()
    for eps in two_dimensions.RADII[: plane_page.OPENING + 1]:
        made = pgd(
            network,
            as_images(tested.xy),
            labels,
            eps=eps,
            norm=norm,
            steps=two_dimensions.MEASURING,
        )
        standing &= made.logits.argmax(1) == labels
    return standing.double().mean().item()


def test_adversarial_two_dimensions_as_it_opens() -> None:
    result = two_dimensions.answer(Attack2dRequest())
    assert fooled(result) == (True, False, False)
    assert plane_page.seen(result.request, result) is None


@pytest.mark.thorough
@pytest.mark.parametrize("shape", two_dimensions.SHAPES)
@pytest.mark.parametrize("norm", ["linf", "l2"])
def test_adversarial_two_dimensions_elsewhere(shape: str, norm: str) -> None:
    for seed in range(2):
        asked = Attack2dRequest(shape=shape, norm=norm, seed=seed, x=0.3 + 0.2 * seed, y=0.6)
        result = two_dimensions.answer(asked)
        said = plane_page.seen(asked, result)
        if said is None:
            assert norm == "linf"
            assert fooled(result) == (True, False, False)
            continue
        kept = [left(Lesson.of(asked, eps), norm) for eps in (0.0, asked.train_eps)]
        a, b = (f"{share:.1%}" for share in kept)
        assert said["args"] == {
            "eps": plain(two_dimensions.RADII[plane_page.OPENING]),
            "a": a,
            "b": b,
        }


# --- robustness --------------------------------------------------------------------------------


def held(found: RobustnessResult) -> bool:
    """The page's sentence, for every plain network; False where PGD fools none so often."""
    robust = {trial.kind: trial for trial in found.trials}["robust"]
    plain_ones = [trial for trial in found.trials if trial.kind != "robust"]
    seen = False
    for trial in plain_ones:
        taken = found.success(trial, "pgd") >= 0.9
        if taken.any():
            at, seen = int(taken.argmax()), True
            assert found.success(trial, "noise")[at] < 0.2, trial.kind
            assert found.success(robust, "pgd")[at] < 0.5, trial.kind
    return seen


def test_adversarial_robustness_as_it_opens() -> None:
    result = robustness.answer(RobustnessRequest())
    assert held(result)
    kept = result.trials[0].kept["pgd"]
    low, high = result.band(kept)
    lower, higher = result.band(np.tile(kept, 4))
    assert (higher - lower < high - low).all()


@pytest.mark.thorough
@pytest.mark.parametrize("norm", ["linf", "l2"])
@pytest.mark.parametrize("dataset", classifiers.datasets())
def test_adversarial_robustness_elsewhere(dataset: str, norm: str) -> None:
    vit = "vit" in classifiers.kinds(dataset)
    asked = RobustnessRequest(dataset=dataset, norm=norm, vit=vit, samples=30, seed=7)
    assert held(robustness.answer(asked))


# --- ImageNet ----------------------------------------------------------------------------------


def test_adversarial_imagenet_as_it_opens(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where torchvision's weights are not, one that lacks them keeps to the question."""
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    lacking = imagenet.answer(imagenet.ImagenetRequest(model="resnet50"))
    assert IMAGENET.seen(lacking.request, lacking) is None
    result = imagenet.answer(imagenet.ImagenetRequest())
    assert result.found is not None
    lost = (result.found.adversarial[:, -1] == result.found.original).all((1, 2, 3))
    assert "Less than one is lost in 8 bits" in IMAGENET.hint
    assert lost.tolist() == (255 * result.found.eps < 1 - 1e-6).tolist()
    assert result.found.names[result.found.clean.argmax()] == "espresso"
    assert result.found.smallest == pytest.approx(1 / 255)
    assert_said(result.found)
    said = needed(result.found)
    assert "a change of {eps} makes" in said["t"]
    assert said["args"]["n"] == 0


def assert_said(found: Outcome) -> None:
    """The sentence is what the network says of the pictures that are delivered."""
    network = models.opened(models.SHIPPED, models.fetch(models.SHIPPED), "cpu")
    reads = network(classifiers.pixels(found.adversarial[:, -1]).cpu()).argmax(1).numpy()
    won, said = reads != reads[0], needed(found)
    if "fails" in said["t"]:
        assert not won.any()
    else:
        assert said["args"]["eps"] == radius(found.eps[won.argmax()])
        assert said["args"]["name"] == found.names[reads[won.argmax()]]


@pytest.mark.thorough
@pytest.mark.parametrize("example", range(len(data.PHOTOGRAPHS)))
def test_adversarial_imagenet_elsewhere(example: int) -> None:
    attack = ("pgd-linf", "fgsm", "pgd-l2")[example % 3]
    found = imagenet.answer(imagenet.ImagenetRequest(example=example, attack=attack)).found
    assert found is not None
    assert_said(found)
