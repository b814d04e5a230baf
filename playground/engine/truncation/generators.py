"""Which generator draws best, and which draws most? All that ship for a data set, on one plane."""

from dataclasses import dataclass
from typing import Any, ClassVar

import torch

from playground import device
from playground.arrays import Image8
from playground.caching import cached
from playground.engine import codes
from playground.engine.codes import Space
from playground.engine.networks import card
from playground.engine.request import Request, flag, whole
from playground.engine.result import Result, answering
from playground.engine.truncation import bands, real, truncation, truncation_methods
from playground.engine.truncation.bands import Scores
from playground.engine.truncation.real import ALL
from playground.engine.truncation.truncation_methods import CHUNK, Draw, Made, ProgressRange
from playground.models import catalog
from playground.models.autoencoder import Autoencoder
from playground.models.catalog import ModelCard
from playground.models.coupling import CouplingFlow
from playground.models.gan import Generator
from playground.models.unet import UNet

GAN, VAE, FLOW, LATENT, EXACT = "GAN", "VAE", "flow", "latent flow", "AE + flow"
#: In the names of VAEs of another weight of the KL, which a page of their own compares.
BETA = "-beta"
#: Those that need many passes for an image.
SLOW = (FLOW, LATENT)
SHOWN = 60


@dataclass(frozen=True)
class GeneratorsRequest(Request):
    """The question of the page: `samples` images of each generator, without truncation."""

    #: All classes in turn: a VAE knows none.
    label: ClassVar[str] = ALL
    dataset: str = truncation.dataset_field()
    flows: bool = flag(
        False, "Many passes for an image: seconds for a hundred of them.", "Flows too"
    )
    steps: int = whole(
        10, 2, 50, "Euler steps: passes through the network for an image.", "Steps of the flows"
    )
    samples: int = truncation.samples_field(200)
    k: int = truncation.k_field()
    space: str = truncation.space_field()
    seed: int = truncation.seed_field()

    @property
    def seconds(self) -> float:
        flows = 0.003 * self.steps if self.flows else 0.0
        return 0.8 + self.samples * (0.002 + flows)

    @property
    def draw(self) -> Draw:
        """The chance that all generators share."""
        return Draw(self.dataset, self.label, self.samples, self.seed)


@dataclass(frozen=True)
class GeneratorScores:
    """One generator: its card's name and task, its kind, passes for an image; samples uint8
    [SHOWN, H, W], the first of those scored."""

    name: str
    task: str
    kind: str
    calls: int
    scored: Scores
    samples: Image8


@dataclass(frozen=True)
class GeneratorsResult(Result):
    """Every generator, measured by the same real images."""

    request: GeneratorsRequest
    found: tuple[GeneratorScores, ...]
    ceiling: Scores
    real_source: str

    def numbers(self) -> dict[str, Any]:
        found = {
            one.name: {"kind": one.kind, "calls": one.calls, **one.scored.numbers()}
            for one in self.found
        }
        return {"generators": found, **bands.against(self.ceiling, self.real_source)}


def generators(dataset: str, flows: bool = True) -> dict[str, str]:
    """The cards of a data set that draw images, with their kinds, in the catalog's order; of VAEs
    that differ in beta alone, the one of beta 1."""
    there = {name: one for name, one in catalog.cards().items() if one.dataset == dataset}
    kinds = {name: kind_of(one) for name, one in there.items() if BETA not in name}
    return {name: kind for name, kind in kinds.items() if kind and (flows or kind not in SLOW)}


def cards(request: GeneratorsRequest) -> tuple[str, ...]:
    """The cards whose networks draw the images, read codes, or measure."""
    kinds = generators(request.dataset, request.flows)
    decoders = (
        [card(request.dataset, truncation_methods.DECODER)] if LATENT in kinds.values() else []
    )
    decoders += [codes.decoder(name) for name, kind in kinds.items() if kind == EXACT]
    return (*kinds, *decoders, real.classifier(request.dataset, request.space))


def kind_of(one: ModelCard) -> str:
    """What a card's network draws images as, by its architecture; nothing for one that does not.

    A plain autoencoder has no distribution of its own to draw codes from; a flow of codes needs
    the decoder that reads them.
    """
    network = catalog.kind(one.architecture)
    if issubclass(network, Generator):
        return GAN
    if issubclass(network, Autoencoder):
        return VAE if one.arguments.get("variational") else ""
    if issubclass(network, CouplingFlow):
        return EXACT if catalog.has(codes.decoder(one.name)) else ""
    if not issubclass(network, UNet):
        return ""
    if truncation_methods.of_pixels(one.name):
        return FLOW
    return LATENT if catalog.has(card(one.dataset, truncation_methods.DECODER)) else ""


def _vae(name: str, draw: Draw, steps: int) -> Made:
    network = Space(name).network
    return map(network.decode, draw.normals(network.latents).split(CHUNK))


def _exact(name: str, draw: Draw, steps: int) -> Made:
    flow = catalog.load_as(CouplingFlow, name, device.pick())
    network = Space(codes.decoder(name)).network
    return (network.decode(flow(z)) for z in draw.normals(flow.latents).split(CHUNK))


def _gan(name: str, draw: Draw, steps: int) -> Made:
    network = catalog.load_as(Generator, name, device.pick())
    return truncation_methods.from_latents(network, draw.normals(network.latents), draw.labels)


def _flow(name: str, draw: Draw, steps: int) -> Made:
    return truncation_methods.flowed(name, draw, steps=steps)


MAKERS = {GAN: _gan, VAE: _vae, EXACT: _exact, FLOW: _flow, LATENT: _flow}


@answering
def answer(request: GeneratorsRequest) -> GeneratorsResult:
    """Draw and measure every generator. Deterministic in the request. Raises BadValue."""
    kinds = generators(request.dataset, request.flows)
    against = truncation.real_baseline(request)
    passes = {name: request.steps if kind in SLOW else 1 for name, kind in kinds.items()}
    total, found, before = request.samples * sum(passes.values()), [], 0
    for name, kind in kinds.items():
        calls, task = passes[name], catalog.card(name).task
        made = images(name, kind, request.draw, calls, ProgressRange(before, total))
        before += calls * request.samples
        scored = truncation.measured(request, made, against)
        found.append(GeneratorScores(name, task, kind, calls, scored, made[:SHOWN]))
    return GeneratorsResult(request, tuple(found), against.ceiling, against.source)


@cached
@torch.inference_mode()
def images(name: str, kind: str, draw: Draw, calls: int, place: ProgressRange) -> Image8:
    """uint8 [N, H, W], rounded like the real ones."""
    return truncation_methods.rounded(MAKERS[kind](name, draw, calls), place, calls)
