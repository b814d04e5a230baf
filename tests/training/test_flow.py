"""The flow's training step and its measurements."""

from dataclasses import replace

import pytest
import torch
from torch import Tensor, nn

from playground.models.unet import UNet
from playground.training.flow import SAMPLINGS, FlowTrainer, diffusion, draw, euler
from playground.training.recipes import find

TINY = {"widths": [8, 16], "blocks": 1, "condition": 16, "heads": 2}


class Straight(UNet):
    """The exact velocity where every image is `target`: (target - x_t) / (1 - t)."""

    def __init__(self, target: float) -> None:
        super().__init__(**TINY)
        self.target = nn.Parameter(torch.tensor(target))
        self.seen: list[tuple[Tensor, Tensor]] = []

    def forward(self, x: Tensor, t: Tensor, labels: Tensor) -> Tensor:
        self.seen.append((t, labels))
        return (self.target - x) / (1 - t).clamp(min=1e-3)[:, None, None, None]


def trainer(network: nn.Module) -> FlowTrainer:
    return FlowTrainer(find("mnist-flow"), {"mnist-flow": network})


def test_the_exact_velocity_has_no_loss() -> None:
    """x_t = t x + (1 - t) noise agrees with the target x - noise, and pixels with [-1, 1]."""
    batch = (torch.full((64, 1, 28, 28), 0.75), torch.zeros(64, dtype=torch.int64))
    generator = torch.Generator().manual_seed(0)
    exact, wrong = Straight(0.5), Straight(0.75)
    assert trainer(exact).losses(batch, generator)["loss"] < 1e-6
    assert trainer(wrong).losses(batch, generator)["loss"] > 0.01


def test_a_tenth_of_the_labels_is_hidden_and_times_cover_all_levels() -> None:
    network = Straight(0.0)
    labels = torch.arange(10).repeat(2000)
    batch = (torch.zeros(len(labels), 1, 1, 1), labels)
    trainer(network).losses(batch, torch.Generator().manual_seed(0))
    ((t, shown),) = network.seen
    hidden = shown == 10
    assert 0.08 < hidden.float().mean() < 0.12
    assert (shown[~hidden] == labels[~hidden]).all()
    assert ((t > 0) & (t < 1)).all()
    assert t.histc(20, 0, 1).min() >= 0.004 * len(t)
    assert 0.4 < t.median() < 0.5


@pytest.mark.parametrize("name", ["euler", *SAMPLINGS])
def test_every_sampler_reaches_the_only_image_there_is(name: str) -> None:
    samplers = {"euler": lambda net, x, y, _: euler(net, x, y, 8), **SAMPLINGS}
    images = draw(Straight(0.5), torch.tensor([3, 4]), 0, samplers[name])
    torch.testing.assert_close(images, torch.full((2, 1, 28, 28), 0.75), rtol=0, atol=2e-3)


def test_images_do_not_depend_on_their_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(0)
    network = UNet(**TINY).eval()
    nn.init.normal_(network.leave.weight, std=0.1)
    labels = torch.arange(5)
    with torch.inference_mode():
        together = draw(network, labels, 0, lambda net, x, y, _: euler(net, x, y, 3))
        monkeypatch.setattr("playground.training.flow._CHUNK", 2)
        split = draw(network, labels, 0, lambda net, x, y, _: euler(net, x, y, 3))
        noisy = diffusion(
            network, torch.randn(2, 1, 28, 28), labels[:2], "ddpm", 4, torch.Generator()
        )
    torch.testing.assert_close(together, split, rtol=1e-4, atol=1e-4)
    assert together.std() > 0.01
    assert ((noisy >= 0) & (noisy <= 1)).all()


def test_every_chunk_has_fresh_noise_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.training.flow._CHUNK", 2)
    seen: list[Tensor] = []

    def sampling(net: nn.Module, x: Tensor, y: Tensor, fresh: torch.Generator) -> Tensor:
        seen.append(torch.randn(500, generator=fresh))
        return x

    started = draw(Straight(0.5), torch.arange(6), 0, sampling).flatten(1)
    for numbers in (torch.stack(seen), started):
        apart = torch.corrcoef(numbers) - torch.eye(len(numbers))
        assert apart.abs().max() < 0.25


def test_a_step_learns() -> None:
    torch.manual_seed(0)
    recipe = replace(find("mnist-flow"), learning_rate=1e-2)
    learner = FlowTrainer(recipe, {"mnist-flow": UNet(**TINY)})
    batch = (torch.rand(16, 1, 28, 28), torch.arange(16) % 10)
    losses = [
        learner.step(batch, torch.Generator().manual_seed(0))["loss"].item() for _ in range(12)
    ]
    assert losses[-1] < 0.8 * losses[0]
