"""Laws of the attacks; those of the family are asked of every row of ATTACKS."""

import copy
import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn import functional as F

from playground.core import attacks
from playground.core.attacks import ATTACKS, fgsm, pgd
from playground.core.norms import NORMS
from playground.errors import BadValue, PlaygroundError

SIDE, CLASSES = 12, 5
rows = pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
norms = pytest.mark.parametrize("norm", NORMS)


def _net(dtype: torch.dtype = torch.float64, scale: float = 1.0, kind=nn.SiLU) -> nn.Module:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        net = nn.Sequential(
            nn.Conv2d(1, 4, 3, 2, 1),
            kind(),
            nn.Conv2d(4, 8, 3, 2, 1),
            kind(),
            nn.Flatten(),
            nn.Linear(72, CLASSES),
        )
    with torch.no_grad():
        for layer in (net[0], net[2]):
            layer.weight.mul_(3)
        # Logits that differ between noise images, so that the labels do.
        net[-1].weight.mul_(10 * scale)
        net[-1].bias.copy_(-net(_images(200, 1, torch.float32)).mean(0))
    return net.to(dtype).eval()


def _images(count: int = 6, seed: int = 0, dtype: torch.dtype = torch.float64) -> torch.Tensor:
    draw = torch.Generator().manual_seed(seed)
    return torch.rand(count, 1, SIDE, SIDE, generator=draw, dtype=dtype)


def _size(result: attacks.Attack, images: torch.Tensor) -> torch.Tensor:
    return NORMS[result.norm].size(result.adversarial.double() - images.double())


NET, IMAGES = _net(), _images()
LABELS = NET(IMAGES).argmax(1)
EPS = torch.tensor([0.0, 0.02, 0.1, 0.3, 0.5, 1.0], dtype=torch.float64)


@rows
@given(seed=st.integers(0, 9999), eps=st.floats(0, 1), targeted=st.booleans())
@settings(max_examples=12)
def test_stays_in_the_ball_and_in_the_box(attack, seed: int, eps: float, targeted: bool) -> None:
    images = _images(3, seed)
    images[0].round_()  # black and white pixels: the box cuts
    result = attack(NET, images, LABELS[:3], eps=eps, targeted=targeted, record=True)
    sizes = [NORMS[result.norm].size(at - images) for at in result.path]
    assert torch.stack(sizes).max() <= eps + 1e-12
    assert result.path.min() >= 0
    assert result.path.max() <= 1


@rows
def test_reports_its_path_its_losses_and_its_logits(attack) -> None:
    result = attack(NET, IMAGES, LABELS, eps=EPS, record=True)
    assert torch.equal(result.path[0], IMAGES)
    assert torch.equal(result.path[-1], result.adversarial)
    torch.testing.assert_close(result.logits, NET(result.adversarial).detach())
    expected = [F.cross_entropy(NET(at), LABELS, reduction="none").detach() for at in result.path]
    torch.testing.assert_close(result.losses, torch.stack(expected))
    assert result.zero_gradients.tolist() == [False] * len(IMAGES)
    assert not any(value.requires_grad for value in (result.logits, result.losses, result.path))


@rows
def test_the_record_does_not_change_the_answer(attack) -> None:
    plain = attack(NET, IMAGES, LABELS, eps=0.2)
    assert plain.path is None
    told = attack(NET, IMAGES, LABELS, eps=0.2, record=True)
    assert torch.equal(plain.adversarial, told.adversarial)


@rows
@pytest.mark.parametrize(
    "dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64], ids=str
)
def test_eps_zero_is_an_equal_new_tensor_in_every_dtype(attack, dtype: torch.dtype) -> None:
    images = _images(dtype=dtype)
    result = attack(_net(dtype), images, LABELS, eps=0)
    assert torch.equal(result.adversarial, images)
    assert result.adversarial.dtype == dtype
    assert result.adversarial.data_ptr() != images.data_ptr()


@rows
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16], ids=str)
def test_half_precision_is_computed_in_float32_and_stays_in_the_ball(attack, dtype) -> None:
    images, net = _images(dtype=dtype), _net(torch.float32)
    result = attack(net, images, LABELS, eps=0.1, record=True)
    assert result.logits.dtype == result.losses.dtype == torch.float32
    assert result.adversarial.dtype == result.path.dtype == dtype
    assert _size(result, images).max() <= 0.1 + 1e-6
    torch.testing.assert_close(result.logits, net(result.adversarial.float()).detach())
    wide = attack(net, images.float(), LABELS, eps=0.1)
    torch.testing.assert_close(result.losses, wide.losses, rtol=0.05, atol=0.05)


@rows
def test_targets_are_approached_and_labels_are_left(attack) -> None:
    target = (LABELS + 1) % CLASSES
    toward = attack(NET, IMAGES, target, eps=0.02, targeted=True)
    away = attack(NET, IMAGES, LABELS, eps=0.02)
    assert (toward.losses[-1] < toward.losses[0]).all()
    assert (away.losses[-1] > away.losses[0]).all()


@norms
def test_strong_enough_it_reaches_every_target(norm: str) -> None:
    target = (LABELS + 1) % CLASSES
    eps = {"linf": 0.3, "l2": 4.0}[norm]
    result = pgd(NET, IMAGES, target, eps=eps, norm=norm, targeted=True)
    assert result.logits.argmax(1).tolist() == target.tolist()
    noise = NORMS[norm].start(IMAGES, torch.full((6,), eps).double(), torch.Generator())
    prediction = NET((IMAGES + noise).clamp(0, 1)).argmax(1)
    assert (prediction == target).sum() < len(target)  # noise of that size is far weaker


@rows
def test_alone_in_a_batch_and_across_chunks_the_answer_is_the_same(attack, monkeypatch) -> None:
    whole = attack(NET, IMAGES, LABELS, eps=EPS, record=True)
    monkeypatch.setattr(attacks, "CPU_CHUNK", 4)
    parts = attack(NET, IMAGES, LABELS, eps=EPS, record=True)
    torch.testing.assert_close(parts.path, whole.path)
    for i in range(len(IMAGES)):
        one = attack(NET, IMAGES[i : i + 1], LABELS[i : i + 1], eps=EPS[i].item(), record=True)
        torch.testing.assert_close(one.path[:, 0], whole.path[:, i])
        torch.testing.assert_close(one.losses[:, 0], whole.losses[:, i])


@rows
def test_an_uncertain_neighbour_does_not_weaken_a_confident_image(attack) -> None:
    """Losses are summed: a mean would tie each image's gradient to the size of its batch."""
    confident = _net(scale=30)
    alone = attack(confident, IMAGES[:1], LABELS[:1], eps=0.1)
    crowd = attack(confident, IMAGES.repeat(5, 1, 1, 1), LABELS.repeat(5), eps=0.1)
    torch.testing.assert_close(alone.adversarial[0], crowd.adversarial[0])


@rows
@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode])
def test_works_where_gradients_are_off_even_on_tensors_born_there(attack, mode) -> None:
    expected = attack(NET, IMAGES, LABELS, eps=0.1)
    with mode():
        result = attack(NET, IMAGES.clone(), LABELS.clone(), eps=EPS.clone() * 0 + 0.1)
    assert torch.equal(result.adversarial, expected.adversarial)
    assert not result.adversarial.is_inference()


@rows
def test_leaves_the_model_and_the_arguments_as_they_were(attack) -> None:
    net, images = _net(), _images().requires_grad_()
    net[0].train()
    before = copy.deepcopy(net.state_dict())
    attack(net, images, LABELS, eps=0.3)
    assert [part.training for part in net] == [True] + [False] * 5
    assert all(torch.equal(value, before[name]) for name, value in net.state_dict().items())
    assert all(weight.grad is None for weight in net.parameters())
    assert images.grad is None
    assert torch.equal(images, _images())


@rows
def test_threads_share_one_model(attack) -> None:
    batches = [_images(4, seed) for seed in range(6)]
    expected = [attack(NET, batch, LABELS[:4], eps=0.1).adversarial for batch in batches]
    with ThreadPoolExecutor(4) as pool:
        results = list(
            pool.map(lambda batch: attack(NET, batch, LABELS[:4], eps=0.1).adversarial, batches)
        )
    assert all(map(torch.equal, results, expected))


@rows
def test_a_dead_gradient_is_flagged_and_moves_nothing(attack) -> None:
    def half_dead(images: torch.Tensor) -> torch.Tensor:
        alive = torch.tensor([0.0, 1.0, 1.0], dtype=images.dtype)
        return NET(images * alive[:, None, None, None])

    result = attack(half_dead, IMAGES[:3], LABELS[:3], eps=0.1)
    assert result.zero_gradients.tolist() == [True, False, False]
    assert torch.equal(result.adversarial[0], IMAGES[0])


@rows
def test_a_model_without_gradient_is_flagged_not_a_crash(attack) -> None:
    result = attack(lambda x: torch.zeros(len(x), CLASSES).to(x), IMAGES, LABELS, eps=0.1)
    assert result.zero_gradients.all()
    assert torch.equal(result.adversarial, IMAGES)


@rows
def test_confidence_hides_no_weakness(attack) -> None:
    """Logits times k change neither prediction nor boundary, and so must not stop an attack.

    In float32 the cross-entropy's own gradient is exactly zero here.
    """
    plain, confident = _net(torch.float32), _net(torch.float32, scale=1000)
    images = _images(dtype=torch.float32)
    leaf = images.clone().requires_grad_()
    F.cross_entropy(confident(leaf), LABELS, reduction="sum").backward()
    assert (leaf.grad == 0).flatten(1).all(1).any()
    result = attack(confident, images, LABELS, eps=0.3)
    assert not result.zero_gradients.any()
    assert (result.logits.argmax(1) != LABELS).sum() >= (
        attack(plain, images, LABELS, eps=0.3).logits.argmax(1) != LABELS
    ).sum()


def test_losses_are_those_of_cross_entropy_where_float32_rounds_it_to_zero() -> None:
    # softplus(-40) = e^-40 = 4.248e-18, where the float32 softmax says exactly 1.
    logits = torch.tensor([[40.0, 0.0]])
    result = fgsm(lambda x: logits + 0 * x.sum(), torch.rand(1, 1, 2, 2), torch.tensor([0]), eps=0)
    assert result.losses[0].item() == pytest.approx(4.248354e-18, rel=1e-5)


def test_fgsm_is_the_formula() -> None:
    leaf = IMAGES.clone().requires_grad_()
    F.cross_entropy(NET(leaf), LABELS, reduction="sum").backward()
    expected = (IMAGES + 0.1 * leaf.grad.sign()).clamp(0, 1)
    torch.testing.assert_close(fgsm(NET, IMAGES, LABELS, eps=0.1).adversarial, expected)


@norms
def test_l2_and_linf_paths_take_the_step_they_are_given(norm: str) -> None:
    images = IMAGES * 0.2 + 0.4  # far from the box: nothing is cut
    path = pgd(NET, images, LABELS, eps=0.3, norm=norm, steps=3, step_size=0.05, record=True).path
    for before, after in itertools.pairwise(path):
        moved = NORMS[norm].size(after - before)
        torch.testing.assert_close(moved, torch.full_like(moved, 0.05))


@norms
def test_the_default_step_is_two_and_a_half_radii_over_the_steps(norm: str) -> None:
    default = pgd(NET, IMAGES, LABELS, eps=EPS, norm=norm, steps=10)
    said = pgd(NET, IMAGES, LABELS, eps=EPS, norm=norm, steps=10, step_size=EPS * 0.25)
    torch.testing.assert_close(default.adversarial, said.adversarial)


@norms
def test_more_steps_and_more_radius_are_not_weaker(norm: str) -> None:
    def loss(eps: float, steps: int) -> float:
        return pgd(NET, IMAGES, LABELS, eps=eps, norm=norm, steps=steps).losses[-1].mean().item()

    assert loss(0.2, 40) >= loss(0.2, 5) - 1e-3
    by_radius = [loss(eps, 40) for eps in (0.0, 0.05, 0.1, 0.2, 0.4)]
    assert by_radius == sorted(by_radius)


@norms
def test_a_step_longer_than_the_ball_is_allowed(norm: str) -> None:
    result = pgd(NET, IMAGES, LABELS, eps=0.1, norm=norm, steps=3, step_size=5.0)
    assert _size(result, IMAGES).max() <= 0.1 + 1e-12


@norms
def test_random_starts_come_from_the_generator_alone(norm: str) -> None:
    def start(seed: int, count: int = 6) -> torch.Tensor:
        draw = torch.Generator().manual_seed(seed)
        some = {"eps": 0.2, "norm": norm, "steps": 1, "random_start": True, "record": True}
        return pgd(NET, IMAGES[:count], LABELS[:count], generator=draw, **some).path

    state = torch.random.get_rng_state()
    assert torch.equal(start(1), start(1))
    assert not torch.equal(start(1), start(2))
    torch.testing.assert_close(start(1)[:, :2], start(1, 2))
    assert torch.equal(torch.random.get_rng_state(), state)
    off = NORMS[norm].size(start(1)[0] - IMAGES)
    assert (off > 0).all()
    assert off.max() <= 0.2 + 1e-12


def test_without_a_generator_a_random_start_is_that_of_seed_zero() -> None:
    common = {"eps": 0.2, "steps": 2, "random_start": True}
    seeded = pgd(NET, IMAGES, LABELS, generator=torch.Generator().manual_seed(0), **common)
    assert torch.equal(pgd(NET, IMAGES, LABELS, **common).adversarial, seeded.adversarial)


def test_channels_last_images_give_the_same_answer_in_their_own_layout() -> None:
    net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten(), nn.Linear(144, CLASSES)).double()
    images = torch.rand(4, 3, 8, 8, dtype=torch.float64)
    plain = pgd(net, images, LABELS[:4], eps=0.1)
    last = pgd(net, images.contiguous(memory_format=torch.channels_last), LABELS[:4], eps=0.1)
    torch.testing.assert_close(last.adversarial, plain.adversarial)
    assert last.adversarial.is_contiguous(memory_format=torch.channels_last)


def _nan_image() -> torch.Tensor:
    images = IMAGES.clone()
    images[0, 0, 0, 0] = torch.nan
    return images


BAD = {
    "model": [{"model": "net"}, {"model": None}, {"model": lambda x: x}],
    "finite": [
        {"model": lambda x: NET(x) * torch.nan},
        {"model": lambda x: NET(x) * torch.inf},
        {"model": lambda x: NET(x) + 0 * (x - x).sqrt().sum()},  # finite logits, NaN gradient
    ],
    "images": [
        {"images": IMAGES + 0.1},
        {"images": IMAGES - 0.1},
        {"images": _nan_image()},
        {"images": IMAGES[0]},
        {"images": (IMAGES * 255).to(torch.uint8)},
        {"images": IMAGES.numpy()},
        {"images": IMAGES[:0], "labels": LABELS[:0]},
    ],
    "labels": [
        {"labels": LABELS[:3]},
        {"labels": LABELS + CLASSES},
        {"labels": LABELS - CLASSES},
        {"labels": LABELS.double()},
        {"labels": LABELS.tolist()},
        {"labels": LABELS[:, None]},
        {"model": lambda x: NET(x)[:, :1], "labels": LABELS * 0},
    ],
    "eps": [
        {"eps": -0.1},
        {"eps": float("nan")},
        {"eps": float("inf")},
        {"eps": 25.5},  # a tenth of 255 grey levels: farther than black from white in l2 too
        {"eps": "0.1"},
        {"eps": True},
        {"eps": None},
        {"eps": EPS[:3]},
        {"eps": EPS * torch.nan},
        {"eps": EPS - 0.5},
        {"eps": EPS[:, None]},
    ],
}
MORE = {
    "norm": [{"norm": "l1"}, {"norm": None}],
    "eps": [{"norm": "l2", "eps": 100}],
    "steps": [{"steps": 0}, {"steps": -1}, {"steps": 2.5}, {"steps": True}, {"steps": "3"}],
    "step_size": [{"step_size": -0.1}, {"step_size": float("nan")}, {"step_size": torch.inf}],
    "momentum": [{"momentum": -0.1}, {"momentum": 1.5}, {"momentum": float("nan")}],
    "generator": [{"generator": 0}],
}


def _cases(table: dict[str, list[dict]]) -> list:
    return [
        pytest.param(name, case, id=f"{name}-{i}")
        for name, cases in table.items()
        for i, case in enumerate(cases)
    ]


def _refused(attack, name: str, case: dict) -> None:
    arguments = {"model": NET, "images": IMAGES, "labels": LABELS, "eps": 0.1} | case
    with pytest.raises(BadValue, match=name) as error:
        attack(**arguments)
    assert isinstance(error.value, PlaygroundError)


@rows
@pytest.mark.parametrize(("name", "case"), _cases(BAD))
def test_refuses_a_bad_argument_by_name(attack, name: str, case: dict) -> None:
    _refused(attack, name, case)


@pytest.mark.parametrize(("name", "case"), _cases(MORE))
def test_pgd_refuses_a_bad_argument_by_name(name: str, case: dict) -> None:
    _refused(pgd, name, case)
