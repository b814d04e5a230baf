"""Recipes of latent diffusion: a KL-autoencoder, and a flow in the space of its codes."""

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
from playground.training.recipe import Networks, Recipe, Setting
from playground.training.sheets import grid
from playground.training.sources import of_images

#: Euler steps, and images at a time, of the comparison with the pixel flow.
STEPS, BATCH = 50, 16


def measure_codes(
    recipe: Recipe, networks: Networks, setting: Setting
) -> Mapping[str, list[Metric]]:
    """Reconstruction error on the test set, and FID of the reconstructions."""
    ((card, network),) = networks.items()
    there, pixels = cast(KLAutoencoder, network), images(recipe, setting, train=False, n=SAMPLES)[0]
    codes = {"reconstruction_fid": in_batches(there.encode, pixels)}
    error = autoencoding.reconstruction_error(recipe, network, setting)
    return {card: [error, *decoded_metrics(recipe, there.decode, codes, setting)]}


def sheet_codes(recipe: Recipe, networks: Networks, setting: Setting) -> Image8:
    """Test images over their reconstructions."""
    (network,) = networks.values()
    return grid(beside(network, images(recipe, setting, train=False, n=40)[0]), columns=20)


class LatentFlowTrainer(FlowTrainer):
    """Flow matching on the codes of the data set's KL-autoencoder (Rombach et al. 2022, eq. 2)."""

    def in_model_space(self, pixels: Tensor) -> Tensor:
        with torch.no_grad():
            return decoder(self.recipe, pixels.device).encode(pixels).float()


def decoder(recipe: Recipe, device: torch.device) -> KLAutoencoder:
    """The published KL-autoencoder of the recipe's data set."""
    return cast(KLAutoencoder, catalog.load(f"{recipe.dataset}-kl", device))


def draw(recipe: Recipe, network: UNet, labels: Tensor, seed: int, steps: int = STEPS) -> Tensor:
    """One image [C, H, W] in [0, 1] per label, by Euler steps in the space of codes."""
    there = decoder(recipe, labels.device)
    return flow.draw(
        network, labels, seed, lambda net, x, y, _: there.decode(flow.euler_end(net, x, y, steps))
    )


def measure(recipe: Recipe, networks: Networks, setting: Setting) -> Mapping[str, list[Metric]]:
    """Fidelity after 50 Euler steps, agreement with the label, and time against the pixel flow."""
    ((card, network),) = networks.items()
    labels = images(recipe, setting, train=True, n=SAMPLES)[1]
    fakes = draw(recipe, cast(UNet, network), labels, setting.seed)
    return {
        card: [
            *evaluation.fidelity_metrics(recipe, fakes, setting),
            flow.agreement(recipe, fakes, labels, setting),
            time_ratio(recipe, cast(UNet, network), labels[:BATCH], setting),
        ]
    }


def time_ratio(recipe: Recipe, network: UNet, labels: Tensor, setting: Setting) -> Metric:
    """Time of the same images by this flow over that by the pixel flow; best of three each."""
    pixel = catalog.load_as(UNet, f"{recipe.dataset}-flow", setting.device)
    here = _best(lambda: draw(recipe, network, labels, setting.seed))
    there = _best(
        lambda: flow.draw(
            pixel, labels, setting.seed, lambda n, x, y, _: flow.euler(n, x, y, STEPS)
        )
    )
    return Metric("time_over_pixel_flow", here / there, BATCH, setting.seed, floor=1.0)


def _best(function: Callable[[], Tensor]) -> float:
    """Seconds; `.sum().item()` waits for the device."""
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        function().sum().item()
        taken.append(time.perf_counter() - start)
    return min(taken)


def sheet(recipe: Recipe, networks: Networks, setting: Setting) -> Image8:
    """Twenty samples of each class by 50 Euler steps."""
    (network,) = networks.values()
    labels = torch.arange(10, device=setting.device).repeat_interleave(20)
    return grid(draw(recipe, cast(UNet, network), labels, setting.seed), columns=20)


def codes(dataset: str) -> Recipe:
    """A row of the table below: the KL-autoencoder."""
    return of_images(
        dataset,
        "kl",
        "kl_autoencoder.KLAutoencoder",
        {"channels": 1, "size": 28, "padded": 32, "latents": 4},
        "An image as 4 maps of 8 x 8 numbers, and back: the latent flow's space.",
        trainer=AutoencoderTrainer,
        measure=measure_codes,
        sheet=sheet_codes,
        steps=5000,
        learning_rate=1e-3,
        minutes=4.0,
        hold=0.3,
        options={"beta": 0.1},
    )


def recipe(dataset: str, of: str) -> Recipe:
    """A row of the table below: the flow."""
    return of_images(
        dataset,
        "latent-flow",
        "unet.UNet",
        {"channels": 4, "classes": 10, "size": 8, "fold": 1, "widths": [48, 96]},
        f"Draws the code of {of} of a given class (or of none) from noise;"
        f" {dataset}-kl decodes it.",
        trainer=LatentFlowTrainer,
        measure=measure,
        sheet=sheet,
        steps=16_000,
        minutes=25.0,
        value_range="codes in units of their standard deviation",
        options=flow.OPTIONS,
        notes="fid and its companions are of 50 Euler steps, decoded;"
        " time_over_pixel_flow: the same 16 images by this flow over that by the pixel flow.",
    )


RECIPES = (
    codes("mnist"),
    recipe("mnist", "a digit"),
    codes("fashion"),
    recipe("fashion", "a garment"),
)
