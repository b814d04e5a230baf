"""Autoencoders, plain and variational."""

from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn

from playground.arrays import Image8
from playground.core.chance import generator
from playground.core.fidelity import frechet_distance
from playground.models.autoencoder import Autoencoder
from playground.models.catalog import Metric
from playground.training.evaluation import SAMPLES, features, images, in_batches
from playground.training.recipe import Batch, Recipe, Setting
from playground.training.sheets import grid
from playground.training.trainers import LossTrainer


class AutoencoderTrainer(LossTrainer[Autoencoder]):
    """-log p(x | z) + beta KL (Higgins et al. 2017, eq. 4); options: beta."""

    def losses(self, batch: Batch, generator: torch.Generator) -> dict[str, Tensor]:
        """In nats per image."""
        pixels = batch[0]
        shape = (len(pixels), *self.network.code_shape)
        noise = torch.randn(shape, generator=generator, device=generator.device)
        miss, divergence = self.network.elbo_terms(pixels, noise)
        loss = miss + self.recipe.options["beta"] * divergence
        return {"loss": loss, "miss": miss, "kl": divergence}

    def measure(self, setting: Setting) -> Mapping[str, list[Metric]]:
        """Reconstruction error on the test set; FID of reconstructions, of decoded random codes."""
        recipe, network = self.recipe, self.network
        training, test = (images(recipe, setting, train, n=SAMPLES)[0] for train in (True, False))
        codes = random_codes(network, training, test, setting.seed)
        error = reconstruction_error(recipe, network, setting)
        return {self.card: [error, *decoded_metrics(recipe, network.decode, codes, setting)]}

    def sheet(self, setting: Setting) -> Image8:
        """Test images over their reconstructions, then decoded z ~ N(0, I)."""
        pixels = images(self.recipe, setting, train=False, n=40)[0]
        codes = torch.randn(100, self.network.latents, generator=generator(setting.seed))
        decoded = self.network.decode(codes.to(pixels.device))
        parts = [beside(self.network, pixels), torch.ones_like(pixels[:20]), decoded]
        return grid(torch.cat(parts), columns=20)


def reconstruction_error(recipe: Recipe, network: nn.Module, setting: Setting) -> Metric:
    """On the test set; the floor is the mean of training images."""
    pixels = images(recipe, setting, train=False)[0]
    mean_image = images(recipe, setting, train=True, n=SAMPLES)[0].mean(dim=0, keepdim=True)
    found, floor = (squared_error(x, pixels) for x in (in_batches(network, pixels), mean_image))
    return Metric("reconstruction_error", found, len(pixels), setting.seed, floor)


def decoded_metrics(
    recipe: Recipe,
    decode: Callable[[Tensor], Tensor],
    codes: Mapping[str, Tensor],
    setting: Setting,
) -> list[Metric]:
    """The Frechet distance of decoded codes to training images; the floor is test images'."""
    real, other = (
        features(recipe.dataset, images(recipe, setting, train, n=SAMPLES)[0])
        for train in (True, False)
    )
    floor = frechet_distance(real, other)
    metrics = []
    for name, each in codes.items():
        found = frechet_distance(real, features(recipe.dataset, in_batches(decode, each)))
        metrics.append(Metric(name, found, len(each), setting.seed, floor))
    return metrics


def squared_error(found: Tensor, pixels: Tensor) -> float:
    """Mean over images and pixels of (found - pixels)^2, pixels in [0, 1]."""
    return (found - pixels).square().mean().item()


def beside(network: nn.Module, pixels: Tensor) -> Tensor:
    """Forty images in rows of twenty, their reconstructions below each."""
    rows = [images.unflatten(0, (2, 20)) for images in (pixels, network(pixels))]
    return torch.stack(rows, 1).flatten(0, 2)


def random_codes(
    network: Autoencoder, training: Tensor, test: Tensor, seed: int
) -> dict[str, Tensor]:
    """Codes whose decoded images are compared with real ones: of test images, of z ~ N(0, I), and
    of a Gaussian fitted to the codes of training images."""
    codes = in_batches(network.encode, training)
    z = torch.randn(len(test), network.latents, generator=generator(seed))
    z = z.to(codes.device)
    scale = torch.linalg.cholesky(torch.cov(codes.T.double())).to(codes.dtype)
    return {
        "reconstruction_fid": in_batches(network.encode, test),
        "prior_fid": z,
        "fitted_gaussian_fid": codes.mean(dim=0) + z @ scale.T,
    }
