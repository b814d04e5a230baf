"""The pixel flow: one network that is sampled as flow, DDPM and DDIM."""

from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from playground.arrays import Image8
from playground.core.chance import generator
from playground.core.denoisers import flow_as_eps
from playground.core.fidelity import frechet_distance
from playground.core.samplers import flow_sample, sample
from playground.core.schedules import alphas_cumprod, linear_betas, spaced_timesteps
from playground.models import catalog
from playground.models.catalog import Metric
from playground.models.unet import UNet
from playground.training import evaluation
from playground.training.recipe import Batch, Recipe, Setting
from playground.training.sheets import grid
from playground.training.trainers import LossTrainer

#: Images that are sampled at a time while measuring: bounds the memory of their trajectories.
_CHUNK = 250


class FlowTrainer(LossTrainer[UNet]):
    """Conditional flow matching: |v(x_t, t, y) - (x - noise)|^2, x_t = t x + (1 - t) noise.

    Lipman et al. 2023, eq. 23 with sigma_min = 0; t as in Esser et al. 2024, eq. 19.
    options: mean and std of logit(t); uniform, the share of t that is uniform instead;
    drop, the share of labels that are hidden.
    """

    def losses(self, batch: Batch, generator: torch.Generator) -> dict[str, Tensor]:
        pixels, labels = batch
        image = self.in_model_space(pixels)
        noise = torch.randn(image.shape, generator=generator, device=image.device)
        t = self._times(len(image), generator)
        weight = t[:, None, None, None]
        hidden = _chance(len(image), self.recipe.options["drop"], generator)
        classes = int(self.recipe.networks[0].arguments["classes"])
        shown = torch.where(hidden, classes, labels)
        velocity = self.network(weight * image + (1 - weight) * noise, t, shown)
        return {"loss": F.mse_loss(velocity.float(), image - noise)}

    def in_model_space(self, pixels: Tensor) -> Tensor:
        """Pixels in [0, 1] -> what the network draws."""
        return 2 * pixels - 1

    def _times(self, n: int, generator: torch.Generator) -> Tensor:
        """Mostly where the velocity is hardest; some uniform, since DDPM starts near t = 0."""
        options = self.recipe.options
        normal = torch.randn(n, generator=generator, device=generator.device)
        even = torch.rand(n, generator=generator, device=generator.device)
        middle = torch.sigmoid(options["mean"] + options["std"] * normal)
        return torch.where(_chance(n, options["uniform"], generator), even, middle)

    def measure(self, setting: Setting) -> Mapping[str, list[Metric]]:
        """Fidelity after 50 Euler steps, how often the class is as asked, other samplers."""
        recipe, network, n, seed = self.recipe, self.network, evaluation.SAMPLES, setting.seed
        real, labels = evaluation.images(recipe, setting, train=True, n=n)
        fakes = draw(network, labels, seed, EULER)
        metrics = evaluation.fidelity_metrics(recipe, fakes, setting)
        metrics.append(agreement(recipe, fakes, labels, setting))
        features = evaluation.features(recipe.dataset, real)
        for name, sampling in SAMPLINGS.items():
            others = evaluation.features(recipe.dataset, draw(network, labels, seed, sampling))
            value = frechet_distance(features, others)
            metrics.append(Metric(name, value, n, seed, floor=metrics[0].floor))
        return {self.card: metrics}

    def sheet(self, setting: Setting) -> Image8:
        """Ten samples of each class by 50 Euler steps, beside ten by 10 DDIM steps."""
        labels = torch.arange(10, device=setting.device).repeat_interleave(10)
        each = (EULER, SAMPLINGS["fid_ddim_10"])
        rows = [
            draw(self.network, labels, setting.seed, one).unflatten(0, (10, 10)) for one in each
        ]
        return grid(torch.cat(rows, dim=1).flatten(0, 1), columns=20)


def _chance(n: int, share: float, generator: torch.Generator) -> Tensor:
    """n booleans, true with probability `share`."""
    return torch.rand(n, generator=generator, device=generator.device) < share


def euler(network: nn.Module, noise: Tensor, labels: Tensor, steps: int = 50) -> Tensor:
    """Images in [0, 1] after `steps` Euler steps of the flow from `noise`."""
    return _pixels(euler_end(network, noise, labels, steps))


def euler_end(network: nn.Module, noise: Tensor, labels: Tensor, steps: int) -> Tensor:
    """What the flow draws, in the network's own space."""
    times = torch.linspace(0, 1, steps + 1)
    return flow_sample(lambda x, t: network(x, t, labels), noise, times=times).states[-1]


def diffusion(
    network: nn.Module,
    noise: Tensor,
    labels: Tensor,
    sampler: str,
    steps: int,
    fresh: torch.Generator,
) -> Tensor:
    """Images in [0, 1] after `steps` of the 1,000 steps of DDPM's linear schedule."""
    alphas = alphas_cumprod(linear_betas())
    states = sample(
        flow_as_eps(lambda x, t: network(x, t, labels), alphas),
        noise,
        alphas_cumprod=alphas,
        timesteps=spaced_timesteps(len(alphas), steps),
        sampler=sampler,
        generator=fresh,
    ).states
    return _pixels(states[-1])


def _pixels(x: Tensor) -> Tensor:
    return ((x + 1) / 2).clamp(0, 1)


#: network, noise, labels, and what draws fresh noise on the way -> images.
Sampling = Callable[[nn.Module, Tensor, Tensor, torch.Generator], Tensor]

EULER: Sampling = lambda net, x, y, fresh: euler(net, x, y)  # noqa: E731
#: The samplers whose Frechet distance stands on the card, by the metric's name.
SAMPLINGS: Mapping[str, Sampling] = {
    "fid_ddim_10": lambda net, x, y, fresh: diffusion(net, x, y, "ddim", 10, fresh),
    "fid_ddpm_50": lambda net, x, y, fresh: diffusion(net, x, y, "ddpm", 50, fresh),
}


def draw(network: nn.Module, labels: Tensor, seed: int, sampling: Sampling) -> Tensor:
    """One image [C, H, W] in [0, 1] per label, in chunks, each with noise of its own."""
    assert isinstance(network, UNet)
    shape = (len(labels), *network.shape)
    noise = torch.randn(shape, generator=generator(seed)).to(labels.device)
    fresh = generator(seed, "fresh")
    parts = zip(noise.split(_CHUNK), labels.split(_CHUNK), strict=True)
    return torch.cat([sampling(network, x, y, fresh) for x, y in parts])


def agreement(recipe: Recipe, fakes: Tensor, labels: Tensor, setting: Setting) -> Metric:
    """How often the classifier sees the class that was asked for."""
    judge = catalog.load(f"{recipe.dataset}-classifier", setting.device)
    n, chance = len(labels), labels.bincount().max().item() / len(labels)
    found = evaluation.accuracy(judge, fakes, labels)
    return Metric("agreement", found, n, setting.seed, floor=chance)
