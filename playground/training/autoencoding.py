"""Recipes of the autoencoders, plain and variational."""

from collections.abc import Mapping
from typing import cast

import torch
from torch import Tensor

from playground.arrays import Image8
from playground.core.chance import generator
from playground.core.fidelity import frechet_distance
from playground.models.autoencoder import Autoencoder
from playground.models.catalog import Metric
from playground.training.evaluation import SAMPLES, features, images, in_batches
from playground.training.recipe import Batch, Network, Networks, Recipe, Setting
from playground.training.sheets import grid
from playground.training.sources import training_images
from playground.training.trainers import LossTrainer


class AutoencoderTrainer(LossTrainer):
    """-log p(x | z) + beta KL (Higgins et al. 2017, eq. 4); options: beta."""

    def losses(self, batch: Batch, generator: torch.Generator) -> dict[str, Tensor]:
        """In nats per image."""
        network = cast(Autoencoder, self.network)
        pixels = batch[0]
        shape = (len(pixels), *network.code_shape)
        noise = torch.randn(shape, generator=generator, device=generator.device)
        miss, divergence = network.elbo_terms(pixels, noise)
        loss = miss + self.recipe.options["beta"] * divergence
        return {"loss": loss, "miss": miss, "kl": divergence}


def measure(recipe: Recipe, networks: Networks, setting: Setting) -> Mapping[str, list[Metric]]:
    """Reconstruction error on the test set; FID of reconstructions and of decoded random codes."""
    ((card, network),) = networks.items()
    network = cast(Autoencoder, network)
    pixels = images(recipe, setting, train=False)[0]
    training = images(recipe, setting, train=True, n=SAMPLES)[0]
    n, seed = len(pixels), setting.seed
    mean_image = training.mean(dim=0, keepdim=True)
    error = squared_error(in_batches(network, pixels), pixels)
    metrics = [Metric("reconstruction_error", error, n, seed, squared_error(mean_image, pixels))]
    real = features(recipe.dataset, training)
    pixels = images(recipe, setting, train=False, n=SAMPLES)[0]
    floor = frechet_distance(real, features(recipe.dataset, pixels))
    for name, codes in random_codes(network, training, pixels, seed).items():
        fakes = features(recipe.dataset, in_batches(network.decode, codes))
        metrics.append(Metric(name, frechet_distance(real, fakes), len(codes), seed, floor))
    return {card: metrics}


def squared_error(found: Tensor, pixels: Tensor) -> float:
    """Mean over images and pixels of (found - pixels)^2, pixels in [0, 1]."""
    return (found - pixels).square().mean().item()


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


def sheet(recipe: Recipe, networks: Networks, setting: Setting) -> Image8:
    """Test images over their reconstructions, then decoded z ~ N(0, I)."""
    network = cast(Autoencoder, next(iter(networks.values())))
    pixels = images(recipe, setting, train=False, n=40)[0]
    codes = torch.randn(100, network.latents, generator=generator(setting.seed))
    pairs = torch.stack([pixels.unflatten(0, (2, 20)), network(pixels).unflatten(0, (2, 20))], 1)
    blank = torch.ones_like(pixels[:20])
    parts = [pairs.flatten(0, 2), blank, network.decode(codes.to(pixels.device))]
    return grid(torch.cat(parts), columns=20)


def recipe(dataset: str, latents: int, variational: bool, steps: int, minutes: float) -> Recipe:
    """A row of the table below."""
    name = f"{dataset}-{'vae' if variational else 'ae'}{latents}"
    kind = "A variational autoencoder" if variational else "An autoencoder"
    prior = " whose codes are drawn towards N(0, I)" if variational else ""
    return Recipe(
        name=name,
        dataset=dataset,
        networks=(
            Network(
                card=name,
                architecture="autoencoder.Autoencoder",
                arguments={"latents": latents, "variational": variational},
                task=f"{kind}: an image as {latents} numbers, and back{prior}.",
            ),
        ),
        source=training_images,
        trainer=AutoencoderTrainer,
        measure=measure,
        sheet=sheet,
        steps=steps,
        batch=64,
        learning_rate=1e-3,
        minutes=minutes,
        hold=0.3,
        clip=None,
        options={"beta": 1.0},
    )


RECIPES = tuple(
    row
    for dataset in ("mnist", "fashion")
    for row in (
        recipe(dataset, 16, variational=True, steps=8000, minutes=6),
        recipe(dataset, 16, variational=False, steps=8000, minutes=6),
        recipe(dataset, 2, variational=True, steps=10000, minutes=8),
        recipe(dataset, 2, variational=False, steps=10000, minutes=8),
    )
)
