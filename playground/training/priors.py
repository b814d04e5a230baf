"""Learned priors: normalizing flows of the codes of published autoencoders."""

from collections.abc import Mapping

import torch
from torch import Tensor

from playground.arrays import Image8
from playground.core.chance import generator
from playground.models import catalog
from playground.models.autoencoder import Autoencoder
from playground.models.catalog import Metric
from playground.models.coupling import CouplingFlow
from playground.training.autoencoding import decoded_metrics, random_codes
from playground.training.evaluation import SAMPLES, images, in_batches
from playground.training.recipe import Batch, Recipe, Setting, Source
from playground.training.sheets import grid
from playground.training.sources import ImageSource, load
from playground.training.trainers import LossTrainer


def decoder(recipe: Recipe, device: torch.device) -> Autoencoder:
    """The published autoencoder whose codes the recipe's flow draws."""
    return catalog.load_as(Autoencoder, recipe.name.removesuffix("-prior"), device)


def codes(recipe: Recipe, setting: Setting) -> ImageSource:
    """The codes of all training images."""
    pixels, labels = load(recipe.dataset, setting.root, train=True)
    network = decoder(recipe, setting.device)
    found = in_batches(lambda x: network.encode(x.to(setting.device).float() / 255), pixels)
    return ImageSource(found, labels.to(setting.device), unit=1)


class PriorTrainer(LossTrainer[CouplingFlow]):
    """Maximum likelihood: -log p(code), by the change of variables (Dinh et al. 2017, eq. 2)."""

    @staticmethod
    def source(recipe: Recipe, setting: Setting) -> Source:
        return codes(recipe, setting)

    def losses(self, batch: Batch, generator: torch.Generator) -> dict[str, Tensor]:
        """In nats per code. The first batch sets the units that the flow sees codes in."""
        network = self.network
        if not network.deviation.sub(1).any():
            network.mean.copy_(batch[0].mean(dim=0))
            network.deviation.copy_(batch[0].std(dim=0))
        return {"loss": -network.log_density(batch[0]).mean()}

    def measure(self, setting: Setting) -> Mapping[str, list[Metric]]:
        """FID of decoded draws of the flow and of a fitted Gaussian; nats per code of an image."""
        recipe, there = self.recipe, decoder(self.recipe, setting.device)
        training, test = (images(recipe, setting, train, n=SAMPLES)[0] for train in (True, False))
        drawn = random_codes(there, training, test, setting.seed)
        known = drawn.pop("reconstruction_fid")
        floor = _gaussian_nats(in_batches(there.encode, training), known)
        said = Metric("nats", nats(self.network, known), SAMPLES, setting.seed, floor)
        drawn["prior_fid"] = self.network(drawn["prior_fid"])
        return {self.card: [said, *decoded_metrics(recipe, there.decode, drawn, setting)]}

    def sheet(self, setting: Setting) -> Image8:
        """Two hundred decoded draws."""
        z = torch.randn(200, self.network.latents, generator=generator(setting.seed))
        drawn = self.network(z.to(setting.device))
        return grid(decoder(self.recipe, setting.device).decode(drawn), columns=20)


def nats(flow: CouplingFlow, codes: Tensor) -> float:
    """-log p, mean over codes [N, latents]."""
    return -flow.log_density(codes).mean().item()


def _gaussian_nats(training: Tensor, test: Tensor) -> float:
    """-log p of test codes under the Gaussian fitted to training codes, in nats per code."""
    wide = training.double()
    fitted = torch.distributions.MultivariateNormal(wide.mean(dim=0), torch.cov(wide.T))
    return -fitted.log_prob(test.double()).mean().item()
