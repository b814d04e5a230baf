"""The attacks against torchattacks and foolbox, in float64 on a small fixed network.

linf: both libraries must be matched, image for image. l2: foolbox is right and must be matched.
torchattacks differentiates the mean over the batch and adds 1e-10 to the gradient's norm, so its
answer is right for one unsure image, and depends on the batch when the network is sure.
"""

import pytest
import torch
from torch import nn

from playground.core.attacks import fgsm, pgd

CLASSES = 5
EPS, STEP, STEPS = 0.1, 0.02, 12
targets = pytest.mark.parametrize("targeted", [False, True], ids=["untargeted", "targeted"])


def _net(scale: float = 1.0) -> nn.Module:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        net = nn.Sequential(
            nn.Conv2d(1, 4, 3, 2, 1),
            nn.SiLU(),
            nn.Conv2d(4, 8, 3, 2, 1),
            nn.SiLU(),
            nn.Flatten(),
            nn.Linear(72, CLASSES),
        )
    with torch.no_grad():
        net[-1].weight.mul_(scale)
        net[-1].bias.mul_(scale)
    return net.double().eval()


IMAGES = torch.rand(8, 1, 12, 12, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
LABELS = torch.arange(8) % CLASSES


def _torchattacks(net, name: str, targeted: bool, images=IMAGES, labels=LABELS, **settings):
    attack = getattr(pytest.importorskip("torchattacks"), name)(net, **settings)
    if targeted:
        attack.set_mode_targeted_by_label(quiet=True)
    return attack(images, labels)


def _foolbox(net, name: str, targeted: bool, eps: float = EPS, **settings):
    foolbox = pytest.importorskip("foolbox")
    wrapped = foolbox.PyTorchModel(net, bounds=(0, 1), device="cpu")
    goal = (
        foolbox.criteria.TargetedMisclassification
        if targeted
        else (foolbox.criteria.Misclassification)
    )
    attack = getattr(foolbox.attacks, name)(random_start=False, **settings)
    # `run` is the attack itself; calling it would put misclassified images back unattacked.
    return attack.run(wrapped, IMAGES, goal(LABELS), epsilon=eps)


@targets
def test_fgsm_is_torchattacks(targeted: bool) -> None:
    ours = fgsm(_net(), IMAGES, LABELS, eps=EPS, targeted=targeted).adversarial
    assert (ours != IMAGES).any()
    torch.testing.assert_close(ours, _torchattacks(_net(), "FGSM", targeted, eps=EPS))


def test_fgsm_is_foolbox() -> None:
    ours = fgsm(_net(), IMAGES, LABELS, eps=EPS).adversarial
    torch.testing.assert_close(ours, _foolbox(_net(), "LinfFastGradientAttack", False))


@targets
def test_linf_pgd_is_torchattacks(targeted: bool) -> None:
    ours = pgd(_net(), IMAGES, LABELS, eps=EPS, step_size=STEP, steps=STEPS, targeted=targeted)
    settings = {"eps": EPS, "alpha": STEP, "steps": STEPS, "random_start": False}
    theirs = _torchattacks(_net(), "PGD", targeted, **settings)
    torch.testing.assert_close(ours.adversarial, theirs)


@targets
@pytest.mark.parametrize(("norm", "name"), [("linf", "LinfPGD"), ("l2", "L2PGD")])
def test_pgd_is_foolbox_in_both_norms(norm: str, name: str, targeted: bool) -> None:
    eps, step = {"linf": (EPS, STEP), "l2": (1.0, 0.2)}[norm]
    ours = pgd(
        _net(), IMAGES, LABELS, eps=eps, norm=norm, step_size=step, steps=STEPS, targeted=targeted
    )
    theirs = _foolbox(_net(), name, targeted, eps, abs_stepsize=step, steps=STEPS)
    torch.testing.assert_close(ours.adversarial, theirs)


def _l2_of_torchattacks(net, count: int, targeted: bool = False) -> torch.Tensor:
    settings = {"eps": 1.0, "alpha": 0.2, "steps": STEPS, "random_start": False}
    some = {"images": IMAGES[:count], "labels": LABELS[:count]}
    return _torchattacks(net, "PGDL2", targeted, **some, **settings)


@targets
def test_l2_pgd_is_torchattacks_on_one_unsure_image(targeted: bool) -> None:
    ours = pgd(
        _net(),
        IMAGES[:1],
        LABELS[:1],
        eps=1.0,
        norm="l2",
        step_size=0.2,
        steps=STEPS,
        targeted=targeted,
    )
    theirs = _l2_of_torchattacks(_net(), 1, targeted)
    torch.testing.assert_close(ours.adversarial, theirs, rtol=1e-7, atol=1e-7)


def test_l2_pgd_of_torchattacks_depends_on_the_batch_and_ours_does_not() -> None:
    """A sure network (1 - p_y about 1e-11): their 1e-10 then counts, and dividing by N with it."""
    net = _net(scale=300)
    sure = net(IMAGES).argmax(1)
    first = IMAGES[:1].expand(8, -1, -1, -1), sure[:1].expand(8)
    settings = {"eps": 1.0, "alpha": 0.2, "steps": 3, "random_start": False}
    theirs = [
        _torchattacks(net, "PGDL2", False, first[0][:n], first[1][:n], **settings)[0]
        for n in (1, 8)
    ]
    ours = [
        pgd(net, first[0][:n], first[1][:n], eps=1.0, norm="l2", step_size=0.2, steps=3)
        for n in (1, 8)
    ]
    assert (theirs[0] - theirs[1]).abs().max() > 1e-3
    torch.testing.assert_close(ours[0].adversarial[0], ours[1].adversarial[0])


@targets
@pytest.mark.parametrize("decay", [0.5, 1.0])
def test_momentum_is_torchattacks(targeted: bool, decay: float) -> None:
    net = _net()
    settings = {"eps": EPS, "alpha": STEP, "steps": STEPS, "decay": decay}
    theirs = _torchattacks(net, "MIFGSM", targeted, **settings)
    common = {"eps": EPS, "steps": STEPS, "step_size": STEP, "targeted": targeted}
    ours = pgd(net, IMAGES, LABELS, momentum=decay, **common).adversarial
    torch.testing.assert_close(ours, theirs, rtol=0, atol=1e-12)
    plain = pgd(net, IMAGES, LABELS, **common).adversarial
    assert not torch.equal(ours, plain)
