"""Recipe of the pixel flow: one network that is sampled as flow, DDPM and DDIM."""

from collections.abc import Callable, Mapping

import torch
from torch import Tensor
from torch.nn import functional as F

from playground.core.denoisers import flow_as_eps
from playground.core.samplers import flow_sample, sample
from playground.core.schedules import alphas_cumprod, linear_betas
from playground.models.unet import UNet
from playground.training.recipe import Batch
from playground.training.trainers import LossTrainer

#: Images in one call while measuring.
_CHUNK = 250


class FlowTrainer(LossTrainer):
    """Conditional flow matching: |v(x_t, t, y) - (x - noise)|^2, x_t = t x + (1 - t) noise.

    Lipman et al. 2023, eq. 23 with sigma_min = 0; t as in Esser et al. 2024, eq. 19.
    options: mean and std of logit(t); uniform, the share of t that is uniform instead;
    drop, the share of labels that are hidden.
    """

    def losses(self, batch: Batch, generator: torch.Generator) -> dict[str, Tensor]:
        pixels, labels = batch
        image = 2 * pixels - 1
        noise = torch.randn(image.shape, generator=generator, device=image.device)
        t = self._times(len(image), generator)
        weight = t[:, None, None, None]
        hidden = _chance(len(image), self.recipe.options["drop"], generator)
        classes = int(self.recipe.networks[0].arguments["classes"])
        shown = torch.where(hidden, classes, labels)
        velocity = self.network(weight * image + (1 - weight) * noise, t, shown)
        return {"loss": F.mse_loss(velocity.float(), image - noise)}

    def _times(self, n: int, generator: torch.Generator) -> Tensor:
        """Mostly where the velocity is hardest; some uniform, since DDPM starts near t = 0."""
        options = self.recipe.options
        normal = torch.randn(n, generator=generator, device=generator.device)
        even = torch.rand(n, generator=generator, device=generator.device)
        middle = torch.sigmoid(options["mean"] + options["std"] * normal)
        return torch.where(_chance(n, options["uniform"], generator), even, middle)


def _chance(n: int, share: float, generator: torch.Generator) -> Tensor:
    """n booleans, true with probability `share`."""
    return torch.rand(n, generator=generator, device=generator.device) < share


Sampler = Callable[[UNet, Tensor, Tensor], Tensor]


def euler(network: UNet, noise: Tensor, labels: Tensor, steps: int = 50) -> Tensor:
    """States at t = 1 after `steps` Euler steps from noise, in model space."""
    times = torch.linspace(0, 1, steps + 1, device=noise.device)
    return flow_sample(lambda x, t: network(x, t, labels), noise, times=times).states[-1]


def diffusion(network: UNet, noise: Tensor, labels: Tensor, sampler: str, steps: int) -> Tensor:
    """The last state of `sampler` over `steps` of the 1,000 linear-beta steps of DDPM."""
    alphas = alphas_cumprod(linear_betas()).to(noise.device)
    timesteps = torch.linspace(len(alphas) - 1, 0, steps).round().long().tolist()
    return sample(
        flow_as_eps(lambda x, t: network(x, t, labels), alphas),
        noise,
        alphas_cumprod=alphas,
        timesteps=timesteps,
        sampler=sampler,
        generator=torch.Generator(noise.device).manual_seed(0),
    ).states[-1]


#: What the card reports: the name's ending, and the sampler that it stands for.
SAMPLERS: Mapping[str, Sampler] = {
    "": euler,
    "_ddim_50": lambda n, x, y: diffusion(n, x, y, "ddim", 50),
    "_ddim_10": lambda n, x, y: diffusion(n, x, y, "ddim", 10),
    "_ddpm_100": lambda n, x, y: diffusion(n, x, y, "ddpm", 100),
}
