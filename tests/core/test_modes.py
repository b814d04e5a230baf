"""No function of the mathematics changes the network that it asks."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from playground.core import (
    attacks,
    deletion,
    denoisers,
    inpainting,
    inversion,
    refinement,
    samplers,
    schedules,
)

IMAGES = torch.rand(6, 1, 4, 4, generator=torch.Generator().manual_seed(0))
LABELS = torch.arange(6) % 3
Z = torch.randn(6, 16, generator=torch.Generator().manual_seed(1))
LEVEL = schedules.alphas_cumprod(schedules.cosine_betas(8))
WAY = {"alphas_cumprod": LEVEL, "timesteps": [6, 3, 0]}


class Moody(nn.Module):
    """A network whose answer and statistics tell that it was used in train mode."""

    def __init__(self, width: int | None) -> None:
        super().__init__()
        self.width = width
        self.layers = nn.Sequential(
            nn.Flatten(), nn.BatchNorm1d(16), nn.Dropout(), nn.Linear(16, width or 16)
        )
        self.layers[-1].eval()  # a part that was frozen stays so

    def forward(self, x: Tensor, *_: object) -> Tensor:
        found = self.layers(x)
        if self.width == 1:
            return found[:, 0]
        return found.reshape(x.shape) if self.width is None else found


def fresh(_: int = 0) -> Tensor:
    return torch.ones_like(Z)


CALLS: dict[str, tuple[int | None, Callable[[nn.Module], object]]] = {
    **{
        name: (3, lambda net, one=one: one(net, IMAGES, LABELS, eps=0.1).adversarial)
        for name, one in attacks.ATTACKS.items()
    },
    "method": (3, lambda net: attacks.pgd(net.forward, IMAGES, LABELS, eps=0.1).adversarial),
    "deletion": (
        3,
        lambda net: deletion.deletion_curve(
            net, IMAGES, LABELS, torch.arange(4).repeat(6, 1), [0, 2], 2
        ),
    ),
    "invert": (
        None,
        lambda net: inversion.invert(net, Z, Z[None], features=net, steps=2).latents,
    ),
    "transport": (1, lambda net: refinement.dot(net, Z, steepness=1.0, steps=2, rate=0.1)),
    "gradient_flow": (
        1,
        lambda net: refinement.dgflow(net, Z, steps=2, eta=0.1, gamma=0.1, noise=fresh),
    ),
    "langevin": (1, lambda net: refinement.ddls(net, Z, steps=2, step=0.1, noise=fresh)),
    "sample": (None, lambda net: samplers.sample(net, Z, **WAY).states),
    "flow_sample": (None, lambda net: samplers.flow_sample(net, Z, times=[0, 0.5, 1]).states),
    "repaint": (
        None,
        lambda net: inpainting.repaint(net, Z, Z, Z > 0, resamplings=2, noise=fresh, **WAY),
    ),
    "flow_as_eps": (
        None,
        lambda net: denoisers.flow_as_eps(net, LEVEL)(Z, torch.full((6,), 3)),
    ),
    "denoiser_as_eps": (
        None,
        lambda net: denoisers.denoiser_as_eps(net, LEVEL)(Z, torch.full((6,), 3)),
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_network_in_train_mode_is_asked_in_eval_mode_and_left_as_it_was(name: str) -> None:
    width, call = CALLS[name]
    with torch.random.fork_rng():
        torch.manual_seed(0)
        net = Moody(width)
    modes = [module.training for module in net.modules()]
    before = {key: value.clone() for key, value in net.state_dict().items()}
    found = call(net)
    assert [module.training for module in net.modules()] == modes
    assert all(torch.equal(value, before[key]) for key, value in net.state_dict().items())
    torch.testing.assert_close(found, call(net.eval()), rtol=0, atol=0)


def test_the_mode_comes_back_after_an_error_too() -> None:
    net = Moody(3)
    with pytest.raises(ValueError, match="labels"):
        attacks.pgd(net, IMAGES, LABELS + 9, eps=0.1)
    assert net.training
