"""Latent diffusion: a KL-autoencoder, and a flow in the space of its codes."""

import time
from collections.abc import Callable, Mapping
from typing import cast

import torch
from torch import Tensor

from playground.arrays import Image8
from playground.models import catalog
from playground.models.catalog import Metric
from playground.models.kl_autoencoder import KLAutoencoder
from playground.models.unet import UNet
from playground.training import autoencoding, evaluation, flow
from playground.training.autoencoding import AutoencoderTrainer, beside, decoded_metrics
from playground.training.evaluation import SAMPLES, images, in_batches
from playground.training.flow import FlowTrainer
from playground.training.recipe import Recipe, Setting
from playground.training.sheets import grid

#: Euler steps, and images at a time, of the comparison with the pixel flow.
STEPS, BATCH = 50, 16


class CodesTrainer(AutoencoderTrainer):
    """The KL-autoencoder."""

    def measure(self, setting: Setting) -> Mapping[str, list[Metric]]:
        """Reconstruction error on the test set, and FID of the reconstructions."""
        recipe, network = self.recipe, self.network
        pixels = images(recipe, setting, train=False, n=SAMPLES)[0]
        codes = {"reconstruction_fid": in_batches(network.encode, pixels)}
        error = autoencoding.reconstruction_error(recipe, network, setting)
        return {self.card: [error, *decoded_metrics(recipe, network.decode, codes, setting)]}

    def sheet(self, setting: Setting) -> Image8:
        """Test images over their reconstructions."""
        pixels = images(self.recipe, setting, train=False, n=40)[0]
        return grid(beside(self.network, pixels), columns=20)


class LatentFlowTrainer(FlowTrainer):
    """Flow matching on the codes of the data set's KL-autoencoder (Rombach et al. 2022, eq. 2)."""

    def in_model_space(self, pixels: Tensor) -> Tensor:
        with torch.no_grad():
            return decoder(self.recipe, pixels.device).encode(pixels).float()

    def measure(self, setting: Setting) -> Mapping[str, list[Metric]]:
        """Fidelity after 50 Euler steps, agreement with the label, and time against pixels."""
        recipe, network = self.recipe, self.network
        labels = images(recipe, setting, train=True, n=SAMPLES)[1]
        fakes = draw(recipe, network, labels, setting.seed)
        metrics = evaluation.fidelity_metrics(recipe, fakes, setting)
        metrics.append(flow.agreement(recipe, fakes, labels, setting))
        return {self.card: [*metrics, time_ratio(recipe, network, labels[:BATCH], setting)]}

    def sheet(self, setting: Setting) -> Image8:
        """Twenty samples of each class by 50 Euler steps."""
        labels = torch.arange(10, device=setting.device).repeat_interleave(20)
        return grid(draw(self.recipe, self.network, labels, setting.seed), columns=20)


def decoder(recipe: Recipe, device: torch.device) -> KLAutoencoder:
    """The published KL-autoencoder of the recipe's data set."""
    return cast(KLAutoencoder, catalog.load(f"{recipe.dataset}-kl", device))


def draw(recipe: Recipe, network: UNet, labels: Tensor, seed: int, steps: int = STEPS) -> Tensor:
    """One image [C, H, W] in [0, 1] per label, by Euler steps in the space of codes."""
    there = decoder(recipe, labels.device)
    return flow.draw(
        network, labels, seed, lambda net, x, y, _: there.decode(flow.euler_end(net, x, y, steps))
    )


def time_ratio(recipe: Recipe, network: UNet, labels: Tensor, setting: Setting) -> Metric:
    """Time of the same images by this flow over that by the pixel flow; best of three each."""
    pixel = catalog.load_as(UNet, f"{recipe.dataset}-flow", setting.device)
    here = _best(lambda: draw(recipe, network, labels, setting.seed))
    there = _best(lambda: flow.draw(pixel, labels, setting.seed, flow.EULER))
    return Metric("time_over_pixel_flow", here / there, BATCH, setting.seed, floor=1.0)


def _best(function: Callable[[], Tensor]) -> float:
    """Seconds; `.sum().item()` waits for the device."""
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        function().sum().item()
        taken.append(time.perf_counter() - start)
    return min(taken)
